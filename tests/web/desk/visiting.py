"""A browser that signs in, for the tests of desk and staff."""

import re
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from tests.cast import MEHTAP, Person
from tests.makers import make_draft
from tests.post_office import PostOffice
from tests.signing import deliver_all
from tests.staff_pass import show_code
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.actions.send_sign_in import send_sign_in
from undersigned.accounts.queries import account_by_email
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.models import Petition

CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def moment() -> datetime:
    return datetime.now(UTC)


def browser() -> Client:
    """A browser that is held to CSRF as every real one is."""
    return Client(enforce_csrf_checks=True)


def press(client: Client, path: str, data: dict[str, str] | None = None, at: str | None = None, **more: Any) -> Any:
    """Opens the page at `path` and sends a form from it, to `at` where the form goes elsewhere."""
    page = client.get(path).content.decode()
    found = CSRF.search(page)
    assert found is not None, f"no form at {path}"
    return client.post(at or path, {**(data or {}), "csrfmiddlewaretoken": found[1]}, **more)


def link_for(person: Person, mailbox: PostOffice, *, language: str = "en", **more: Any) -> str:
    """The path of a fresh sign-in link out of this person's mailbox."""
    send_sign_in(email=person.email, language=language, now=moment(), **more)
    assert deliver_all(now=moment()) >= 1
    return mailbox.last(person.email).link.removeprefix("http://testserver")


def sign_in(person: Person, mailbox: PostOffice, *, language: str = "en") -> Client:
    """A browser in which this person, who has an account, is signed in by a mailed link; staff by a code as well."""
    client = browser()
    answer = press(client, link_for(person, mailbox, language=language))
    assert answer.status_code == 302
    account = account_by_email(person.email)
    if account is not None and account.role:
        show_code(client, account)
    return client


def starter(person: Person = MEHTAP) -> int:
    return ensure_account(email=person.email, language=person.language, name=person.name, now=moment()).pk


def petition_of(
    person: Person = MEHTAP, *, publication: str = "immediate", title: str = "A night train to Kavakdere"
) -> Petition:
    """A petition that this person handed in, public or held."""
    account = ensure_account(email=person.email, language=person.language, name=person.name, now=moment())
    draft = make_draft(moment(), title=title)
    return submit(petition_id=draft.pk, account=account, publication=publication, now=moment())
