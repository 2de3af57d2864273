"""How a person of the staff gets past the door in tests: a real authenticator app, played by the test."""

from datetime import UTC, datetime

from django.test import Client

from undersigned.accounts.actions.add_totp import add_totp
from undersigned.accounts.models import Account, Authenticator
from undersigned.accounts.queries import offered_secret, opened_secret, secret_of
from undersigned.accounts.rules import Factor
from undersigned.accounts.totp import code_at, step_of

STEP_BEFORE = 1


def make_app(account: Account, now: datetime) -> bytes:
    """The secret of an app that the person set up; its code of this very moment is not used up."""
    offered = offered_secret(account.pk)
    secret = opened_secret(account.pk, offered)
    code = code_at(secret, step_of(now) - STEP_BEFORE)
    add_totp(account_id=account.pk, session_id=None, offered=offered, code=code, name="Test phone", now=now)
    return secret


def show_code(client: Client, account: Account) -> None:
    """The browser, signed in, has shown the second factor: of an app of its own, so that no code is used twice."""
    now = datetime.now(UTC)
    Authenticator.objects.filter(account=account, kind=Factor.TOTP).delete()
    secret = make_app(account, now)
    page = client.get("/staff/factor/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    form = {"csrfmiddlewaretoken": token, "code": code_at(secret, step_of(now))}
    answer = client.post("/staff/factor/", form)
    assert answer.status_code == 302, answer.status_code


def app_secret(account: Account) -> bytes:
    """The secret of the person's first app."""
    return secret_of(Authenticator.objects.filter(account=account, kind=Factor.TOTP).order_by("pk")[0])
