"""Everybody at once, each on a connection of their own: nobody counts twice, nothing contradicts the log."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connections

from tests.cast import BEN, IDA, MEHTAP, OSCAR, VICTOR
from tests.makers import make_held, make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_request, make_signed, make_staff, publish_all, token_in
from tests.web.desk.visiting import petition_of, press, sign_in, starter
from undersigned.console.doctor import check_house
from undersigned.jobs.actions.run_due import run_due
from undersigned.ledger.models import Event
from undersigned.ledger.queries import shown_count
from undersigned.moderation.actions.publish import publish as decide_to_publish
from undersigned.moderation.actions.refuse import refuse as decide_to_refuse
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.end_grace import end_grace
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition, TextVersion
from undersigned.petitions.rules.states import StepRefused
from undersigned.signatures.actions.confirm import confirm, confirm_by_code
from undersigned.signatures.actions.refuse import refuse
from undersigned.signatures.actions.resend import resend
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.outcomes import Confirmed, NotSigned, Signed

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = timedelta(seconds=1)
Act = Callable[[], object]


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def at_once(*acts: Act) -> list[object]:
    """What each act returned or raised."""
    answers: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int, act: Act) -> None:
        try:
            start.wait(timeout=30)
            answers[place] = act()
        except Exception as fault:
            answers[place] = fault
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return answers


def faults(answers: list[object], *expected: type[Exception]) -> list[object]:
    return [
        answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, (*expected, NotSigned))
    ]


def letter(petition: Petition, person: object, mailbox: PostOffice, now: datetime) -> tuple[str, str, str]:
    """Token, handle and code of somebody who has just signed."""
    signed = make_signed(petition, person, now=now)  # type: ignore[arg-type]
    deliver_all(now=now)
    received = mailbox.last(person.email)  # type: ignore[attr-defined]
    return token_in(received), signed.handle, received.code


def settled(petition: Petition, now: datetime) -> int:
    """The public number when all is published; the house keeps its promises."""
    shown = publish_all(now=now)
    assert [found for found in check_house(shown).findings if "log" not in found or "petition" in found] == []
    return shown_count(petition.pid, shown).count


def test_twenty_confirmations_by_link_and_code_count_once(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    token, handle, code = letter(petition, OSCAR, mailbox, now)
    by_link: Act = lambda: confirm(token=token, now=now)  # noqa: E731
    by_code: Act = lambda: confirm_by_code(handle=handle, code=code, now=now)  # noqa: E731
    again: Act = lambda: resend(handle=handle, now=now)  # noqa: E731
    answers = at_once(*[by_link, by_code] * 10, *[again] * 3)
    assert faults(answers) == []
    assert [answer.first_time for answer in answers if isinstance(answer, Confirmed)].count(True) == 1
    assert Event.objects.filter(type="sign").count() == 1
    assert settled(petition, now) == 1


def test_twenty_signings_of_one_address_fill_at_most_two_places_and_few_letters(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    people = [
        replace(IDA, name=f"{name} Brambleworth") for name in ("Ida", "Ben", "Cas", "Dov", "Eve") for _ in range(4)
    ]
    answers = at_once(*[lambda person=person: sign([make_request(petition, person)], now=now)[0] for person in people])
    assert [type(answer) for answer in answers] == [Signed] * 20
    assert sorted(Signature.objects.values_list("slot", flat=True)) == [1, 2]
    for minute in range(30):
        at_once(*[lambda: deliver_all(now=now + timedelta(minutes=minute))] * 2)  # noqa: B023 - awaited inside
    assert 1 <= len(mailbox.to(IDA.email)) <= 5


def test_refusing_confirming_and_signing_again_at_once(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    token, handle, code = letter(petition, VICTOR, mailbox, now)
    wish = make_request(petition, VICTOR)
    answers = at_once(
        *[lambda: refuse(token=token, now=now)] * 4,
        *[lambda: confirm(token=token, now=now)] * 4,
        *[lambda: confirm_by_code(handle=handle, code=code, now=now)] * 4,
        *[lambda: sign([wish], now=now)[0]] * 4,
    )
    assert faults(answers) == []
    row = Signature.objects.get()
    stands = row.state == "confirmed"
    assert Event.objects.filter(type="sign").count() == int(stands)
    assert settled(petition, now) == int(stands)


def test_withdrawing_and_confirming_again_at_once(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    token, _handle, _code = letter(petition, OSCAR, mailbox, now)
    assert confirm(token=token, now=now)
    row = Signature.objects.get().pk
    wish = make_request(petition, OSCAR)
    answers = at_once(
        *[lambda: withdraw(signature_id=row, now=now)] * 5,
        *[lambda: confirm(token=token, now=now)] * 5,
        *[lambda: sign([wish], now=now)[0]] * 5,
    )
    assert faults(answers) == []
    signs, withdrawals = (Event.objects.filter(type=kind).count() for kind in ("sign", "withdraw"))
    # Signing again after the withdrawal and confirming that is a second signature, which may go as well.
    assert withdrawals == answers[:5].count(True) >= 1
    assert settled(petition, now) == signs - withdrawals


@pytest.mark.parametrize("moment", [-1, 0, 1])
def test_confirming_at_the_very_end_of_the_grace(
    petition: Petition, now: datetime, mailbox: PostOffice, moment: int
) -> None:
    """Around 24 hours after closing, with the log's `close` on its way: an entry before it, or none at all."""
    letters = [
        letter(petition, replace(OSCAR, email=f"late{number}@grace.example"), mailbox, now)[0] for number in range(8)
    ]
    close(petition_id=petition.pk, now=now)
    end = now + timedelta(days=1, seconds=moment)
    answers = at_once(
        *[lambda token=token: confirm(token=token, now=end) for token in letters],
        *[lambda: end_grace(petition_id=petition.pk, now=now + timedelta(days=1, seconds=5))] * 3,
    )
    assert faults(answers) == []
    kinds = list(Event.objects.order_by("id").values_list("type", flat=True))
    confirmed = sum(isinstance(answer, Confirmed) for answer in answers)
    assert kinds == ["open", *["sign"] * confirmed, "close"]
    assert confirmed == 0 or moment < 0
    run_due(clock=lambda: now + timedelta(days=2))
    assert settled(petition, now + timedelta(days=2)) == confirmed


def test_taking_down_closing_signing_and_confirming_at_once(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    letters = [
        letter(petition, replace(OSCAR, email=f"one{number}@down.example"), mailbox, now)[0] for number in range(6)
    ]
    wishes = [make_request(petition, replace(OSCAR, email=f"new{number}@down.example")) for number in range(6)]
    answers = at_once(
        *[lambda token=token: confirm(token=token, now=now) for token in letters],
        *[lambda wish=wish: sign([wish], now=now)[0] for wish in wishes],
        lambda: close(petition_id=petition.pk, now=now),
        *[lambda: take_down(petition_id=petition.pk, words="A copied text.", now=now)] * 3,
    )
    # Whoever closes after the taking down is told so.
    assert faults(answers, StepRefused) == []
    kinds = list(Event.objects.order_by("id").values_list("type", flat=True))
    confirmed = sum(isinstance(answer, Confirmed) for answer in answers)
    assert kinds == ["open", *["sign"] * confirmed, "close"]
    assert settled(petition, now) == confirmed
    assert deliver_all(now=now + SECOND) == 0


def test_publishing_twice_and_refusing_at_once_is_one_decision(house: object, now: datetime) -> None:
    held = make_held(now)
    nora = make_staff(now=now)
    answers = at_once(
        *[lambda: publish(petition_id=held.pk, now=now)] * 3,
        *[lambda: decide_to_publish(petition_id=held.pk, by=nora, revision=held.revision, now=now)] * 4,
        *[lambda: decide_to_refuse(petition_id=held.pk, code="unclear", words="No.", by=nora, now=now)] * 4,
    )
    held.refresh_from_db()
    opened = Event.objects.filter(type="open").count()
    assert (held.state, opened) in {("published", 1), ("refused", 0)}, answers
    assert TextVersion.objects.filter(petition=held).count() == 1
    assert settled(held, now) == 0


def test_a_signature_stands_under_the_version_that_was_read(now: datetime, house: object, mailbox: PostOffice) -> None:
    """The starter amends while people sign: each signature is one of the text that was read and that the page shows."""
    starter()
    petition = petition_of()
    desk = sign_in(MEHTAP, mailbox)
    mailbox.clear()
    path = f"/en/desk/petitions/{petition.slug}/edit/"
    people = [replace(BEN, email=f"reader{number}@amend.example") for number in range(10)]
    wishes = [make_request(petition, person) for person in people]

    def change() -> object:
        return press(desk, "/en/desk/", {"title": "Another train", "story": "At 23:10."}, at=path).status_code

    answers = at_once(change, *[lambda wish=wish: sign([wish], now=now)[0] for wish in wishes])
    assert answers[0] == 302
    assert faults(answers) == []
    petition.refresh_from_db()
    signed = [answer for answer in answers if isinstance(answer, Signed)]
    assert Signature.objects.filter(version=petition.version).count() == Signature.objects.count() == len(signed)
    assert (petition.version == 1) is bool(signed)
    deliver_all(now=now + SECOND)
    assert [confirm(token=token_in(one), now=now + SECOND) is None for one in mailbox.received] == [False] * len(signed)
    fields = Event.objects.filter(type="sign").values_list("fields", flat=True)
    assert [field.split()[0] for field in fields] == [str(petition.version)] * len(signed)
    assert settled(petition, now) == len(signed)
