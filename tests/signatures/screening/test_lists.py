"""Entries act everywhere within seconds, and can be tried out before anybody adds them."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import IDA, OSCAR, SUHARSA, WEI
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.screening.evidence import crowd, one, pupil
from tests.signatures.signing import DAY, SECOND, letter_after, signed, token
from tests.signing import make_staff
from undersigned.accounts.models import AuditEntry
from undersigned.accounts.rules import NotAllowed, actor
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.add_entry import add_entry
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.remove_entry import remove_entry
from undersigned.signatures.actions.try_entry import try_entry
from undersigned.signatures.models import ScreeningEntry, ScreeningState, Signature
from undersigned.signatures.rules.entries import Effect, EntryRefused, Subject
from undersigned.signatures.screening.board import FRESH_FOR, board
from undersigned.signatures.screening.counted import entries
from undersigned.signatures.screening.try_out import Caught, try_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def add(subject: Subject, value: str, effect: Effect, now: datetime) -> int:
    return add_entry(subject=subject, value=value, effect=effect, note="why", actor="console", now=now)


@pytest.mark.parametrize(
    ("subject", "value"),
    [
        (Subject.NETWORK, "192.0.2.0/24"),
        (Subject.DOMAIN, "*.brambleworth.example"),
        (Subject.ADDRESS, OSCAR.email.upper()),
        (Subject.COUNTRY, "ie"),
    ],
)
@pytest.mark.parametrize(("effect", "state"), [(Effect.HOLD, "held"), (Effect.REFUSE, "refused")])
def test_an_entry_acts_and_ends(
    petition: Petition, now: datetime, subject: Subject, value: str, effect: Effect, state: str
) -> None:
    entry = add(subject, value, effect, now)
    assert one(petition, OSCAR, now=now, network="192.0.2.9").state == state
    assert one(petition, WEI, now=now, network="203.0.113.9").state == "pending"
    assert remove_entry(entry=entry, actor="console", now=now)
    assert not remove_entry(entry=entry, actor="console", now=now)
    assert one(petition, OSCAR, now=now, network="192.0.2.9").state == "pending"


def test_who_is_allowed_passes_a_block(petition: Petition, now: datetime) -> None:
    add(Subject.NETWORK, "192.0.2.0/24", Effect.REFUSE, now)
    add(Subject.DOMAIN, "brambleworth.example", Effect.ALLOW, now)
    assert one(petition, OSCAR, now=now, network="192.0.2.9").state == "pending"


def test_other_processes_follow_within_seconds(petition: Petition, now: datetime) -> None:
    """What this process would know without its own notice: the number in the database alone."""
    board(now)
    ScreeningEntry.objects.create(
        subject="country", value="IE", effect="refuse", note="x", actor="x", created_at=now, ends_at=None
    )
    ScreeningState.objects.update_or_create(pk=1, defaults={"version": 41})
    assert one(petition, OSCAR, now=now + FRESH_FOR - SECOND).state == "pending"
    assert one(petition, OSCAR, now=now + FRESH_FOR, trap="").letter_due == now + FRESH_FOR - SECOND
    assert one(petition, SUHARSA, now=now + FRESH_FOR, country="IE").state == "refused"


def test_lists_that_stayed_are_not_read_again(petition: Petition, now: datetime) -> None:
    add(Subject.COUNTRY, "IE", Effect.HOLD, now)
    board(now)
    with CaptureQueriesContext(connection) as queries:
        assert board(now + SECOND) is board(now + SECOND)
    assert len(queries) == 0
    with CaptureQueriesContext(connection) as queries:
        board(now + FRESH_FOR)
    assert len(queries) == 2


def test_of_a_mailbox_only_a_hash_is_kept_and_told(petition: Petition, now: datetime) -> None:
    add(Subject.ADDRESS, OSCAR.email, Effect.HOLD, now)
    row = ScreeningEntry.objects.get()
    assert len(row.value) == 64
    told = str(AuditEntry.objects.values().get())
    assert "oscar" not in (row.value + told).lower()
    assert AuditEntry.objects.get().verb == "list hold"


def test_a_second_entry_for_a_value_replaces_the_first(petition: Petition, now: datetime) -> None:
    first = add(Subject.COUNTRY, "IE", Effect.HOLD, now)
    assert add(Subject.COUNTRY, "ie", Effect.ALLOW, now) == first
    assert [(entry.value, entry.effect) for entry in entries()] == [("IE", "allow")]


def stand(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, SUHARSA, now=now)
    assert confirm(token=token(letter_after(mailbox, SUHARSA, now)), now=now)
    Signature.objects.filter(state="confirmed").update(
        origin=one(petition, pupil(1), now=now, network="192.0.2.200").origin
    )


@pytest.mark.parametrize(
    ("subject", "value", "waiting", "standing"),
    [
        (Subject.NETWORK, "192.0.2.9", 1, 0),
        (Subject.NETWORK, "192.0.2.8/30", 1, 0),
        (Subject.NETWORK, "192.0.2.0/24", 2, 1),
        (Subject.NETWORK, "192.0.0.0/17", 2, 1),
        (Subject.NETWORK, "192.0.0.0/16", 2, 1),
        (Subject.NETWORK, "192.0.0.0/9", 2, 1),
        (Subject.NETWORK, "198.51.100.0/24", 0, 0),
        (Subject.NETWORK, "2001:db8:0:0::/64", 1, 0),
        (Subject.NETWORK, "2001:db8::/33", 1, 0),
        (Subject.NETWORK, "2001:db8::/32", 1, 0),
        (Subject.NETWORK, "2001:db9::/32", 0, 0),
        (Subject.DOMAIN, "mail.brambleworth.example", 1, 0),
        (Subject.DOMAIN, "brambleworth.example", 1, 0),
        (Subject.DOMAIN, "*.brambleworth.example", 2, 0),
        (Subject.DOMAIN, "*.mail.brambleworth.example", 1, 0),
        (Subject.COUNTRY, "IE", 1, 0),
        (Subject.ADDRESS, OSCAR.email, 1, 0),
        (Subject.ADDRESS, "nobody@nowhere.example", 0, 0),
    ],
)
def test_trying_out(
    petition: Petition, now: datetime, mailbox: PostOffice, subject: Subject, value: str, waiting: int, standing: int
) -> None:
    stand(petition, now, mailbox)
    one(petition, OSCAR, now=now, network="192.0.2.9")
    one(petition, IDA, now=now, network="2001:db8::/64", email="ida@mail.brambleworth.example")
    one(petition, WEI, now=now - 8 * DAY, network="192.0.2.9")
    caught = try_out(subject=subject, value=value, now=now)
    is_told = waiting + standing and subject is not Subject.ADDRESS
    by_petition = {petition.slug: waiting + standing} if is_told else {}
    assert caught == Caught(waiting, standing, by_petition, is_complete=True)


def test_trying_out_says_what_it_cannot_tell(petition: Petition, now: datetime) -> None:
    assert not try_out(subject=Subject.DOMAIN, value="*.a.b.c.example", now=now).is_complete
    with pytest.raises(EntryRefused):
        try_out(subject=Subject.NETWORK, value="0.0.0.0/0", now=now)


def test_trying_out_writes_nothing(petition: Petition, now: datetime) -> None:
    crowd(petition, [pupil(1), pupil(2)], now=now)
    with CaptureQueriesContext(connection) as queries:
        try_out(subject=Subject.COUNTRY, value="GB", now=now)
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


@pytest.mark.parametrize("value", [OSCAR.email, "nobody@nowhere.example"])
def test_who_tries_a_mailbox_out_stands_in_the_trail_and_learns_no_petition(
    petition: Petition, now: datetime, value: str
) -> None:
    nora = actor(make_staff(now=now, role="integrity").pk)
    signings = int(one(petition, OSCAR, now=now).state == "pending" and value == OSCAR.email)
    caught = try_entry(subject=Subject.ADDRESS, value=value, note="A complaint.", actor=nora, now=now)
    assert caught == Caught(signings, 0, {}, is_complete=True)
    entry = AuditEntry.objects.get(verb="list.try")
    assert (entry.actor, entry.reason) == (nora, "A complaint.")
    assert re.fullmatch("address [0-9a-f]{12}", entry.object)


@pytest.mark.parametrize("role", ["reader", "moderator"])
def test_who_keeps_no_lists_tries_nothing_out(petition: Petition, now: datetime, role: str) -> None:
    person = actor(make_staff(now=now, role=role).pk)
    with pytest.raises(NotAllowed):
        try_entry(subject=Subject.COUNTRY, value="GB", note="x", actor=person, now=now)
    assert not AuditEntry.objects.filter(verb="list.try").exists()


def test_the_longest_domain_fits_the_trail(petition: Petition, now: datetime) -> None:
    add(Subject.DOMAIN, ".".join(["long" * 12] * 5 + ["example"]), Effect.HOLD, now)
    assert len(AuditEntry.objects.get().object) == 200
