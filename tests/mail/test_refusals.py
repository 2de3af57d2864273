"""A server that refuses everybody speaks of us: nobody's letter is over."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from tests.mail.moody_office import MoodyOffice
from tests.mail.test_faults import Clock, at_step, use
from undersigned.accounts.actions.send_sign_in import send_sign_in
from undersigned.accounts.models import SignInLetter
from undersigned.mail.actions.deliver import Courier
from undersigned.mail.queries import notes

pytestmark = pytest.mark.django_db(transaction=True)
READERS = [f"reader@domain{number}.example" for number in range(8)]
SUSPENDED = "554 5.7.1 relay access denied: account suspended"
UNKNOWN = "550 5.1.1 no such mailbox"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(now) -> Clock:
    return Clock(now)


@pytest.fixture
def office(house: object, settings) -> Iterator[MoodyOffice]:
    with MoodyOffice() as office:
        use(settings, smtp_url=office.url)
        yield office


@pytest.fixture
def courier(office: MoodyOffice, clock: Clock) -> Iterator[Courier]:
    courier = Courier(clock=clock)
    yield courier
    courier.close()


def ask(clock: Clock, readers: list[str]) -> None:
    for to in readers:
        send_sign_in(email=to, language="en", now=clock.now)
        clock.now += timedelta(seconds=1)


def ends() -> list[str]:
    return sorted(SignInLetter.objects.values_list("letter_end", flat=True))


def all_is_well(_step: str, _to: str) -> None:
    return None


@pytest.mark.parametrize("step", ["RCPT", "DATA", "DOT"])
def test_a_provider_that_refuses_everybody_for_ten_minutes_loses_nothing(
    office: MoodyOffice, courier: Courier, clock: Clock, step: str
) -> None:
    ask(clock, READERS)
    office.mood = at_step(step, SUSPENDED)
    with capture_logs() as said:
        for _ in range(10):
            assert courier.carry(limit=100) == 0
            clock.now += MINUTE
    assert [line["event"] for line in said].count("mail server refuses everybody") == 1
    assert ends() == ["later"] * len(READERS)
    office.mood = all_is_well
    clock.now += 15 * MINUTE
    assert courier.carry(limit=100) == len(READERS)
    assert sorted(office.readers()) == READERS
    assert ends() == ["sent"] * len(READERS)


def test_somebody_is_told_of_letters_that_are_put_off_again_and_again(
    office: MoodyOffice, courier: Courier, clock: Clock
) -> None:
    ask(clock, READERS)
    office.mood = at_step("RCPT", SUSPENDED)
    for minutes in (1, 5):
        courier.carry(limit=100)
        assert not [note for note in notes(clock.now) if "put off" in note]
        clock.now += minutes * MINUTE + timedelta(seconds=9)
    courier.carry(limit=100)
    [note] = notes(clock.now)
    assert note.startswith(f"{len(READERS)} letters of accounts.SignInLetter were put off 3 times or more")


def test_mailboxes_that_do_not_exist_are_refused_once_others_are_taken(
    office: MoodyOffice, courier: Courier, clock: Clock
) -> None:
    """A row of dead addresses: each is tried once more, since somebody could have been meant."""
    dead = READERS[:5]
    ask(clock, READERS)
    office.mood = lambda step, to: UNKNOWN if step == "RCPT" and to in dead else None
    assert courier.carry(limit=100) == 3
    assert ends() == ["later"] * 5 + ["sent"] * 3
    clock.now += MINUTE + timedelta(seconds=9)
    assert courier.carry(limit=100) == 0
    assert ends() == ["refused"] * 5 + ["sent"] * 3
    clock.now += timedelta(hours=2)
    asked = office.steps["RCPT"]
    assert courier.carry(limit=100) == 0
    assert office.steps["RCPT"] == asked == 13


def test_two_in_a_row_are_two_readers(office: MoodyOffice, courier: Courier, clock: Clock) -> None:
    ask(clock, READERS)
    office.mood = lambda step, to: UNKNOWN if step == "RCPT" and to in READERS[:2] + READERS[3:5] else None
    assert courier.carry(limit=100) == 4
    assert ends() == ["refused"] * 4 + ["sent"] * 4


def test_a_letter_that_was_asked_for_anew_meanwhile_is_left_alone(
    office: MoodyOffice, courier: Courier, clock: Clock
) -> None:
    """Between a refusal and the third, its reader has asked again, and was told."""
    ask(clock, READERS[:2])
    office.mood = at_step("RCPT", UNKNOWN)
    courier.carry(limit=100)
    row = SignInLetter.objects.order_by("pk")[0]
    SignInLetter.objects.filter(pk=row.pk).update(letter_number=row.letter_number + 1, letter_end="sent")
    ask(clock, READERS[2:3])
    courier.carry(limit=100)
    assert ends() == ["later", "later", "sent"]
