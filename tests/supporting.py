"""Petitions that look for supporters, and people who support them, by the same actions that visitors cause."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.cast import IDA, MEHTAP, OSCAR, Person
from tests.makers import make_draft
from tests.post_office import PostOffice
from tests.signing import FORM, deliver_all, make_request, token_in
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.jobs.actions.run_due import run_due
from undersigned.ledger.models import Event
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.supporting import gathering_of, support_token
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.support import support
from undersigned.signatures.rules.outcomes import Confirmed, NotSigned, Signed
from undersigned.signatures.supporters import supporters_of

READ_BEFORE = "supported_moderated"


def choose(settings: Any, publication: str = READ_BEFORE, supporters: int = 2) -> None:
    """The site asks for supporters."""
    chosen = {"publication": publication, "supporters": supporters}
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update=chosen)


def make_gathering(now: datetime, *, title: str = "A night train to Kavakdere", person: Person = MEHTAP) -> Petition:
    """A petition that this person handed in and confirmed; it looks for supporters."""
    account = ensure_account(email=person.email, language="en", name=person.name, now=now)
    draft = make_draft(now, title=title)
    return submit(petition_id=draft.pk, account=account, publication=READ_BEFORE, now=now)


def ask(petition: Petition, person: Person, *, now: datetime, text_hash: str = "", **more: str) -> Signed | NotSigned:
    """This person sends the form under the secret link."""
    gathering = gathering_of(petition.pk)
    assert gathering is not None
    read = text_hash or gathering.text_hash
    return support(make_request(petition, person, **more), petition_id=petition.pk, text_hash=read, now=now)


def make_asked(petition: Petition, person: Person, *, mailbox: PostOffice, now: datetime, **more: str) -> str:
    """The token of the letter that this person got after signing."""
    outcome = ask(petition, person, now=now, **more)
    assert isinstance(outcome, Signed), outcome
    deliver_all(now=now)
    return token_in(mailbox.last(person.email))


def make_supporter(petition: Petition, person: Person, *, mailbox: PostOffice, now: datetime) -> Confirmed:
    """This person has signed and confirmed; what follows waits as a job."""
    confirmed = confirm(token=make_asked(petition, person, mailbox=mailbox, now=now), now=now)
    assert confirmed is not None
    return confirmed


def work(now: datetime) -> None:
    """Every job that is due has run."""
    run_due(clock=lambda: now)


def fresh(petition: Petition) -> Petition:
    return Petition.objects.get(pk=petition.pk)


def events(petition: Petition) -> list[str]:
    """What the log will say of it, in order."""
    return list(Event.objects.filter(pid=petition.pid).order_by("pk").values_list("type", flat=True))


def confirmed(petition: Petition) -> int:
    """How many support it."""
    found = supporters_of(petition)
    assert found is not None
    return found.confirmed


def complete(petition: Petition, mailbox: PostOffice, now: datetime) -> Petition:
    """With its two supporters; what follows waits as a job."""
    for person in (OSCAR, IDA):
        make_supporter(petition, person, mailbox=mailbox, now=now)
    return fresh(petition)


def moderated(petition: Petition, mailbox: PostOffice, now: datetime) -> Petition:
    """With its two supporters, waiting for a moderator."""
    complete(petition, mailbox, now)
    work(now)
    held = fresh(petition)
    assert held.state == "held"
    return held


def link(petition: Petition, language: str = "en") -> str:
    """The secret link."""
    return f"/{language}/support/{support_token(petition)}"


def post(petition: Petition, typed: dict[str, str]) -> Any:
    """The answer to the form under the secret link, filled in like this."""
    return Client().post(link(petition), urlencode(typed), content_type=FORM)
