"""Hands for the tests of this room: wishes to sign, and what a mailbox holds."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.cast import OSCAR, Person
from tests.post_office import PostOffice, Received
from undersigned.mail.actions.deliver import deliver
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.rules.outcomes import Signed
from undersigned.signatures.rules.requests import SigningForm, SigningRequest, parse_signing

FORM = "application/x-www-form-urlencoded"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def form_of(values: Mapping[str, str], slug: str = "a-petition", language: str = "en") -> SigningForm:
    """The form with these values as a browser sends it."""
    return parse_signing(urlencode(values).encode(), FORM, slug=slug, language=language)


def wish(petition: Petition, person: Person = OSCAR, **changes: Any) -> SigningRequest:
    """This person's form, read by the parser; changes are values of the request."""
    values = {"name": person.name, "email": person.email, "country": person.country, "place": person.place}
    values |= {"version": f"{petition.version}-{petition.language}"}
    form = form_of(values | changes, petition.slug, person.language)
    assert form.request is not None, form.errors
    return form.request


def signed(petition: Petition, person: Person = OSCAR, *, now: datetime, **changes: Any) -> Signed:
    """The answer to this person's signing."""
    [outcome] = sign([wish(petition, person, **changes)], now=now)
    assert isinstance(outcome, Signed), outcome
    return outcome


def under_name(person: Person, name: str) -> Person:
    """Somebody else at the same address."""
    return replace(person, name=name)


def post(now: datetime) -> int:
    """What is due at this moment leaves."""
    return deliver(clock=lambda: now)


def token(letter: Received) -> str:
    """The token in the letter's link."""
    return letter.link.rstrip("/").rsplit("/", 1)[1]


def letter_after(office: PostOffice, person: Person, now: datetime) -> Received:
    """The newest letter to this person when all that is due has left."""
    post(now)
    return office.last(person.email)
