"""A crowd behind one address is held and never refused; its letters leave at a slow pace, within 72 hours."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.screening.evidence import SCHOOL, crowd, one, pupil
from tests.signatures.signing import DAY, MINUTE, letter_after, post, signed, token
from tests.supporting import ask, choose, make_gathering
from undersigned.accounts.models import AuditEntry
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.add_entry import add_entry
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.refuse_held import refuse_held
from undersigned.signatures.actions.release import release
from undersigned.signatures.actions.release_held import release_held
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.entries import Effect, Subject
from undersigned.signatures.rules.verdicts import FOR_EACH, HELD_AT_MOST, PACE, RELEASE_EVERY, release_now
from undersigned.signatures.screening.counted import held_counts, held_signatures
from undersigned.signatures.screening.domain_window import A_MINUTE as A_MINUTE_OF_A_DOMAIN
from undersigned.signatures.screening.network_window import A_MINUTE

HOUR = timedelta(hours=1)


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Signature.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


@pytest.mark.django_db
def test_a_school_is_held_and_released_and_everybody_confirms(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    pupils = [pupil(number, "gmail.com") for number in range(A_MINUTE + 35)]
    crowd(petition, pupils, now=now, network=SCHOOL)
    assert states() == {"pending": A_MINUTE, "held": 35}
    assert {row.reason for row in Signature.objects.filter(state="held")} == {"network_burst"}
    assert post(now) == A_MINUTE
    moment = now
    for left in (15, 0):
        moment += RELEASE_EVERY
        release_held(now=moment)
        assert states().get("held", 0) == left
    post(moment)
    for person in pupils:
        assert confirm(token=token(mailbox.last(person.email)), now=moment)
    assert states() == {"confirmed": len(pupils)}


@pytest.mark.django_db
def test_a_school_does_not_wait_behind_scripts(petition: Petition, now: datetime) -> None:
    """Each rule has a queue of its own, and in a queue each network or mail domain has its turn."""
    early = now - HOUR
    for number in range(40):
        forged = [pupil(100 * number + one, "crowd.example") for one in range(20)]
        crowd(petition, forged, now=early, network=f"203.0.113.{number}")
    scripts = Signature.objects.filter(state="held")
    assert set(scripts.values_list("reason", flat=True)) == {"domain_burst"}
    assert scripts.count() == 800 - A_MINUTE_OF_A_DOMAIN
    college = [pupil(number, "college.example") for number in range(A_MINUTE_OF_A_DOMAIN + 5)]
    late = [row.pk for row in crowd(petition, college, now=now, network="") if row.state == "held"]
    pupils = crowd(petition, [pupil(number, "gmail.com") for number in range(A_MINUTE + 5)], now=now, network=SCHOOL)
    held = [row.pk for row in pupils if row.state == "held"]
    assert len(late) == len(held) == 5
    assert release_held(now=now + RELEASE_EVERY) == PACE + len(held)
    freed = set(Signature.objects.filter(state="pending", letter_due=now + RELEASE_EVERY).values_list("pk", flat=True))
    assert set(held) <= freed
    assert set(late) <= freed


@pytest.mark.django_db
def test_others_are_not_slowed_by_the_school(petition: Petition, now: datetime) -> None:
    crowd(petition, [pupil(number) for number in range(A_MINUTE + 5)], now=now, network=SCHOOL)
    assert one(petition, OSCAR, now=now, network="203.0.113.9").state == "pending"


@pytest.mark.django_db
def test_a_minute_later_the_school_may_go_on(petition: Petition, now: datetime) -> None:
    crowd(petition, [pupil(number) for number in range(A_MINUTE)], now=now, network=SCHOOL)
    assert one(petition, pupil(900), now=now, network=SCHOOL).state == "held"
    assert one(petition, pupil(901), now=now + 2 * MINUTE, network=SCHOOL).state == "pending"


@pytest.mark.django_db
def test_where_the_network_is_unknown_nobody_is_slowed(petition: Petition, now: datetime) -> None:
    crowd(petition, [pupil(number) for number in range(A_MINUTE + 40)], now=now, network="")
    assert states() == {"pending": A_MINUTE + 40}


@pytest.mark.django_db
def test_what_waits_for_staff_leaves_after_72_hours(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    row = one(petition, OSCAR, now=now, email="oscar@mailinator.com")
    assert (row.state, row.reason) == ("held", "disposable")
    assert release_held(now=now + HELD_AT_MOST - MINUTE) == 0
    assert release_held(now=now + HELD_AT_MOST) == 1
    post(now + HELD_AT_MOST)
    assert confirm(token=token(mailbox.last("oscar@mailinator.com")), now=now + HELD_AT_MOST)


@pytest.mark.django_db
def test_what_an_attack_has_left_leaves_in_parts(
    petition: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database takes so many values in one statement and no more; a hundred thousand may be held."""
    monkeypatch.setattr("undersigned.signatures.actions.release_held.AT_ONCE", 3)
    crowd(petition, [pupil(number, "mailinator.com") for number in range(8)], now=now)
    assert states() == {"held": 8}
    with CaptureQueriesContext(connection) as captured:
        assert release_held(now=now + HELD_AT_MOST) == 8
    assert states() == {"pending": 8}
    updates = [query["sql"] for query in captured if query["sql"].startswith("UPDATE")]
    assert len(updates) == 4
    assert not any(
        row.hex in sql or str(row) in sql for sql in updates for row in Signature.objects.values_list("pk", flat=True)
    )


@pytest.mark.django_db
def test_a_closed_petition_lets_everything_go_within_its_grace(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    one(petition, OSCAR, now=now, email="oscar@mailinator.com")
    close(petition_id=petition.pk, now=now + HOUR)
    assert release_held(now=now + HOUR + RELEASE_EVERY) == 1
    post(now + HOUR + RELEASE_EVERY)
    assert confirm(token=token(mailbox.last("oscar@mailinator.com")), now=now + 2 * HOUR)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["gathering", "held", "correcting"])
def test_a_supporter_waits_for_staff_like_every_signer(house: object, now: datetime, settings: Any, state: str) -> None:
    choose(settings)
    petition = make_gathering(now)
    ask(petition, pupil(1, "mailinator.com"), now=now)
    Petition.objects.update(state=state)
    assert states() == {"held": 1}
    assert release_held(now=now + RELEASE_EVERY) == 0
    assert [(count.reason, count.number) for count in held_counts()] == [("disposable", 1)]
    assert release_held(now=now + HELD_AT_MOST) == 1


@pytest.mark.django_db
def test_what_lapsed_lets_everything_go(house: object, now: datetime, settings: Any) -> None:
    choose(settings)
    petition = make_gathering(now)
    ask(petition, pupil(1, "mailinator.com"), now=now)
    Petition.objects.update(state="lapsed")
    assert release_held(now=now + RELEASE_EVERY) == 1


@pytest.mark.django_db
def test_staff_let_go_or_refuse(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    people = [pupil(number, "mailinator.com") for number in range(3)]
    rows = [row.pk for row in crowd(petition, people, now=now)]
    assert [(count.reason, count.number) for count in held_counts()] == [("disposable", 3)]
    assert {held.id for held in held_signatures(petition.slug)} == set(rows)
    assert release(rows=rows[:1], actor="console", now=now) == 1
    assert refuse_held(rows=rows, actor="console", note="one hand", now=now) == 2
    assert refuse_held(rows=rows, actor="console", note="again", now=now) == 0
    assert post(now) == 1
    assert mailbox.received[0].to == people[0].email
    refused = Signature.objects.filter(state="refused")
    assert [(row.reason, bytes(row.sealed), bytes(row.origin)) for row in refused] == [("staff", b"", b"")] * 2
    assert release_held(now=now + 4 * DAY) == 0
    audited = AuditEntry.objects.filter(actor="console").order_by("pk")
    assert [(entry.verb, entry.object) for entry in audited] == [
        ("release", f"1 held signatures of petition {petition.pid}"),
        ("held.refuse", f"2 held signatures of petition {petition.pid}"),
        ("held.refuse", "0 held signatures"),
    ]


@pytest.mark.django_db
def test_who_was_refused_by_staff_may_sign_again(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    add_entry(subject=Subject.NETWORK, value=SCHOOL, effect=Effect.HOLD, note="x", actor="x", now=now)
    row = one(petition, OSCAR, now=now, network=SCHOOL)
    refuse_held(rows=[row.pk], actor="x", note="a mistake", now=now)
    signed(petition, OSCAR, now=now)
    assert confirm(token=token(letter_after(mailbox, OSCAR, now)), now=now)


@given(st.integers(0, 1_000_000), st.timedeltas(timedelta(0), HELD_AT_MOST * 2), st.integers(1, 1000))
def test_the_pace(waiting: int, oldest: timedelta, sources: int) -> None:
    leaving = release_now(waiting, oldest, sources)
    assert 0 <= leaving <= waiting
    assert leaving >= min(waiting, max(PACE, FOR_EACH * sources))
    if oldest >= HELD_AT_MOST - RELEASE_EVERY:
        assert leaving == waiting


@given(st.integers(1, 100_000))
def test_a_great_crowd_is_through_in_time(waiting: int) -> None:
    passed = timedelta(0)
    while waiting:
        assert passed <= HELD_AT_MOST
        waiting -= release_now(waiting, passed)
        passed += RELEASE_EVERY
