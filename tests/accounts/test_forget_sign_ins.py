"""What sign-ins leave behind goes after a day."""

from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore

from tests.accounts.asking import an_account, ask
from undersigned.accounts.actions.forget_sign_ins import forget_sign_ins
from undersigned.accounts.actions.sign_in_by_password import sign_in_by_password
from undersigned.accounts.models import Account, PasswordTries, SignInLetter

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.mark.django_db
def test_letters_and_tries_go_after_a_day(now: datetime) -> None:
    an_account(now)
    ask(now)
    sign_in_by_password(email="mehtap@kavak.example", password="wrong", now=now)
    assert forget_sign_ins(now=now + DAY) == 0
    assert forget_sign_ins(now=now + DAY + SECOND) == 2
    assert not SignInLetter.objects.exists()
    assert not PasswordTries.objects.exists()
    assert Account.objects.count() == 1
    assert forget_sign_ins(now=now + DAY + SECOND) == 0


@pytest.mark.django_db
def test_ended_sessions_go_and_living_ones_stay(now: datetime) -> None:
    ended, living = SessionStore(), SessionStore()
    for session, ends in ((ended, now - SECOND), (living, now + DAY)):
        session.set_expiry(ends)
        session["who"] = "somebody"
        session.save()
    forget_sign_ins(now=now)
    assert not SessionStore().exists(str(ended.session_key))
    assert SessionStore().exists(str(living.session_key))
