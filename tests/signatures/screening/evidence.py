"""Hands for the tests of screening: evidence for a rule, people of a crowd, and what became of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.cast import OSCAR, Person
from tests.signatures.signing import form_of, wish
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import read_handle
from undersigned.signatures.rules.outcomes import Signed
from undersigned.signatures.rules.requests import SigningRequest
from undersigned.signatures.screening.evidence import Evidence

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
SCHOOL = "192.0.2.77"


def request(**changes: Any) -> SigningRequest:
    """A form that nobody doubts; changes are of the request."""
    form = form_of({"name": "Ida", "email": "ida@brambleworth.example", "country": "GB", "version": "1-en"})
    assert form.request is not None
    return replace(form.request, **changes)


def evidence(**changes: Any) -> Evidence:
    """Evidence against which no rule says anything; changes are of the evidence, `request_...` of the request."""
    typed = {name.removeprefix("request_"): changes.pop(name) for name in list(changes) if name.startswith("request_")}
    plain: dict[str, Any] = {"request": request(**typed), "now": NOON, "domain": "brambleworth.example"}
    return Evidence(**(plain | changes))


def pupil(number: int, domain: str = "") -> Person:
    """One of a crowd; without a domain each has a mail domain of their own."""
    return Person(f"Pupil {number}", f"pupil{number}@{domain or f'home{number}.example'}")


def crowd(
    petition: Petition, people: Iterable[Person], *, now: datetime, network: str = "", **changes: Any
) -> list[Signature]:
    """They have all signed, one after the other in one batch; their rows as they stand afterwards."""
    requests = [replace(wish(petition, person), network=network, **changes) for person in people]
    return rows_of(sign(requests, now=now))


def one(petition: Petition, person: Person = OSCAR, *, now: datetime, network: str = "", **changes: Any) -> Signature:
    """This person has signed, by a form with these changes."""
    [row] = crowd(petition, [person], now=now, network=network, **changes)
    return row


def rows_of(outcomes: Iterable[object]) -> list[Signature]:
    """The rows behind these answers."""
    found = []
    for outcome in outcomes:
        assert isinstance(outcome, Signed), outcome
        row = read_handle(outcome.handle)
        assert row is not None
        found.append(Signature.objects.select_related("petition").get(pk=row))
    return found
