"""The end of keeping: the count stays, the signers are gone, in every backup."""

import sqlite3
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from tests.cast import OSCAR, WEI
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.signing import DAY, signed, token
from tests.signatures.test_counting import publish_round, stand
from tests.signatures.test_races import at_once
from undersigned.jobs.actions.run_due import run_due
from undersigned.jobs.models import Job
from undersigned.keys.petition_keys import KeysDestroyed, KeysMissing, destroy_petition_keys, petition_keys
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.models import Event
from undersigned.ledger.queries import shown_count
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.end_grace import end_grace
from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.petitions.models import Petition
from undersigned.signatures.actions import seal_petition as sealing
from undersigned.signatures.actions import withdraw as withdrawing
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.seal_due import seal_due
from undersigned.signatures.actions.seal_petition import seal_petition
from undersigned.signatures.findings import findings
from undersigned.signatures.letter_pages import letter_of
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of, find_signature
from undersigned.signatures.rules.contents import open_contents
from undersigned.signatures.rules.keeping import kept_until

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(house: object, now: datetime, mailbox: PostOffice) -> Petition:
    """A petition with two counted signatures and one that nobody confirmed, closed 12 months ago."""
    open_log(now=now)
    petition = make_published(now)
    stand(petition, OSCAR, now, mailbox, show_name="1", place="Ardmore")
    stand(petition, WEI, now, mailbox)
    signed(petition, OSCAR, now=now, name="Somebody Else")
    close(petition_id=petition.pk, now=now)
    end_grace(petition_id=petition.pk, now=now + 2 * DAY)
    publish_round(now + 2 * DAY)
    return petition


def due(now: datetime) -> datetime:
    return now.replace(year=now.year + 1)


def test_sealing_keeps_the_count_and_lets_the_signers_go(closed: Petition, now: datetime) -> None:
    assert seal_due(now=due(now)) == 1
    assert seal_due(now=due(now)) == 0
    petition = Petition.objects.get()
    assert (petition.let_go, petition.sealed_at) == (2, due(now))
    assert Signature.objects.count() == 0
    assert Event.objects.latest("id").type == "sealed"
    with pytest.raises(KeysDestroyed):
        petition_keys(petition.pid)
    publish_round(due(now))
    assert shown_count(petition.pid, due(now) + DAY).count == 2
    assert find_signature(petition.slug, OSCAR.email) == []
    assert list(findings(due(now))) == []


def test_nothing_is_sealed_before_its_time(closed: Petition, now: datetime) -> None:
    early = due(now) - DAY
    assert not seal_petition(petition_id=closed.pk, now=early)
    assert len(petition_keys(closed.pid).seal) == 32
    assert Signature.objects.count() == 3


def test_sealing_that_was_interrupted_is_ended_by_the_next_run(
    closed: Petition, now: datetime, mailbox: PostOffice
) -> None:
    """A crash after the keys went and before the commit: pages answer, nothing raises, the sweep goes on."""
    links = [token(letter) for letter in mailbox.received]
    destroy_petition_keys(closed.pid)
    for link in links:
        assert letter_of(link, due(now)) is None
        assert confirm(token=link, now=due(now)) is None
    assert seal_due(now=due(now)) == 1
    assert Petition.objects.get().let_go == 2


def test_sealing_waits_for_the_last_round(house: object, now: datetime, mailbox: PostOffice) -> None:
    open_log(now=now)
    petition = make_published(now)
    stand(petition, OSCAR, now, mailbox)
    close(petition_id=petition.pk, now=now)
    end_grace(petition_id=petition.pk, now=now + 2 * DAY)
    assert not seal_petition(petition_id=petition.pk, now=due(now))
    publish_round(due(now))
    assert seal_petition(petition_id=petition.pk, now=due(now))


def test_what_is_kept_too_long_is_found(closed: Petition, now: datetime) -> None:
    assert any("kept longer than was promised" in found for found in findings(due(now) + 2 * DAY))


def test_a_large_petition_is_sealed_in_parts_and_its_keys_go_first(
    closed: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "LET_GO_AT_ONCE", 1)
    assert seal_due(now=due(now)) == 0
    with pytest.raises(KeysDestroyed):
        petition_keys(closed.pid)
    left = []
    while (petition := Petition.objects.get()).sealed_at is None:
        counted = Signature.objects.filter(state="counted").count()
        left.append((Signature.objects.count(), counted + petition.let_go))
        assert not Event.objects.filter(type="sealed").exists()
        run_due(clock=lambda: due(now), limit=1)
    assert left[0] == (2, 2)
    assert {standing for _rows, standing in left} == {2}
    assert (Signature.objects.count(), petition.let_go) == (0, 2)
    run_due(clock=lambda: due(now))
    assert not Job.objects.exists()
    assert Event.objects.filter(type="sealed").count() == 1
    assert list(findings(due(now))) == []


def test_a_kill_within_a_part_changes_no_number(
    closed: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sealing, "LET_GO_AT_ONCE", 1)
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "later", lambda *_args, **_named: killed())
        with pytest.raises(KeyboardInterrupt):
            seal_petition(petition_id=closed.pk, now=due(now))
    assert (Signature.objects.count(), Petition.objects.get().let_go) == (3, 0)
    assert [seal_petition(petition_id=closed.pk, now=due(now)) for _ in range(4)] == [False, False, True, True]
    assert Petition.objects.get().let_go == 2


@pytest.mark.django_db(transaction=True)
def test_sealing_and_withdrawing_at_once_wait_for_each_other(
    closed: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever withdraws holds the row and is about to take the petition, when sealing begins."""
    row, holds_row = Signature.objects.filter(state="counted").order_by("pk")[0].pk, threading.Event()

    def slowly(*, petition_id: int) -> None:
        holds_row.set()
        time.sleep(0.5)
        raise_revision(petition_id=petition_id)

    def seal() -> bool:
        assert holds_row.wait(20)
        return seal_petition(petition_id=closed.pk, now=due(now))

    monkeypatch.setattr(withdrawing, "raise_revision", slowly)
    answers = at_once(lambda: withdrawing.withdraw(signature_id=row, now=due(now)), seal)
    assert answers == [True, True]
    assert (Signature.objects.count(), Petition.objects.get().let_go) == (0, 1)
    assert list(findings(due(now))) == []


def copy_of_database(folder: Path) -> Path:
    """A dump as a thief or an old backup has it."""
    target = folder / "dump.sqlite3"
    with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    return target


def rows_of(dump: Path) -> list[tuple[UUID, bytes]]:
    """Ids and sealed data of all signatures in the dump."""
    with sqlite3.connect(dump) as opened:
        return [(UUID(pk), sealed) for pk, sealed in opened.execute("SELECT id, sealed FROM signatures_signature")]


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_an_old_dump_of_a_sealed_petition_cannot_be_read(closed: Petition, now: datetime, tmp_path: Path) -> None:
    dump = copy_of_database(tmp_path)
    key = petition_keys(closed.pid).seal
    names = {open_contents(sealed, key=key, pid=closed.pid, row=pk).name for pk, sealed in rows_of(dump)}
    assert names == {OSCAR.name, WEI.name, "Somebody Else"}

    assert seal_petition(petition_id=closed.pk, now=due(now))
    connection.close()
    with sqlite3.connect(dump) as backup, sqlite3.connect(settings.DATABASES["default"]["NAME"]) as restored_to:
        backup.backup(restored_to)
    restored = Signature.objects.select_related("petition").exclude(sealed=b"")
    assert restored.count() == 3
    for row in restored:
        with pytest.raises(KeysDestroyed):
            contents_of(row)
    store = Path(settings.UNDERSIGNED.keystore_place)
    assert all(key.hex() not in path.read_text() for path in store.iterdir())


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_stolen_database_names_nobody(closed: Petition, tmp_path: Path) -> None:
    content = copy_of_database(tmp_path).read_bytes()
    # Oscar chose to be shown; nothing else of anybody stands there.
    hidden = (OSCAR.email, "Ardmore", WEI.name, WEI.email, "Somebody Else", "brambleworth.example")
    assert [words for words in (OSCAR.name, *hidden) if words.encode() in content] == [OSCAR.name]


def test_another_key_store_does_not_open_it(closed: Petition, settings: object, tmp_path: Path) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"keystore": str(tmp_path)})  # type: ignore[attr-defined]
    with pytest.raises(KeysMissing):
        petition_keys(closed.pid)


@pytest.mark.parametrize(
    ("closed_at", "months", "until"),
    [
        ((2026, 11, 24), 12, (2027, 11, 24)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2026, 12, 31), 1, (2027, 1, 31)),
        ((2026, 1, 1), 0, (2026, 1, 1)),
        ((2026, 11, 30), 1, (2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_day(closed_at: tuple[int, int, int], months: int, until: tuple[int, int, int]) -> None:
    assert kept_until(datetime(*closed_at, tzinfo=UTC), months) == datetime(*until, tzinfo=UTC)
