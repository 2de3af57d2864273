"""A connection that is lost at a commit, and a clock that jumps: no letter pays for either."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError

from tests.mail.moody_office import MoodyOffice
from tests.mail.test_faults import PEOPLE, Clock, all_left_once, ask_all, ends, use
from undersigned.accounts.actions.send_sign_in import send_sign_in
from undersigned.accounts.models import SignInLetter
from undersigned.mail.actions import deliver as delivering
from undersigned.mail.actions import settle as settling
from undersigned.mail.actions.claim import claim
from undersigned.mail.actions.deliver import Courier, deliver
from undersigned.mail.claims import Ended, InHand
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed, outboxes
from undersigned.mail.rules import LEASE, MOST_UNSETTLED

pytestmark = pytest.mark.django_db(transaction=True)


class Ticking(Clock):
    """No two of its times are the same."""

    def __call__(self) -> datetime:
        self.now += timedelta(microseconds=1)
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Ticking(now)


@pytest.fixture
def office(house: object, settings) -> Iterator[MoodyOffice]:
    with MoodyOffice() as office:
        use(settings, smtp_url=office.url)
        yield office


def sign_in_letters() -> Outboxed[Outbox]:
    return next(each for each in outboxes() if each.model is SignInLetter)


@pytest.mark.parametrize("is_written", [True, False])
def test_a_connection_lost_while_an_attempt_is_noted_costs_no_attempt(
    office: MoodyOffice, clock: Clock, monkeypatch: pytest.MonkeyPatch, is_written: bool
) -> None:
    """Whether it came through or not: the letter that went before is noted, the one that never began is free."""
    ask_all(clock)
    monkeypatch.setattr(type(sign_in_letters()), "together", len(PEOPLE))
    broken: list[InHand | None] = []

    def settle(ended: Ended | None, *, following: InHand | None = None, now: datetime) -> bool:
        """Breaks once, where one letter has left and the next is to begin."""
        is_breaking = ended is not None and following is not None and not broken
        done = settling.settle(ended, following=following, now=now) if is_written or not is_breaking else False
        if is_breaking:
            broken.append(following)
            raise OperationalError("server closed the connection unexpectedly")
        return done

    monkeypatch.setattr(delivering, "settle", settle)
    courier = Courier(clock=clock)
    with pytest.raises(OperationalError):
        courier.carry(limit=100)
    assert ends()["due"] == len(PEOPLE) - (2 if is_written else 1)
    courier.carry(limit=100)
    courier.close()
    assert all_left_once(office)
    assert ends() == {"sent": len(PEOPLE), "due": 0}


@pytest.mark.parametrize("is_written", [True, False])
def test_a_connection_lost_twice_at_the_same_letter_gives_it_up_never(
    office: MoodyOffice, clock: Clock, monkeypatch: pytest.MonkeyPatch, is_written: bool
) -> None:
    send_sign_in(email=PEOPLE[0], language="en", now=clock.now)

    def settle(ended: Ended | None, *, following: InHand | None = None, now: datetime) -> bool:
        if is_written:
            settling.settle(ended, following=following, now=now)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(delivering, "settle", settle)
    for _ in range(MOST_UNSETTLED + 1):
        with pytest.raises(OperationalError):
            deliver(clock=clock)
        row = SignInLetter.objects.get()
        assert (row.letter_lease, row.letter_unsettled) == (None, 0)
    monkeypatch.setattr(delivering, "settle", settling.settle)
    assert deliver(clock=clock) == 1
    assert office.readers() == PEOPLE[:1]


def test_letters_in_hand_are_not_frozen_by_a_clock_that_jumps(office: MoodyOffice, clock: Clock) -> None:
    """A worker that dies while its clock is a day ahead leaves leases of tomorrow, which hold nobody."""
    ask_all(clock)
    today, clock.now = clock.now, clock.now + timedelta(days=1)
    taken = [claim(sign_in_letters(), turns={None: None}, share=1, now=clock.now).rows for _ in PEOPLE]
    assert all(len(rows) == 1 for rows in taken)
    # One of them is under way: whoever has it says so every few seconds, by the clock of then.
    [[begun], *_] = taken
    SignInLetter.objects.filter(pk=begun.pk).update(letter_unsettled=1)
    clock.now = today
    assert deliver(clock=clock) == len(PEOPLE) - 1
    assert ends() == {"sent": len(PEOPLE) - 1, "": 1, "due": 1}
    # A lease of today holds for its minute, whosever clock it was.
    SignInLetter.objects.filter(pk=begun.pk).update(
        letter_unsettled=0, letter_lease=today + LEASE + timedelta(seconds=50)
    )
    assert deliver(clock=clock) == 0
