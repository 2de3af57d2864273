"""Forms as browsers send them to the public pages."""

import re
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.cast import Person
from tests.post_office import PostOffice
from tests.signing import FORM, deliver_all, signing_form
from undersigned.petitions.models import Petition

HANDLE = re.compile(r'name="handle" value="([^"]*)"')


def post(client: Client, path: str, form: dict[str, str] | bytes, **headers: str) -> Any:
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    return client.post(path, body, content_type=FORM, headers=headers)


def sign(client: Client, petition: Petition, person: Person, language: str = "en", **changes: str) -> Any:
    """The answer to this person's form."""
    return post(client, f"/{language}/petitions/{petition.slug}/sign", signing_form(petition, person, **changes))


def handle_in(answer: Any) -> str:
    found = HANDLE.search(answer.content.decode())
    assert found is not None
    return found[1]


def path_of_letter(mailbox: PostOffice, person: Person, now: Any) -> str:
    """The path of the link in the person's newest letter."""
    deliver_all(now=now)
    return mailbox.last(person.email).link.removeprefix("http://testserver")
