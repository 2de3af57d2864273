"""The demonstration: its petitions, its crowd, its history, and its start in processes of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

import pytest
from PIL import Image
from structlog.testing import capture_logs

from undersigned.console.demo.command import DemoRefused, check_folder, only_one, prepare, settings_of
from undersigned.console.demo.command import free_port as first_free_port
from undersigned.console.demo.crowd import people
from undersigned.console.demo.plan import CONTENT, DRAFT, PLAN, TOTAL, Planned, Standing, moments
from undersigned.console.demo.seeding import history_of, seed
from undersigned.console.doctor import check_house
from undersigned.console.petition import read_file
from undersigned.ledger.models import Event, LogState, Round
from undersigned.ledger.queries import shown_count
from undersigned.mail.addresses.rules import parse_address
from undersigned.mail.models import MailboxLetter
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.countries import COUNTRIES
from undersigned.signatures.rules.names import read_line
from workshop.postgres import free_port

FILES = sorted(CONTENT.glob("*.md"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_petition_of_the_demonstration_is_whole(path: Path) -> None:
    file, _line = read_file(path)
    assert file.addressees
    assert file.starter
    assert file.note
    assert file.story
    if file.image:
        picture = path.parent / file.image.file
        assert file.image.caption
        assert picture.stat().st_size < 60_000
        with Image.open(picture) as image:
            assert image.size == (1600, 900)


def test_it_shows_many_languages_and_an_uneven_number_of_signatures() -> None:
    published = [planned for planned in PLAN if planned.standing is not Standing.HELD]
    languages = {read_file(planned.file)[0].language for planned in published}
    assert len(published) >= 8
    assert {"en", "tr", "ar", "de", "fr", "el", "ja"} <= languages
    assert 5_000 <= TOTAL <= 8_000
    amounts = [planned.signatures for planned in published]
    assert min(amounts) == 0
    assert len(set(amounts)) == len(amounts)
    assert {planned.file for planned in PLAN} | {DRAFT} == set(FILES)


def test_the_crowd_is_the_same_every_time_and_owns_its_addresses_alone() -> None:
    for number, planned in enumerate(PLAN):
        crowd = list(people(planned.crowd, planned.signatures, seed=number))
        assert crowd == list(people(planned.crowd, planned.signatures, seed=number))
        assert len({somebody.email for somebody in crowd}) == planned.signatures
        for somebody in crowd:
            assert parse_address(somebody.email) == somebody.email
            assert somebody.email.endswith("@example.org")
            assert read_line(somebody.name, limit=120) == somebody.name
            assert somebody.country in COUNTRIES


def test_nobody_signs_before_the_beginning_or_after_the_end(now: datetime) -> None:
    history = history_of(PLAN, now)
    assert [moment.now for moment in history] == sorted({moment.now for moment in history})
    assert history[-1].now < now
    published: set[str] = set()
    closed: set[str] = set()
    signed: Counter[str] = Counter()
    for moment in history:
        published |= {planned.name for planned in moment.publications}
        names = [planned.name for planned, _somebody in moment.signings]
        assert set(names) <= published - closed
        signed.update(names)
        closed |= {planned.name for planned in moment.closings}
    assert signed == Counter({planned.name: planned.signatures for planned in PLAN if planned.signatures})
    assert closed == {planned.name for planned in PLAN if planned.standing is Standing.CLOSED}


SMALL = (
    Planned("footbridge", "en", 37, days=6, rush=1.5, is_of_starter=True),
    Planned("library-sunday", "tr", 12, days=3),
    Planned("lake-bench", "ja", 9, days=5, standing=Standing.CLOSED, days_since_close=2),
    Planned("post-office-clock", days=0.02),
    Planned("station-piano", days=0.1, standing=Standing.HELD),
)


@pytest.mark.django_db(transaction=True)
def test_its_signatures_were_made_by_actions_and_the_log_recounts() -> None:
    now = datetime.now(UTC)
    heard: list[tuple[int, int]] = []
    with capture_logs() as said:
        seed(now=now, plan=SMALL, tell=lambda done, total: heard.append((done, total)))

    assert said == [], "whoever tries it out is told of nothing that is no trouble"
    assert heard[-1] == (58, 58)
    states = Counter(Petition.objects.values_list("state", flat=True))
    assert states == {"published": 3, "closed": 1, "held": 1, "draft": 1}
    handed_in = Petition.objects.exclude(state="draft").values_list("pid", flat=True)
    assert sorted(shown_count(pid, now).count for pid in handed_in) == [0, 0, 9, 12, 37]
    assert set(Signature.objects.values_list("state", "letter_due")) == {("counted", None)}
    assert not MailboxLetter.objects.exists()
    state = LogState.objects.get()
    assert state.published_size == state.size == Event.objects.count() == 58 + 4 + 1
    assert Round.objects.count() > 10
    assert check_house(datetime.now(UTC)).findings == []


def test_a_folder_of_another_site_is_left_alone(tmp_path: Path) -> None:
    check_folder(tmp_path)
    check_folder(tmp_path / "not there")
    (tmp_path / "site.sqlite3").write_text("precious")
    with pytest.raises(DemoRefused, match="another site's data"):
        prepare(tmp_path, site_url="http://127.0.0.1:8000", lock=0, is_fresh=True)
    assert (tmp_path / "site.sqlite3").read_text() == "precious"


def test_a_second_one_is_told_where_the_first_one_runs(tmp_path: Path) -> None:
    data = tmp_path / "demo"
    data.mkdir()
    (data / "environment.json").write_text(json.dumps(settings_of(data, "http://127.0.0.1:8009")))
    refused = pytest.raises(DemoRefused, match=r"runs already at http://127\.0\.0\.1:8009/")
    with only_one(data), refused, only_one(data):
        raise AssertionError("two at once")


def test_a_port_that_is_taken_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < first_free_port(port) <= port + 100


class Demo:
    """`undersigned demo` as a person starts it, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "demo"
        self.output = folder / "output"
        self.port = free_port()

    def start(self) -> None:
        # A database and a mail server of the person's own: the demonstration must not touch them.
        foreign = {
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/precious",
            "UNDERSIGNED_SMTP_URL": "smtp://127.0.0.1:1",
        }
        environment = os.environ | foreign | {"UNDERSIGNED_DATA": str(self.data)}
        command = [sys.executable, "-m", "undersigned.console.main", "demo", "--port", str(self.port)]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                command, env=environment, stdout=output, stderr=output, start_new_session=True
            )

    def wait_for(self, pattern: str, within_seconds: float = 240) -> str:
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            if found := re.search(pattern, self.output.read_text()):
                return found[0]
            assert self.process.poll() is None, self.output.read_text()
            time.sleep(0.05)
        raise AssertionError(self.output.read_text())

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def interrupt(self) -> int:
        """Exit status after Ctrl-C, which reaches the whole group."""
        assert self.process.poll() is None, self.output.read_text()
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(40)


@pytest.mark.sqlite
@pytest.mark.timeout(600)
def test_it_starts_again_after_a_kill_serves_and_stops(tmp_path: Path) -> None:
    demo = Demo(tmp_path)
    demo.start()
    demo.wait_for(r"Making the demonstration: [1-9][0-9,]* of")
    demo.kill()
    assert not demo.data.exists()

    demo.start()
    try:
        site = demo.wait_for(r"http://127\.0\.0\.1:[0-9]+(?=/mailbox/)")
        settings = json.loads((demo.data / "environment.json").read_text())
        assert settings == settings_of(demo.data, site)
        with urlopen(f"{site}/en/petitions/", timeout=20) as page:
            assert "Alderwick" in page.read().decode()
        with urlopen(f"{site}/mailbox/?format=json", timeout=20) as letters:
            assert json.load(letters) == []
        made_at = (demo.data / "site.sqlite3").stat().st_ino
    finally:
        assert demo.interrupt() == 0

    demo.start()
    try:
        demo.wait_for("Ctrl-C stops it")
        assert "Making the demonstration" not in demo.output.read_text()
        assert (demo.data / "site.sqlite3").stat().st_ino == made_at
    finally:
        assert demo.interrupt() == 0


def test_moments_come_closer_together_towards_now(now: datetime) -> None:
    times = moments(now)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps == sorted(gaps, reverse=True)
    assert now - times[-1] < timedelta(minutes=5)
