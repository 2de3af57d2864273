"""What the mailbox learns, in which language, and how often."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.accounts.asking import EMAIL, an_account, ask, deliver_at, token_in
from tests.post_office import PostOffice
from undersigned.accounts.actions.sign_in import sign_in
from undersigned.accounts.models import SignInLetter
from undersigned.accounts.rules import Purpose

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.mark.django_db
def test_an_account_gets_its_link(now: datetime, mailbox: PostOffice) -> None:
    an_account(now)
    ask(now, language="en")
    assert deliver_at(now) == 1
    letter = mailbox.last(EMAIL)
    assert letter.subject == "Your link to sign in to Undersigned"
    assert letter.link.startswith("http://testserver/en/desk/sign-in/")
    assert letter.link in letter.html
    assert letter.message["Content-Language"] == "en"
    assert letter.text.count("http") == 1


@pytest.mark.django_db
def test_the_letter_is_in_the_language_of_the_page(now: datetime, mailbox: PostOffice) -> None:
    an_account(now, language="en")
    ask(now, language="tr")
    deliver_at(now)
    letter = mailbox.last(EMAIL)
    assert letter.link.startswith("http://testserver/tr/desk/sign-in/")
    assert letter.message["Content-Language"] == "tr"


@pytest.mark.django_db
def test_a_stranger_learns_how_to_start(now: datetime, mailbox: PostOffice) -> None:
    ask(now)
    assert deliver_at(now) == 1
    letter = mailbox.last(EMAIL)
    assert letter.subject == "There is no account for this address on Undersigned"
    assert letter.link == "http://testserver/en/start/"
    assert "/desk/sign-in/" not in letter.text + letter.html


@pytest.mark.django_db
def test_a_starter_learns_what_the_link_does(now: datetime, mailbox: PostOffice) -> None:
    ask(now, purpose=Purpose.SUBMIT, petition_id=3)
    deliver_at(now)
    letter = mailbox.last(EMAIL)
    assert letter.subject == "Hand in your petition on Undersigned"
    assert "/en/desk/sign-in/" in letter.link


@pytest.mark.django_db
def test_asking_costs_the_same_with_and_without_an_account(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    an_account(now)
    for email in (EMAIL, "nobody@kavak.example"):
        with django_assert_num_queries(4):
            ask(now, email=email)
    known, unknown = SignInLetter.objects.order_by("created_at")
    assert (known.letter_due, known.letter_kind) == (unknown.letter_due, unknown.letter_kind)


@pytest.mark.django_db
def test_a_letter_that_waits_is_not_doubled_but_takes_the_newest_wish(now: datetime, mailbox: PostOffice) -> None:
    an_account(now)
    for _ in range(50):
        ask(now, language="en", next_path="/staff/")
    ask(now, language="tr", next_path="/tr/desk/")
    assert SignInLetter.objects.count() == 1
    assert deliver_at(now) == 1
    letter = mailbox.last(EMAIL)
    assert "/tr/desk/sign-in/" in letter.link
    signed_in = sign_in(token=token_in(letter.link), now=now)
    assert signed_in is not None
    assert signed_in.next_path == "/tr/desk/"


@pytest.mark.django_db
def test_three_an_hour_and_the_capped_one_goes_when_the_window_opens(now: datetime, mailbox: PostOffice) -> None:
    an_account(now)
    for minute in range(3):
        ask(now + minute * MINUTE)
        assert deliver_at(now + minute * MINUTE) == 1
    ask(now + 3 * MINUTE)
    assert deliver_at(now + 3 * MINUTE) == 0
    waiting = SignInLetter.objects.get(letter_sent_at=None)
    assert waiting.letter_due == now + HOUR
    # Those that came still work; nobody is locked out meanwhile.
    assert sign_in(token=token_in(mailbox.last(EMAIL).link), now=now + 4 * MINUTE) is not None
    assert deliver_at(now + HOUR - MINUTE) == 0
    assert deliver_at(now + HOUR) == 1
    assert len(mailbox.to(EMAIL)) == 4


@pytest.mark.django_db
def test_other_addresses_and_other_errands_have_caps_of_their_own(now: datetime, mailbox: PostOffice) -> None:
    an_account(now)
    an_account(now, email="oscar@brambleworth.example")
    for minute in range(4):
        ask(now + minute * MINUTE)
        deliver_at(now + minute * MINUTE)
    ask(now + 4 * MINUTE, email="oscar@brambleworth.example")
    ask(now + 4 * MINUTE, purpose=Purpose.SUBMIT, petition_id=5)
    assert deliver_at(now + 4 * MINUTE) == 2


@pytest.mark.django_db
def test_a_stranger_gets_two_letters_a_day(now: datetime, mailbox: PostOffice) -> None:
    for hour in range(0, 23, 2):
        ask(now + hour * HOUR)
        deliver_at(now + hour * HOUR)
    assert len(mailbox.to(EMAIL)) == 2


@pytest.mark.django_db
def test_a_used_letter_is_not_sent_again(now: datetime, mailbox: PostOffice) -> None:
    an_account(now)
    ask(now)
    mailbox.fail = "451 later"
    deliver_at(now)
    mailbox.fail = None
    SignInLetter.objects.update(used_at=now)
    assert deliver_at(now + 5 * MINUTE) == 0
    assert mailbox.to(EMAIL) == []
