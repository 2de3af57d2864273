"""How the tests of this room ask for letters and have them delivered."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.actions.send_sign_in import send_sign_in
from undersigned.accounts.models import Account
from undersigned.mail.actions.deliver import deliver

EMAIL = "mehtap@kavak.example"


def at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands."""
    return lambda: moment


def an_account(now: datetime, email: str = EMAIL, language: str = "tr") -> Account:
    return ensure_account(email=email, language=language, now=now)


def ask(now: datetime, email: str = EMAIL, language: str = "en", **more: Any) -> None:
    send_sign_in(email=email, language=language, now=now, **more)


def deliver_at(now: datetime) -> int:
    return deliver(clock=at(now))


def token_in(link: str) -> str:
    """The token of a mailed link."""
    return link.rstrip("/").rpartition("/")[2]
