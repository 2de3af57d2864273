"""Signatures, staff and public counts by the same actions that visitors cause; petitions come from `tests.makers`.

Everything needs a database and, for letters, the fixture `mailbox`. Time is the test's: pass `now`.
"""

from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

from tests.cast import NORA, Person
from tests.post_office import PostOffice, Received
from undersigned.accounts.actions.create_staff import create_staff
from undersigned.accounts.models import Account
from undersigned.keys.petition_keys import petition_keys
from undersigned.ledger.actions.free_lease import free_lease
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.publish import publish as publish_round
from undersigned.ledger.actions.take_lease import take_lease
from undersigned.ledger.actions.write_files import write_files
from undersigned.ledger.queries import log_state
from undersigned.ledger.rules import SHOW_AFTER
from undersigned.mail.actions.deliver import deliver
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.mark_counted import mark_counted
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.outcomes import Signed
from undersigned.signatures.rules.persons import fingerprint
from undersigned.signatures.rules.requests import SigningRequest, parse_signing

FORM = "application/x-www-form-urlencoded"
# How long a test may wait for the publication before to be shown: more than this is a fault.
PUBLISH_WITHIN = 10 * SHOW_AFTER


def make_staff(
    *, now: datetime, person: Person = NORA, role: str = "moderator", password: str | None = None
) -> Account:
    """Somebody of the staff."""
    return create_staff(email=person.email, role=role, password=password, now=now)


def signing_form(petition: Petition, person: Person, **changes: str) -> dict[str, str]:
    """What a browser would send for this person; `changes` replace fields or add some."""
    version = f"{petition.version}-{petition.language}"
    form = {"name": person.name, "email": person.email, "country": person.country, "version": version}
    return {**form, **({"place": person.place} if person.place else {}), **changes}


def make_request(petition: Petition, person: Person, **changes: str) -> SigningRequest:
    """The wish to sign, through the same parser as the page's."""
    body = urlencode(signing_form(petition, person, **changes)).encode()
    form = parse_signing(body, FORM, slug=petition.slug, language=person.language)
    assert form.request is not None, form.errors
    return form.request


def make_signed(petition: Petition, person: Person, *, now: datetime, **changes: str) -> Signed:
    """Somebody has signed; their letter is due."""
    (outcome,) = sign([make_request(petition, person, **changes)], now=now)
    assert isinstance(outcome, Signed), outcome
    return outcome


def deliver_all(*, now: datetime) -> int:
    """Every letter that is due has left; how many."""
    return deliver(clock=lambda: now)


def token_in(letter: Received) -> str:
    """The token of the letter's link."""
    return urlsplit(letter.link).path.rstrip("/").rpartition("/")[2]


def make_confirmed(petition: Petition, person: Person, *, mailbox: PostOffice, now: datetime, **changes: str) -> int:
    """Somebody has signed, got the letter and confirmed by its link; which place of the address it became."""
    make_signed(petition, person, now=now, **changes)
    deliver_all(now=now)
    confirmed = confirm(token=token_in(mailbox.last(person.email)), now=now)
    assert confirmed is not None
    return confirmed.slot


def publish_all(*, now: datetime) -> datetime:
    """Everything that waited stands in the log and is counted; the moment from which on pages show it."""
    open_log(now=now)
    epoch = take_lease(holder="tests", now=now)
    assert epoch is not None, "another publisher holds the lease"
    while issue_round(now=now, epoch=epoch):
        pass
    state = log_state()
    assert state is not None
    write_files(size=state.size)
    until = now + PUBLISH_WITHIN
    while _published_size() < state.size:
        assert now < until, "the publication before is never shown"
        if publish_round(now=now, epoch=epoch) is None:
            now += timedelta(seconds=1)
    mark_counted(now=now)
    free_lease(epoch=epoch)
    return now + SHOW_AFTER


def states_of(petition: Petition, person: Person) -> list[str]:
    """States of the signatures of this person's address under the petition, by place."""
    wish = make_request(petition, person)
    of_address = fingerprint(petition_keys(petition.pid).fingerprint, wish.canonical)
    rows = Signature.objects.filter(petition=petition, fingerprint=of_address).order_by("slot")
    return [row.state for row in rows]


def _published_size() -> int:
    state = log_state()
    return 0 if state is None else state.published_size
