"""Sending what is due: retries, caps, crashes, the switch. On the sign-in letters of accounts, a real outbox."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.post_office import PostOffice
from undersigned.accounts.actions.send_sign_in import send_sign_in
from undersigned.accounts.models import SignInLetter
from undersigned.mail.actions.deliver import deliver
from undersigned.mail.actions.pause import pause
from undersigned.mail.actions.resume import resume
from undersigned.mail.queries import counted_notes, findings, notes, oldest_due
from undersigned.mail.rules import Letter

pytestmark = pytest.mark.django_db(transaction=True)
TO = "mehtap@kavak.example"


class Crash(BaseException):
    """The worker is killed: nothing catches it."""


def clock_at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def ask(now: datetime, to: str = TO) -> SignInLetter:
    send_sign_in(email=to, language="en", now=now)
    return SignInLetter.objects.latest("created_at")


def test_a_due_letter_leaves_once(mailbox: PostOffice, now: datetime) -> None:
    row = ask(now)
    assert deliver(clock=clock_at(now)) == 1
    assert deliver(clock=clock_at(now + timedelta(hours=1))) == 0
    row.refresh_from_db()
    assert (row.letter_due, row.letter_sent_at, row.letter_end, row.letter_unsettled) == (None, now, "sent", 0)
    assert len(mailbox.to(TO)) == 1


def test_a_passing_refusal_is_tried_after_1_5_15_and_60_minutes(mailbox: PostOffice, now: datetime) -> None:
    row = ask(now)
    mailbox.fail = "451 later"
    for minutes in (1, 5, 15, 60, 60):
        assert deliver(clock=clock_at(now)) == 0
        row.refresh_from_db()
        assert row.letter_due == now + timedelta(minutes=minutes)
        now = row.letter_due
    mailbox.fail = None
    assert deliver(clock=clock_at(now)) == 1
    assert len(mailbox.to(TO)) == 1


def test_a_refusal_for_good_ends_it(mailbox: PostOffice, now: datetime) -> None:
    row = ask(now)
    mailbox.refuse[TO] = "550 no such mailbox"
    deliver(clock=clock_at(now))
    row.refresh_from_db()
    assert (row.letter_due, row.letter_end) == (None, "refused")


def test_a_server_that_is_down_costs_no_letter(mailbox: PostOffice, now: datetime, settings) -> None:
    row = ask(now)
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})
    for hour in range(24):
        assert deliver(clock=clock_at(now + timedelta(hours=hour))) == 0
    row.refresh_from_db()
    assert (row.letter_due, row.letter_tries, row.letter_unsettled) == (now, 0, 0)
    assert list(findings(now + timedelta(hours=24)))
    assert oldest_due(now + timedelta(hours=24)) == now
    assert list(notes(now + timedelta(minutes=4))) == []
    assert list(notes(now + timedelta(minutes=42))) == ["letters are taking about 42 minutes"]


@pytest.mark.parametrize("after_the_250", [False, True])
def test_a_killed_attempt_is_made_twice_and_never_three_times(
    mailbox: PostOffice, now: datetime, monkeypatch: pytest.MonkeyPatch, after_the_250: bool
) -> None:
    row = ask(now)
    _crash_while_handing_over(monkeypatch, after_the_250)
    for attempts in (1, 2):
        with pytest.raises(Crash):
            deliver(clock=clock_at(now))
        row.refresh_from_db()
        assert row.letter_unsettled == attempts
        assert deliver(clock=clock_at(now + timedelta(seconds=59))) == 0
        now += timedelta(seconds=60)
    for day in range(1, 4):
        assert deliver(clock=clock_at(now + timedelta(days=day))) == 0
    row.refresh_from_db()
    assert (row.letter_due, row.letter_end, row.letter_unsettled) == (None, "unsure", 2)
    assert len(mailbox.to(TO)) == (2 if after_the_250 else 0)
    assert any("broken off" in note for note in counted_notes())


def _crash_while_handing_over(monkeypatch: pytest.MonkeyPatch, after_the_250: bool) -> None:
    from undersigned.mail.transport import SmtpTransport

    real = SmtpTransport.hand_over

    def crash(self: SmtpTransport, letter: Letter, *, sender: str, now: datetime, waiting: Callable[[], None]):
        if after_the_250:
            real(self, letter, sender=sender, now=now)
        raise Crash

    monkeypatch.setattr(SmtpTransport, "hand_over", crash)


def test_a_letter_that_cannot_be_written_holds_up_no_other(mailbox: PostOffice, now: datetime) -> None:
    broken = ask(now)
    SignInLetter.objects.filter(pk=broken.pk).update(email_sealed=b"not sealed by anybody")
    ask(now + timedelta(seconds=1), to="oscar@brambleworth.example")
    assert deliver(clock=clock_at(now + timedelta(seconds=2))) == 1
    broken.refresh_from_db()
    assert (broken.letter_end, broken.letter_unsettled) == ("later", 0)


def test_nothing_leaves_while_mail_is_paused(mailbox: PostOffice, now: datetime) -> None:
    ask(now)
    pause(reason="restored", now=now)
    assert deliver(clock=clock_at(now)) == 0
    assert any("restored" in note for note in notes(now))
    assert resume()
    assert not resume()
    assert deliver(clock=clock_at(now)) == 1


def test_what_was_asked_for_meanwhile_is_not_forgotten(
    mailbox: PostOffice, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter asked for while the last one is being handed over leaves too."""
    from undersigned.mail.transport import SmtpTransport

    row, real = ask(now), SmtpTransport.hand_over

    def ask_again(self: SmtpTransport, letter: Letter, *, sender: str, now: datetime, waiting: Callable[[], None]):
        end = real(self, letter, sender=sender, now=now)
        SignInLetter.objects.filter(pk=row.pk, letter_number=1).update(
            letter_number=2, letter_due=now, letter_unsettled=0
        )
        return end

    monkeypatch.setattr(SmtpTransport, "hand_over", ask_again)
    deliver(clock=clock_at(now))
    monkeypatch.undo()
    deliver(clock=clock_at(now + timedelta(hours=2)))
    row.refresh_from_db()
    assert row.letter_due is None
    assert len(mailbox.to(TO)) == 2
