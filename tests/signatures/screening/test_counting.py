"""What screening counts: hours without a person in them, tallies in memory and over shards; and what is deleted."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cast import OSCAR, SUHARSA, WEI
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.screening.evidence import SCHOOL, crowd, one, pupil
from tests.signatures.signing import DAY, SECOND, letter_after, signed, token
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.forget_origins import forget_origins
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.models import ScreeningHour, ScreeningTally, Signature, SpentProof
from undersigned.signatures.rules.windows import DAY as WINDOW_OF_A_DAY
from undersigned.signatures.rules.windows import HOUR, MINUTE, Level
from undersigned.signatures.screening import statements
from undersigned.signatures.screening.counted import totals
from undersigned.signatures.screening.domain_window import A_DAY, FROM_ONE_NETWORK
from undersigned.signatures.screening.memory import MEMORY, SHARED_FROM
from undersigned.signatures.screening.network_window import A_MINUTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def set_screening(settings: Any, mode: str) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"screening": mode})


def sign_some(petition: Petition, now: datetime) -> None:
    one(petition, OSCAR, now=now)
    one(petition, SUHARSA, now=now, trap="x", email="suharsa@mailinator.com")
    one(petition, WEI, now=now, email="wei@mailinator.com")


def test_hours(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    assert confirm(token=token(letter_after(mailbox, OSCAR, now)), now=now)
    sign_some(petition, now)
    one(petition, WEI, now=now + timedelta(hours=1))
    found = totals(petition.pk, since=now, until=now + timedelta(hours=1))
    assert (found.received, found.passed, found.confirmed) == (4, 2, 1)
    assert (found.held, found.refused) == ({"disposable": 1}, {"trap": 1})
    assert found.fired == {"trap": 1, "disposable": 2}
    assert totals(petition.pk, since=now, until=now + timedelta(hours=2)).received == 5


def test_observe_counts_every_rule_and_acts_on_none(petition: Petition, now: datetime, settings: Any) -> None:
    set_screening(settings, "observe")
    sign_some(petition, now)
    crowd(petition, [pupil(number) for number in range(A_MINUTE + 3)], now=now, network=SCHOOL)
    assert set(Signature.objects.values_list("state", "reason")) == {("pending", "")}
    found = totals(petition.pk, since=now, until=now + timedelta(hours=1))
    assert (found.received, found.passed, found.held, found.refused) == (A_MINUTE + 6, A_MINUTE + 6, {}, {})
    assert found.fired == {"trap": 1, "disposable": 2, "network_burst": 3}


def test_off_counts_nothing(petition: Petition, now: datetime, settings: Any) -> None:
    set_screening(settings, "off")
    sign_some(petition, now)
    assert set(Signature.objects.values_list("state", "origin")) == {("pending", b"")}
    assert not ScreeningHour.objects.exists()
    assert not ScreeningTally.objects.exists()


def test_a_quiet_network_never_reaches_the_database(petition: Petition, now: datetime) -> None:
    crowd(petition, [pupil(number) for number in range(SHARED_FROM - 1)], now=now, network=SCHOOL)
    shared = ScreeningTally.objects.count()
    assert shared == 5, "the petition in three spans and the site in two"
    crowd(petition, [pupil(99)], now=now, network=SCHOOL)
    assert sorted(ScreeningTally.objects.values_list("count", flat=True)) == [SHARED_FROM] * 7


def test_a_process_that_begins_anew_knows_the_crowd_at_once(petition: Petition, now: datetime) -> None:
    crowd(petition, [pupil(number) for number in range(A_MINUTE)], now=now, network=SCHOOL)
    MEMORY.forget()
    rows = crowd(petition, [pupil(100 + number) for number in range(SHARED_FROM)], now=now, network=SCHOOL)
    assert [row.state for row in rows] == ["held"] * SHARED_FROM


def test_one_domain_from_one_network_and_over_a_day(petition: Petition, now: datetime) -> None:
    """What is a large part of one petition is nothing of another's, and nothing of a network elsewhere."""
    people = [pupil(number, "crowd.example") for number in range(3 * A_DAY)]
    office = crowd(petition, people[: FROM_ONE_NETWORK + 1], now=now, network=SCHOOL)
    assert [row.reason for row in office] == [""] * FROM_ONE_NETWORK + ["domain_network"]
    for number, person in enumerate(people[FROM_ONE_NETWORK + 1 : A_DAY], 1):
        later = now + number * timedelta(minutes=4)
        assert one(petition, person, now=later, network=f"203.0.113.{number}").reason == ""
    later = now + timedelta(hours=4)
    other = make_published(now, title="Another one")
    assert one(other, people[A_DAY + 1], now=later, network="203.0.113.200").reason == ""
    assert one(petition, people[A_DAY + 2], now=later, network="203.0.113.201").reason == "domain_day"
    assert one(petition, pupil(1, "gmail.com"), now=later, network="203.0.113.202").reason == ""


def test_counts_of_a_batch_that_failed_are_not_remembered(petition: Petition, now: datetime, monkeypatch: Any) -> None:
    from undersigned.signatures.actions import sign as signing

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(signing, "take_places", fail)
        for _ in range(A_MINUTE):
            with pytest.raises(ZeroDivisionError):
                crowd(petition, [pupil(1)], now=now, network=SCHOOL)
    assert one(petition, pupil(1), now=now, network=SCHOOL).state == "pending"
    assert set(ScreeningTally.objects.values_list("count", flat=True)) == {1}


@pytest.mark.parametrize("span", [MINUTE, HOUR, WINDOW_OF_A_DAY])
def test_the_statement_slides_its_windows(now: datetime, span: int) -> None:
    start, key = int(now.timestamp()) // span * span, (b"k" * 16, span)
    for begins, number, expected in [
        (start, 3, Level(start, 3, 0)),
        (start, 2, Level(start, 5, 0)),
        (start + span, 4, Level(start + span, 4, 5)),
        (start, 1, Level(start + span, 5, 5)),
        (start + 3 * span, 1, Level(start + 3 * span, 1, 0)),
    ]:
        assert statements.merge_tallies({key: (begins, number)}) == {key: expected}


@pytest.mark.postgresql
def test_shards_add_up(now: datetime, monkeypatch: Any) -> None:
    start, key = int(now.timestamp()) // MINUTE * MINUTE, (b"k" * 16, MINUTE)
    for shard, begins, expected in [
        (1, start, Level(start, 2, 0)),
        (2, start, Level(start, 4, 0)),
        (3, start + MINUTE, Level(start + MINUTE, 2, 4)),
        (1, start + MINUTE, Level(start + MINUTE, 4, 4)),
        (2, start, Level(start + MINUTE, 4, 6)),
    ]:
        monkeypatch.setattr(statements, "shard", lambda shard=shard: shard)
        assert statements.merge_tallies({key: (begins, 2)}) == {key: expected}
    assert ScreeningTally.objects.count() == 3


def test_proofs_are_spent_once(now: datetime) -> None:
    assert statements.spend([b"a" * 12, b"b" * 12, b"a" * 12], now) == {b"a" * 12, b"b" * 12}
    assert statements.spend([b"b" * 12, b"c" * 12], now) == {b"c" * 12}


def test_what_is_kept_goes_in_time(petition: Petition, now: datetime) -> None:
    one(petition, OSCAR, now=now, network=SCHOOL)
    statements.spend([b"a" * 12], now)
    assert ScreeningTally.objects.exists()
    assert SpentProof.objects.exists()
    forget_origins(now=now + timedelta(hours=4))
    assert not SpentProof.objects.exists()
    assert set(ScreeningTally.objects.values_list("span", flat=True)) == {WINDOW_OF_A_DAY}
    forget_origins(now=now + 3 * DAY)
    assert not ScreeningTally.objects.exists()
    assert forget_origins(now=now + 30 * DAY) == 0
    assert len(Signature.objects.get().origin) == 36
    assert forget_origins(now=now + 30 * DAY + SECOND) == 1
    assert bytes(Signature.objects.get().origin) == b""
    assert forget_origins(now=now + 30 * DAY + SECOND) == 0
    assert ScreeningHour.objects.exists(), "hours name nobody and stay"


def test_whoever_withdraws_leaves_no_mark(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    assert confirm(token=token(letter_after(mailbox, OSCAR, now)), now=now)
    assert bytes(Signature.objects.get().origin)
    withdraw(signature_id=Signature.objects.get().pk, now=now)
    assert bytes(Signature.objects.get().origin) == b""


def test_no_table_of_screening_holds_a_network_or_an_address(petition: Petition, now: datetime) -> None:
    crowd(petition, [pupil(number, "crowd.example") for number in range(40)], now=now, network=SCHOOL)
    kept = str(
        [
            *ScreeningTally.objects.values(),
            *ScreeningHour.objects.values(),
            *Signature.objects.values("origin", "reason"),
        ]
    )
    assert SCHOOL not in kept
    assert "crowd" not in kept
