"""What it costs to delete a petition that very many have signed, and whether others can sign meanwhile.

    ./run bench deleting [--rows 100000]

On a durable PostgreSQL of its own: a petition with so many counted signatures is deleted as two people of the staff do
it, and the jobs that follow run one after the other, as the worker runs them. Meanwhile another process signs and
confirms on another petition without a pause. Prints the longest transaction (so long a lock is held at most), the
memory of the process that deletes before and at its most, and how long others waited, before and meanwhile.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING

from bench.machine import description, memory_mb
from workshop.postgres import postgres

if TYPE_CHECKING:
    from undersigned.petitions.models import Petition

QUIET_SECONDS = 10.0
LOOK_SECONDS = 0.05
WHY = "A court ordered it."
Signed = list[tuple[float, float]]
"""When each began, and how long it took, in seconds."""


def main() -> None:
    """Makes the petition, deletes it, prints."""
    parser = argparse.ArgumentParser(
        prog="./run bench deleting", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--sign-on", default="", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.sign_on:
        _sign_on(told.sign_on)
        return
    with tempfile.TemporaryDirectory(prefix="undersigned-deleting-") as folder, postgres(durable=True) as server:
        os.environ |= {"UNDERSIGNED_DATA": folder, "DATABASE_URL": server.url, "UNDERSIGNED_SCREENING": "off"}
        os.environ |= {"UNDERSIGNED_SITE_URL": "http://127.0.0.1:8000", "UNDERSIGNED_SMTP_URL": "smtp://127.0.0.1:1"}
        _open()
        _measure(told.rows)


def _open() -> None:
    from undersigned.console.main import open_house

    open_house()


def _measure(rows: int) -> None:
    from undersigned.petitions.models import Petition

    petition, other = _site(rows)
    with _signing(other.slug) as signed:
        time.sleep(QUIET_SECONDS)
        with _memory() as seen:
            before, began = seen[0], time.monotonic()
            took = _delete(petition)
            ended = time.monotonic()
    found = Petition.objects.get(pk=petition.pk)
    if found.let_go != rows or found.sealed_at is None:
        raise RuntimeError(f"{found.let_go:,} of {rows:,} were let go")
    waited = [one for at, one in signed if began <= at < ended]
    quiet = [one for at, one in signed if at < began]
    print(
        f"{description()}. {rows:,} signatures deleted in {ended - began:.1f} s, {len(took)} transactions, "
        f"the longest {max(took):.2f} s; memory {before:.0f} MB before and {max(seen):.0f} MB at most.\n"
        f"Signing and confirming elsewhere: {len(waited)} meanwhile, median {median(waited) * 1e3:.0f} ms, "
        f"longest {max(waited) * 1e3:.0f} ms; before: {len(quiet)}, median {median(quiet) * 1e3:.0f} ms, "
        f"longest {max(quiet) * 1e3:.0f} ms."
    )


def _site(rows: int) -> "tuple[Petition, Petition]":
    """The petition with so many signatures, and another one."""
    from django.conf import settings

    from bench.growing import grow_to
    from bench.publishing import publish_all
    from tests.makers import make_published
    from undersigned.console.migrate import migrate_all
    from undersigned.jobs.actions.run_due import run_due
    from undersigned.keys.secrets import ensure_secrets
    from undersigned.ledger.actions.open_log import open_log

    ensure_secrets(settings.UNDERSIGNED.secrets_folder)
    migrate_all()
    now = datetime.now(UTC)
    open_log(now=now)
    petition = make_published(now)
    grow_to(rows, now=now, say=print)
    other = make_published(datetime.now(UTC), title="A bell for the ferry")
    publish_all(datetime.now(UTC))
    # The sweeps have run: what is measured is the deletion.
    run_due(clock=lambda: datetime.now(UTC))
    return petition, other


def _delete(petition: "Petition") -> list[float]:
    """Seconds of the deletion's own transaction, and of each job after it."""
    from tests.signing import make_staff
    from undersigned.jobs.actions.run_due import run_due
    from undersigned.jobs.models import Job
    from undersigned.moderation.actions.delete import delete

    by = make_staff(now=datetime.now(UTC))
    began = time.monotonic()
    delete(subject=petition.pk, detail="court", reason=WHY, by=by, now=datetime.now(UTC))
    took = [time.monotonic() - began]
    while Job.objects.filter(due__lte=datetime.now(UTC)).exists():
        began = time.monotonic()
        run_due(clock=lambda: datetime.now(UTC), limit=1)
        took.append(time.monotonic() - began)
    return took


@contextmanager
def _memory() -> Iterator[list[float]]:
    """Megabytes of this process, looked at again and again."""
    seen, done = [memory_mb(os.getpid())], threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_SECONDS):
            seen.append(memory_mb(os.getpid()))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


@contextmanager
def _signing(slug: str) -> Iterator[Signed]:
    """Somebody signs and confirms on this petition all the time; what is yielded is filled at the end."""
    signed: Signed = []
    command = [sys.executable, "-m", "bench.deleting", "--sign-on", slug]
    signing = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield signed
    finally:
        told, _nothing = signing.communicate("", timeout=120)
    for line in told.splitlines():
        at, took = line.split()
        signed.append((float(at), float(took)))


def _sign_on(slug: str) -> None:
    """One after the other, until nobody holds the other end of its input; both sides tell time by one clock."""
    _open()
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    number, told = 0, []
    while not ended.is_set():
        began = time.monotonic()
        _one(slug, number)
        told.append(f"{began} {time.monotonic() - began}")
        number += 1
    print("\n".join(told))


def _one(slug: str, number: int) -> None:
    from tests.cast import Person
    from tests.signing import make_request
    from undersigned.petitions.models import Petition
    from undersigned.signatures.actions.confirm import confirm
    from undersigned.signatures.actions.sign import sign
    from undersigned.signatures.models import Signature
    from undersigned.signatures.queries import token_of

    petition = Petition.objects.get(slug=slug)
    person = Person(f"Signer {number}", f"signer-{number}@mailboxes.example", "GB")
    sign([make_request(petition, person)], now=datetime.now(UTC))
    row = Signature.objects.select_related("petition").filter(petition=petition, state="pending").latest("created_at")
    if confirm(token=token_of(row), now=datetime.now(UTC)) is None:
        raise RuntimeError("not confirmed")


if __name__ == "__main__":
    main()
