"""Opens what cuts have left with the site's own code: `python -m bench.power.checking FOLDER --cuts 200 --seed 1`.

For each cut: the files are laid out, the database is opened (SQLite recovers), everything that had been acknowledged
is looked for, the publisher goes on where it was, somebody signs, and `doctor` is asked. Prints what was broken as
JSON.
"""

import argparse
import json
import pickle
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.power.disk import Acknowledged, Disk, Record, Step, Write
from bench.power.workload import set_up

STANDS = {"confirmed", "counted"}


def main() -> None:
    """Cuts, opens, compares, prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cuts", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--lies", default="nothing")
    arguments = parser.parse_args()
    with (arguments.folder / "record").open("rb") as file:
        record: Record = pickle.load(file)  # noqa: S301 - written by our own child
    left = arguments.folder / "left"
    set_up(left)
    chance = random.Random(arguments.seed)
    disk = Disk(record, lies=arguments.lies)
    cuts = []
    for at in choose_cuts(record.steps, arguments.cuts, chance):
        disk.go_to(at)
        lay_out(disk, left, chance)
        cuts.append({"at": at, "acknowledged": len(disk.acknowledged), "broken": check(disk.acknowledged)})
    kinds = Counter(type(step).__name__ for step in record.steps)
    told = Counter(step.kind for step in record.steps if isinstance(step, Acknowledged))
    json.dump({"steps": kinds, "acknowledged": told, "cuts": cuts}, sys.stdout)


def choose_cuts(steps: list[Step], cuts: int, chance: random.Random) -> list[int]:
    """Where the light goes out, rising: a third anywhere, a third after an acknowledgement, a third by file.

    Most steps are of SQLite's log alone; by file, a checkpoint, a tile and a key have their share as well.
    """
    told = [at + 1 for at, step in enumerate(steps) if isinstance(step, Acknowledged) and step.kind != "shown"]
    by_file: dict[int, list[int]] = {}
    for at, step in enumerate(steps):
        if isinstance(step, Write):
            by_file.setdefault(step.node, []).append(at + 1)
    files = sorted(by_file)
    choices = (
        lambda: chance.randint(1, len(steps)),
        lambda: chance.choice(told),
        lambda: chance.choice(by_file[chance.choice(files)]),
    )
    return sorted(choices[number % 3]() for number in range(cuts))


def lay_out(disk: Disk, folder: Path, chance: random.Random) -> None:
    """The folder is what the cut has left."""
    from django.db import connections

    connections.close_all()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in disk.left(chance):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


@dataclass
class Promises:
    """What had been acknowledged before the cut, by what must still hold."""

    signed: dict[str, str] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    withdrawing: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    petitions: list[str] = field(default_factory=list)
    checkpoints: list[bytes] = field(default_factory=list)
    shown: dict[str, int] = field(default_factory=dict)


def promises(acknowledged: list[Acknowledged]) -> Promises:
    """The record's notes, sorted."""
    found = Promises()
    for step in acknowledged:
        what = step.what
        if step.kind == "signed":
            found.signed[str(what[1])] = str(what[0])
        elif step.kind == "shown":
            found.shown[str(what[0])] = int(str(what[1]))
        elif step.kind == "petition":
            found.petitions.append(str(what[0]))
        elif step.kind == "checkpoint":
            found.checkpoints.append(bytes(what[0]))  # type: ignore[call-overload]
        else:
            getattr(found, step.kind).add(str(what[0]))
    return found


def check(acknowledged: list[Acknowledged]) -> list[str]:
    """What is broken in the folder, a sentence each; the site goes on in it."""
    promised = promises(acknowledged)
    broken: list[str] = []
    try:
        # Keys before people, who can't be looked for without them.
        for part in (_whole(), _petitions(promised), _people(promised), _shown(promised)):
            broken += part
        for part in (_goes_on(), _checkpoints(promised), _house()):
            broken += part
    except Exception as fault:
        # Whatever it is, the site could not go on.
        broken.append(f"the site can't go on: {type(fault).__name__}: {fault}")
    return broken


def _whole() -> Iterator[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        for (line,) in cursor.fetchall():
            if line != "ok":
                yield f"the database is damaged: {line}"


def _people(promised: Promises) -> Iterator[str]:
    from undersigned.keys.petition_keys import petition_keys
    from undersigned.petitions.models import Petition
    from undersigned.signatures.models import Signature
    from undersigned.signatures.rules.persons import fingerprint

    petitions = {petition.slug: petition for petition in Petition.objects.all()}
    rows = Signature.objects.values_list("petition_id", "fingerprint", "state", "event_id")
    states = {(row[0], bytes(row[1])): (row[2], row[3]) for row in rows}
    for email, slug in promised.signed.items():
        petition = petitions.get(slug)
        if petition is None:
            yield f"{email} signed and the petition is gone"
            continue
        mark = fingerprint(petition_keys(petition.pid).fingerprint, email)
        state, event = states.get((petition.pk, mark), ("gone", None))
        fault = _state_fault(email, state, promised)
        if fault:
            yield fault
        elif email in promised.confirmed and event is None:
            yield f"{email} confirmed and has no event"


def _state_fault(email: str, state: str, promised: Promises) -> str | None:
    if state == "gone":
        return f"the signing of {email} is lost"
    if email in promised.withdrawn and state != "withdrawn":
        return f"{email} withdrew and is {state}"
    may_be = STANDS | ({"withdrawn"} if email in promised.withdrawing else set())
    if email in promised.confirmed and state not in may_be:
        return f"the confirmation of {email} is lost: {state}"
    return None


def _petitions(promised: Promises) -> Iterator[str]:
    from undersigned.keys.petition_keys import KeysMissing, petition_keys
    from undersigned.ledger.models import Event

    opened = set(Event.objects.filter(type="open").values_list("pid", flat=True))
    for pid in promised.petitions:
        try:
            petition_keys(pid)
        except (KeysMissing, ValueError):
            yield f"the keys of petition {pid} are lost"
        if pid not in opened:
            yield f"petition {pid} was published and has no event"


def _shown(promised: Promises) -> Iterator[str]:
    from undersigned.ledger.models import PublishedCount

    sizes = dict(PublishedCount.objects.values_list("pid", "log_size"))
    for pid, size in promised.shown.items():
        if sizes.get(pid, 0) < size:
            yield f"petition {pid} was shown as of {size} entries and is now known as of {sizes.get(pid)}"


class Clock:
    """Goes on by itself and starts when the lease of the publisher that lost its power is over."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) + timedelta(seconds=11)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=700)
        return self.now


def _goes_on() -> Iterator[str]:
    """The publisher starts and publishes all that waits; somebody signs; the next round holds it."""
    from undersigned.ledger.publisher import Publisher
    from undersigned.signatures.actions.mark_counted import mark_counted

    clock = Clock()
    publisher = Publisher(clock, mark_counted, timedelta(seconds=1))
    yield from _settle(publisher)
    yield from _one_more(clock)
    yield from _settle(publisher)
    publisher.leave()


def _settle(publisher: object) -> Iterator[str]:
    from undersigned.ledger.models import Event
    from undersigned.ledger.publisher import Publisher
    from undersigned.ledger.queries import log_state

    assert isinstance(publisher, Publisher)
    for _ in range(40):
        publisher.work()
        state = log_state()
        waits = Event.objects.filter(index__isnull=True, set_aside="").exists()
        if state and state.published_at and state.published_size == state.size and not waits:
            publisher.work()
            return
    yield "the publisher does not come to an end"


def _one_more(clock: Clock) -> Iterator[str]:
    from tests.cast import NORA
    from tests.signing import make_request
    from undersigned.petitions.models import Petition
    from undersigned.signatures.actions.confirm import confirm
    from undersigned.signatures.actions.sign import sign
    from undersigned.signatures.models import Signature
    from undersigned.signatures.queries import token_of

    petition = Petition.objects.filter(state="published").first()
    if petition is None:
        yield "no petition is left"
        return
    sign([make_request(petition, NORA)], now=clock())
    row = Signature.objects.filter(petition=petition).order_by("-created_at").first()
    if row is None or confirm(token=token_of(row), now=clock()) is None:
        yield "nobody can sign any more"


def _checkpoints(promised: Promises) -> Iterator[str]:
    """Every checkpoint that anybody may have read is continued by the one that stands now."""
    from django.conf import settings

    from undersigned.console.log_source import LogSource
    from undersigned.console.proving import check_continues
    from undersigned.ledger.models import LogState
    from undersigned.tlog.checkpoints import open_checkpoint
    from undersigned.tlog.notes import parse_vkey

    state = LogState.objects.get()
    key = parse_vkey(state.vkey)
    source = LogSource(str(settings.UNDERSIGNED.data / "log"))
    now = open_checkpoint(source.checkpoint(), state.origin, [key])
    for note in promised.checkpoints:
        old = open_checkpoint(note, state.origin, [key])
        try:
            check_continues(source, old, now)
        except Exception as fault:
            yield f"the log of {now.size} does not continue the published one of {old.size}: {fault}"


def _house() -> Iterator[str]:
    from undersigned.console.doctor import check_house

    yield from check_house(datetime.now(UTC) + timedelta(minutes=1)).findings


if __name__ == "__main__":
    main()
