"""Passwords: nobody needs one, guessing is slow, and the mailed link never waits for it."""

import threading
import time
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password
from django.db import connections
from pytest_django.fixtures import Settings

from tests.accounts.asking import EMAIL, an_account, ask, deliver_at, token_in
from tests.post_office import PostOffice
from undersigned.accounts.actions.set_password import set_password
from undersigned.accounts.actions.sign_in import sign_in
from undersigned.accounts.actions.sign_in_by_password import sign_in_by_password
from undersigned.accounts.models import Account, PasswordTries
from undersigned.accounts.queries import has_password
from undersigned.accounts.rules import TRIES_AT_FULL_SPEED, PasswordRefused
from undersigned.config import settings as site

GOOD = "seven brown hens in a row"


def try_password(now: datetime, password: str = GOOD, email: str = EMAIL) -> Account | None:
    return sign_in_by_password(email=email, password=password, now=now)


@pytest.fixture
def account(db: None, now: datetime) -> Account:
    return set_password(account_id=an_account(now).pk, password=GOOD)


def test_the_right_password_lets_in(account: Account, now: datetime) -> None:
    assert has_password(account)
    assert try_password(now) == account
    assert try_password(now, email="Mehtap@KAVAK.example") == account


@pytest.mark.parametrize("wrong", ["", "seven brown hens", GOOD.upper(), GOOD + " ", "x" * 100_000])
def test_a_wrong_one_does_not(account: Account, now: datetime, wrong: str) -> None:
    assert try_password(now, wrong) is None


def test_nobody_enters_an_account_without_a_password(db: None, now: datetime) -> None:
    account = an_account(now)
    for guess in ("", "!", account.password, account.password[1:]):
        assert try_password(now, guess) is None


def test_a_shut_account_is_not_entered(account: Account, now: datetime) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert try_password(now) is None


def test_guessing_is_slowed_and_then_goes_on(account: Account, now: datetime) -> None:
    for _ in range(TRIES_AT_FULL_SPEED):
        assert try_password(now, "wrong") is None
    # Even the right one is not looked at until the wait is over.
    assert try_password(now) is None
    assert try_password(now + timedelta(seconds=29)) is None
    assert try_password(now + timedelta(seconds=30)) == account
    assert not PasswordTries.objects.exists()


def test_slowing_one_address_slows_no_other(account: Account, now: datetime) -> None:
    other = set_password(account_id=an_account(now, email="oscar@brambleworth.example").pk, password=GOOD)
    for _ in range(TRIES_AT_FULL_SPEED + 1):
        try_password(now, "wrong")
    assert try_password(now, email="oscar@brambleworth.example") == other


def test_unknown_addresses_are_slowed_alike(db: None, now: datetime) -> None:
    for _ in range(20):
        try_password(now, "wrong", email="nobody@kavak.example")
    tries = PasswordTries.objects.get()
    assert tries.wrong == TRIES_AT_FULL_SPEED
    assert tries.wait_until == now + timedelta(seconds=30)


def test_the_mailed_link_never_waits(account: Account, now: datetime, mailbox: PostOffice) -> None:
    for _ in range(20):
        try_password(now, "wrong")
    ask(now)
    assert deliver_at(now) == 1
    assert sign_in(token=token_in(mailbox.last(EMAIL).link), now=now) is not None


@pytest.mark.django_db(transaction=True)
def test_a_hundred_guesses_at_once_are_no_way_round(now: datetime) -> None:
    set_password(account_id=an_account(now).pk, password=GOOD)
    start = threading.Barrier(20)

    def guess() -> None:
        start.wait()
        try:
            for _ in range(5):
                try_password(now, "wrong")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert PasswordTries.objects.get().wrong == TRIES_AT_FULL_SPEED


def test_an_unknown_address_costs_as_much_as_a_known_one(db: None, now: datetime, settings: Settings) -> None:
    """With the site's own hasher: a password is hashed for an address without an account, too."""
    settings.PASSWORD_HASHERS = site.PASSWORD_HASHERS
    known = set_password(account_id=an_account(now).pk, password=GOOD)
    assert identify_hasher(known.password).algorithm == "argon2"
    an_account(now, email="oscar@brambleworth.example")

    def cost(email: str) -> float:
        tries = []
        for _ in range(3):
            begun = time.process_time()
            assert try_password(now, "wrong", email=email) is None
            tries.append(time.process_time() - begun)
        return min(tries)

    wrong = cost(EMAIL)
    for email in ("nobody@kavak.example", "oscar@brambleworth.example"):
        assert cost(email) > wrong / 3


@pytest.mark.parametrize("weak", ["", "short", "password123", "x" * 1001])
def test_a_weak_password_is_refused_with_a_sentence(account: Account, weak: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        set_password(account_id=account.pk, password=weak)
    assert refused.value.faults
    account.refresh_from_db()
    assert account.check_password(GOOD)


def test_the_sites_own_hasher_is_argon2() -> None:
    assert site.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    assert identify_hasher(make_password(GOOD, hasher="argon2")).algorithm == "argon2"
