"""A mailed link signs in once, within an hour of its sending, and nobody can be locked out of it."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from tests.accounts.asking import EMAIL, an_account, ask, deliver_at, token_in
from tests.post_office import PostOffice
from undersigned.accounts.actions.sign_in import sign_in
from undersigned.accounts.models import Account, SignInLetter
from undersigned.accounts.queries import account_by_email, link_page
from undersigned.accounts.rules import Purpose, SignedIn

MINUTE = timedelta(minutes=1)


def mailed_token(mailbox: PostOffice, now: datetime, **more: Any) -> str:
    ask(now, **more)
    assert deliver_at(now) == 1
    return token_in(mailbox.last(EMAIL).link)


@pytest.mark.django_db
def test_the_link_signs_in_and_confirms_the_address(now: datetime, mailbox: PostOffice) -> None:
    account = an_account(now)
    token = mailed_token(mailbox, now, next_path="/staff/")
    later = now + 5 * MINUTE
    assert sign_in(token=token, now=later) == SignedIn(account.pk, Purpose.SIGN_IN, "/staff/", None)
    account.refresh_from_db()
    assert account.confirmed_at == later


@pytest.mark.django_db
def test_it_works_once(now: datetime, mailbox: PostOffice) -> None:
    an_account(now)
    token = mailed_token(mailbox, now)
    assert sign_in(token=token, now=now) is not None
    assert sign_in(token=token, now=now) is None
    assert link_page(token, now) is None


@pytest.mark.django_db
def test_looking_uses_nothing_up(now: datetime, mailbox: PostOffice) -> None:
    an_account(now)
    token = mailed_token(mailbox, now)
    for _ in range(20):
        page = link_page(token, now)
        assert page is not None
        assert (page.email, page.purpose, page.petition_id) == (EMAIL, Purpose.SIGN_IN, None)
    assert sign_in(token=token, now=now) is not None


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "works"), [(0, True), (59, True), (60, False), (61, False)])
def test_it_lives_an_hour_from_its_sending(now: datetime, mailbox: PostOffice, minutes: int, works: bool) -> None:
    an_account(now)
    ask(now)
    sent = now + timedelta(hours=3)
    assert deliver_at(sent) == 1
    token = token_in(mailbox.last(EMAIL).link)
    moment = sent + minutes * MINUTE
    assert (link_page(token, moment) is not None) is works
    assert (sign_in(token=token, now=moment) is not None) is works


@pytest.mark.django_db
def test_a_wrong_token_is_none(now: datetime, mailbox: PostOffice) -> None:
    an_account(now)
    token = mailed_token(mailbox, now)
    for wrong in ("", "x", token[:-1], token + "A", token[::-1]):
        assert sign_in(token=wrong, now=now) is None
        assert link_page(wrong, now) is None


@pytest.mark.django_db
def test_a_shut_account_is_not_let_in(now: datetime, mailbox: PostOffice) -> None:
    account = an_account(now)
    token = mailed_token(mailbox, now)
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert sign_in(token=token, now=now) is None
    ask(now + MINUTE)
    assert deliver_at(now + MINUTE) == 0


@pytest.mark.django_db
def test_an_older_letter_in_the_mailbox_still_works(now: datetime, mailbox: PostOffice) -> None:
    account = an_account(now)
    first = mailed_token(mailbox, now)
    second = mailed_token(mailbox, now + MINUTE)
    assert first != second
    for token in (second, first):
        signed_in = sign_in(token=token, now=now + 2 * MINUTE)
        assert signed_in is not None
        assert signed_in.account_id == account.pk


@pytest.mark.django_db
def test_handing_in_makes_the_account(now: datetime, mailbox: PostOffice) -> None:
    token = mailed_token(mailbox, now, purpose=Purpose.SUBMIT, petition_id=17, language="tr")
    assert account_by_email(EMAIL) is None
    signed_in = sign_in(token=token, now=now)
    account = account_by_email(EMAIL)
    assert account is not None
    assert signed_in == SignedIn(account.pk, Purpose.SUBMIT, "", 17)
    assert (account.confirmed_at, account.language) == (now, "tr")


@pytest.mark.django_db
def test_signing_in_makes_no_account(now: datetime, mailbox: PostOffice) -> None:
    """Even with the right token: the letter to a stranger holds none, and here it is derived by hand."""
    from undersigned.accounts.fields import sign_in_key
    from undersigned.accounts.rules import token_of

    ask(now)
    token = token_of(SignInLetter.objects.get().pk, key=sign_in_key())
    assert sign_in(token=token, now=now) is None
    assert Account.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_twelve_clicks_at_once_sign_in_one(now: datetime, mailbox: PostOffice) -> None:
    an_account(now)
    token = mailed_token(mailbox, now)
    start, outcomes = threading.Barrier(12), []

    def click() -> None:
        start.wait()
        try:
            outcomes.append(sign_in(token=token, now=now))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 12
    assert sum(outcome is not None for outcome in outcomes) == 1
