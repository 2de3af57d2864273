"""The site at work while it is recorded: `python -m bench.power.workload FOLDER --seconds 12 --synchronous FULL`.

One process, many threads and connections, all of them the product's own code: people sign (in batches, as the door
does), the worker mails over real SMTP, people confirm and some withdraw, the publisher issues and publishes,
petitions are published. Whatever a caller was told when the code returned goes into the record. Writes FOLDER/record.
"""

import argparse
import os
import pickle
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.power.disk import Acknowledged
from bench.power.recording import Recorder

if TYPE_CHECKING:
    from tests.post_office import PostOffice

SIGNERS, CONFIRMERS = 2, 2
LARGEST_BATCH = 12
REST_SECONDS = 0.15
ALWAYS_TOLD = {"signed", "confirmed", "withdrawn", "petition"}
AT_MOST_SECONDS = 60


def main() -> None:
    """Prepares a site in the folder, works on it, writes the record."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--synchronous", choices=("FULL", "NORMAL", "OFF"), default="FULL")
    arguments = parser.parse_args()
    from tests.post_office import PostOffice

    with PostOffice() as office:
        os.environ["UNDERSIGNED_SMTP_URL"] = office.url
        recorder = _open_site(arguments.folder / "data", arguments.synchronous)
        awaited = ALWAYS_TOLD | ({"checkpoint", "shown"} if arguments.synchronous == "FULL" else set())
        Site(recorder, office).work_for(arguments.seconds, awaited)
    with (arguments.folder / "record").open("wb") as file:
        pickle.dump(recorder.record(), file)


def set_up(data: Path, synchronous: str = "FULL") -> None:
    """Django is ready for the site in this folder; its secrets lie beside it, as they are no part of what is cut."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "undersigned.config.settings",
        "UNDERSIGNED_DATA": str(data),
        "UNDERSIGNED_SECRETS_DIR": str(data.parent / "secrets"),
        "UNDERSIGNED_SITE_URL": "http://127.0.0.1:8000",
        "UNDERSIGNED_ROUND_SECONDS": "0.3",
        "UNDERSIGNED_SCREENING": "observe",
    }
    from undersigned.config import settings

    options = settings.DATABASES["default"]["OPTIONS"]
    asked = options["init_command"]
    options["init_command"] = asked.replace("synchronous=FULL", f"synchronous={synchronous}")
    if synchronous not in options["init_command"]:
        raise RuntimeError("the settings no longer say synchronous=FULL where this looks for it")
    import django

    django.setup()


def _open_site(data: Path, synchronous: str) -> Recorder:
    """A new site with one petition, all of it on disk, and a recorder that watches from here on."""
    set_up(data, synchronous)
    from django.db import connections

    from tests.makers import make_published
    from undersigned.console.migrate import migrate_all
    from undersigned.ledger.actions.open_log import open_log

    migrate_all()
    open_log(now=datetime.now(UTC))
    make_published(datetime.now(UTC), title="A bench by the lake")
    # The last connection to close folds the log into the database.
    connections.close_all()
    recorder = Recorder(data)
    recorder.start()
    return recorder


class Site:
    """What everybody does at once."""

    def __init__(self, recorder: Recorder, office: "PostOffice") -> None:
        self.recorder, self.office = recorder, office
        self.stopping = threading.Event()
        self.read = 0
        self.lock = threading.Lock()
        self.faults: list[BaseException] = []

    def work_for(self, seconds: float, awaited: set[str]) -> None:
        """Everybody works, longer where something has not been acknowledged yet; a fault of anybody is raised."""
        threads = [self._thread(f"sign{number}", partial(self._sign, number)) for number in range(SIGNERS)]
        threads += [self._thread(f"confirm{number}", partial(self._confirm, number)) for number in range(CONFIRMERS)]
        threads += [self._thread(act.__name__, act) for act in (self._open, self._look, self._mail, self._publish)]
        for thread in threads:
            thread.start()
        begun = time.monotonic()
        self.stopping.wait(seconds)
        while not awaited <= self._told() and time.monotonic() < begun + AT_MOST_SECONDS and not self.stopping.wait(1):
            pass
        self.stopping.set()
        for thread in threads:
            thread.join()
        if self.faults:
            raise self.faults[0]

    def _told(self) -> set[str]:
        return {step.kind for step in self.recorder.steps if isinstance(step, Acknowledged)}

    def _thread(self, name: str, act: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            from django.db import connections

            try:
                act()
            except BaseException as fault:
                # Raised again where the work was asked for.
                self.faults.append(fault)
                self.stopping.set()
            finally:
                connections.close_all()

        return threading.Thread(target=run, name=name)

    def _sign(self, number: int) -> None:
        from tests.cast import Person
        from tests.signing import make_request
        from undersigned.petitions.models import Petition
        from undersigned.signatures.actions.sign import sign
        from undersigned.signatures.rules.outcomes import Signed

        chance, turn = random.Random(number), 0
        while not self.stopping.wait(chance.uniform(0, REST_SECONDS)):
            petitions = list(Petition.objects.filter(state="published"))
            requests, told = [], []
            for _ in range(chance.randint(1, LARGEST_BATCH)):
                turn += 1
                person = Person(f"Signer {number} {turn}", f"signer-{number}-{turn}@example.org")
                petition = chance.choice(petitions)
                requests.append(make_request(petition, person))
                told.append((petition.slug, person.email))
            outcomes = sign(requests, now=datetime.now(UTC))
            for (slug, email), outcome in zip(told, outcomes, strict=True):
                if isinstance(outcome, Signed):
                    self.recorder.acknowledge("signed", slug, email)

    def _confirm(self, number: int) -> None:
        from tests.signing import token_in
        from undersigned.signatures.actions.confirm import confirm
        from undersigned.signatures.actions.withdraw import withdraw
        from undersigned.signatures.queries import read_letter_token

        chance = random.Random(number)
        while not self.stopping.is_set():
            with self.lock:
                letter = self.office.received[self.read] if self.read < len(self.office) else None
                self.read += letter is not None
            if letter is None:
                self.stopping.wait(0.01)
                continue
            token = token_in(letter)
            if confirm(token=token, now=datetime.now(UTC)) is None:
                continue
            self.recorder.acknowledge("confirmed", letter.to)
            parts = read_letter_token(token)
            if parts is not None and chance.random() < 0.2:
                self.recorder.acknowledge("withdrawing", letter.to)
                if withdraw(signature_id=parts.row, now=datetime.now(UTC)):
                    self.recorder.acknowledge("withdrawn", letter.to)

    def _open(self) -> None:
        from tests.makers import make_published

        chance, turn = random.Random(3), 0
        while not self.stopping.wait(chance.uniform(0.3, 1.5)):
            turn += 1
            petition = make_published(datetime.now(UTC), title=f"A bench by lake number {turn}")
            self.recorder.acknowledge("petition", petition.pid)

    def _look(self) -> None:
        """Readers of the number that pages show."""
        from undersigned.ledger.models import PublishedCount
        from undersigned.ledger.queries import shown_count

        while not self.stopping.wait(0.05):
            for pid in PublishedCount.objects.values_list("pid", flat=True):
                shown = shown_count(pid, datetime.now(UTC))
                self.recorder.acknowledge("shown", pid, shown.log_size)

    def _mail(self) -> None:
        from undersigned.console.child import work

        work(self.stopping)

    def _publish(self) -> None:
        from undersigned.console.child import publish

        publish(self.stopping)


if __name__ == "__main__":
    main()
