"""A mail server's bad days: nothing is lost, nothing comes twice but where nobody can know, others go on."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from tests.mail.moody_office import CUT, CUT_IN_BODY, KEEP_AND_CUT, Mood, MoodyOffice
from undersigned.accounts.actions.send_sign_in import send_sign_in
from undersigned.accounts.models import SignInLetter
from undersigned.mail.actions.deliver import Courier, deliver
from undersigned.mail.queries import oldest_due
from undersigned.mail.rules import LEASE

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = [f"person{number}@one.example" for number in range(6)]
MINUTE = timedelta(minutes=1)


class Clock:
    """Stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def office(house: object, settings) -> Iterator[MoodyOffice]:
    with MoodyOffice() as office:
        use(settings, smtp_url=office.url)
        yield office


def use(settings, **changes: object) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update=changes)


def ask_all(clock: Clock) -> None:
    """Everybody asks for a letter, a second after each other; then the clock stands at the last."""
    for number, to in enumerate(PEOPLE):
        send_sign_in(email=to, language="en", now=clock.now + timedelta(seconds=number))
    clock.now += timedelta(seconds=len(PEOPLE))


def at_step(step: str, act: str, *, for_whom: str = "", times: int = 10**6) -> Mood:
    """The act at this step (for one reader, so many times); all else is well."""
    left = [times]

    def mood(now_at: str, to: str) -> str | None:
        if now_at != step or (for_whom and to != for_whom) or left[0] == 0:
            return None
        left[0] -= 1
        return act

    return mood


def all_left_once(office: MoodyOffice) -> bool:
    return sorted(office.readers()) == PEOPLE


def ends() -> dict[str, int]:
    """How many rows ended how, and how many still want to leave."""
    rows = SignInLetter.objects.all()
    found = {end: rows.filter(letter_end=end).count() for end in set(rows.values_list("letter_end", flat=True))}
    return found | {"due": rows.exclude(letter_due=None).count()}


def test_a_server_that_was_down_for_a_day_gets_everything_then(office: MoodyOffice, clock: Clock, settings) -> None:
    ask_all(clock)
    began = clock.now
    use(settings, smtp_url="smtp://127.0.0.1:1")
    while clock.now < began + timedelta(days=1):
        assert deliver(clock=clock) == 0
        clock.now += 7 * MINUTE
    assert oldest_due(clock.now) == began - timedelta(seconds=len(PEOPLE))
    assert set(SignInLetter.objects.values_list("letter_tries", "letter_unsettled", "letter_lease")) == {(0, 0, None)}
    use(settings, smtp_url=office.url)
    # A sign-in letter of yesterday is of no use: they ask again.
    clock.now += MINUTE
    before = SignInLetter.objects.count()
    deliver(clock=clock)
    assert SignInLetter.objects.exclude(letter_due=None).count() == 0
    assert before == len(PEOPLE)


@pytest.mark.parametrize(
    "mood",
    [
        at_step("RCPT", "451 4.7.1 greylisted, come back later"),
        at_step("RCPT", "450 4.2.0 mailbox busy"),
        at_step("DATA", "452 4.3.1 disk full"),
        at_step("DOT", "451 4.3.0 later"),
        at_step("MAIL", "553 5.7.1 we do not know your sender"),
    ],
    ids=["greylisting", "busy", "full", "at the dot", "sender"],
)
def test_what_passes_is_tried_after_1_5_15_60_and_60_minutes(office: MoodyOffice, clock: Clock, mood: Mood) -> None:
    send_sign_in(email=PEOPLE[0], language="en", now=clock.now)
    office.mood = mood
    for minutes in (1, 5, 15, 60, 60):
        asked = office.steps["MAIL"]
        assert deliver(clock=clock) == 0
        assert office.steps["MAIL"] == asked + 1
        clock.now += minutes * MINUTE - timedelta(seconds=1)
        assert deliver(clock=clock) == 0
        assert office.steps["MAIL"] == asked + 1
        clock.now += timedelta(seconds=1)
    office.mood = lambda _step, _to: None
    assert deliver(clock=clock) == 1
    assert office.readers() == PEOPLE[:1]


def test_a_mailbox_that_does_not_exist_ends_its_letter_and_holds_up_no_other(office: MoodyOffice, clock: Clock) -> None:
    ask_all(clock)
    office.mood = at_step("RCPT", "550 5.1.1 no such mailbox", for_whom=PEOPLE[2])
    assert deliver(clock=clock) == len(PEOPLE) - 1
    clock.now += timedelta(days=2)
    assert deliver(clock=clock) == 0
    assert office.steps["RCPT"] == len(PEOPLE)
    assert office.connections == 1
    assert ends() == {"sent": 5, "refused": 1, "due": 0}


def test_a_server_that_hangs_up_with_421_gets_the_rest_over_a_new_connection(office: MoodyOffice, clock: Clock) -> None:
    ask_all(clock)
    office.mood = at_step("MAIL", "421 4.3.2 shutting down", for_whom=PEOPLE[1], times=1)
    assert deliver(clock=clock) == len(PEOPLE) - 1
    assert office.connections == 2
    clock.now += MINUTE
    assert deliver(clock=clock) == 1
    assert all_left_once(office)


@pytest.mark.parametrize(("step", "act"), [("MAIL", CUT), ("RCPT", CUT), ("DATA", CUT)])
def test_a_connection_cut_before_data_costs_nobody_an_attempt(
    office: MoodyOffice, clock: Clock, step: str, act: str
) -> None:
    ask_all(clock)
    office.mood = at_step(step, act, times=1)
    deliver(clock=clock)
    assert SignInLetter.objects.filter(letter_unsettled__gt=0).count() == 0
    clock.now += MINUTE
    deliver(clock=clock)
    assert all_left_once(office)


@pytest.mark.parametrize(
    ("step", "act", "twice"), [("DATA", CUT_IN_BODY, 0), ("DOT", CUT, 0), ("DOT", KEEP_AND_CUT, 1)]
)
def test_a_connection_cut_in_the_letter_or_after_it_is_tried_once_more(
    office: MoodyOffice, clock: Clock, step: str, act: str, twice: int
) -> None:
    ask_all(clock)
    office.mood = at_step(step, act, for_whom=PEOPLE[1], times=1)
    deliver(clock=clock)
    clock.now += MINUTE
    deliver(clock=clock)
    assert sorted(set(office.readers())) == PEOPLE
    assert len(office.received) == len(PEOPLE) + twice
    assert ends() == {"sent": 6, "due": 0}


def test_the_third_unsure_attempt_is_never_made(office: MoodyOffice, clock: Clock) -> None:
    send_sign_in(email=PEOPLE[0], language="en", now=clock.now)
    office.mood = at_step("DOT", KEEP_AND_CUT)
    for _ in range(300):
        deliver(clock=clock)
        clock.now += 5 * MINUTE
    assert office.readers() == PEOPLE[:1] * 2
    assert ends() == {"unsure": 1, "due": 0}


def test_a_passing_refusal_between_two_unsure_attempts_does_not_make_a_third(office: MoodyOffice, clock: Clock) -> None:
    send_sign_in(email=PEOPLE[0], language="en", now=clock.now)
    acts = iter([KEEP_AND_CUT, "451 later", KEEP_AND_CUT])
    office.mood = lambda step, _to: next(acts, None) if step == "DOT" else None
    for _ in range(20):
        deliver(clock=clock)
        clock.now += 5 * MINUTE
    assert office.readers() == PEOPLE[:1] * 2
    assert ends() == {"unsure": 1, "due": 0}


def test_a_provider_that_takes_one_a_second_is_asked_for_no_more(office: MoodyOffice, clock: Clock, settings) -> None:
    use(settings, mail_per_second=4)
    ask_all(clock)
    asked, began = [0], time.monotonic()

    def strict(step: str, _to: str) -> str | None:
        if step != "MAIL":
            return None
        # A machine that is busy holds letters up on their way, so they are measured from the beginning.
        asked[0] += 1
        return "450 4.7.1 too fast" if time.monotonic() - began < 0.25 * (asked[0] - 1) else None

    office.mood = strict
    assert deliver(clock=clock) == len(PEOPLE)
    assert all_left_once(office)
    assert asked[0] == len(PEOPLE)


def test_what_is_too_fast_for_a_provider_is_late_and_not_lost(office: MoodyOffice, clock: Clock) -> None:
    ask_all(clock)
    taken: set[datetime] = set()

    def strict(step: str, _to: str) -> str | None:
        if step != "MAIL":
            return None
        if clock.now in taken:
            return "450 4.7.1 too fast"
        taken.add(clock.now)
        return None

    office.mood = strict
    for _ in range(600):
        deliver(clock=clock)
        clock.now += MINUTE
    assert all_left_once(office)


def test_one_connection_carries_many_and_is_closed_when_nothing_comes(
    office: MoodyOffice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undersigned.mail.route.IDLE_SECONDS", 0.05)
    ask_all(clock)
    courier = Courier(clock=clock)
    assert courier.carry(limit=3) == 3
    assert courier.carry(limit=100) == 3
    assert office.connections == 1
    time.sleep(0.1)
    assert courier.carry(limit=100) == 0
    wait_until(lambda: office.steps["QUIT"] == 1)
    courier.close()
    assert office.connections == 1


def test_a_connection_carries_no_more_than_its_number(
    office: MoodyOffice, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("undersigned.mail.route.LETTERS_PER_CONNECTION", 2)
    ask_all(clock)
    assert deliver(clock=clock) == len(PEOPLE)
    assert office.connections == 3


def test_a_letter_stays_ours_while_its_server_thinks(
    house: object, clock: Clock, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that takes longer than the lease: a second worker finds nothing, and the letter leaves once."""
    monkeypatch.setattr("undersigned.mail.transport.SIGN_OF_LIFE_SECONDS", 0.05)
    send_sign_in(email=PEOPLE[0], language="en", now=clock.now)
    with MoodyOffice(takes=60) as office:
        use(settings, smtp_url=office.url)
        first = in_a_thread(lambda: deliver(clock=clock))
        wait_until(lambda: office.steps["DATA"] == 1)
        for _ in range(8):
            clock.now += timedelta(seconds=20)
            wait_until(lambda: SignInLetter.objects.filter(letter_lease__gte=clock.now + LEASE).exists())
            assert deliver(clock=clock) == 0
        office.has_thought.set()
        first.join(30)
        assert office.readers() == PEOPLE[:1]
        assert ends() == {"sent": 1, "due": 0}


def wait_until(is_true: Callable[[], bool], within_seconds: float = 10) -> None:
    deadline = time.monotonic() + within_seconds
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def in_a_thread(act: Callable[[], object]) -> threading.Thread:
    """Runs it beside the test, with a database connection that is closed at the end."""
    from django.db import connections

    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread
