"""Whoever was taken out may object by the link of their letter."""

import re
from datetime import datetime

import pytest

from tests.cast import OSCAR, WEI
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, make_staff, states_of
from undersigned.accounts.models import Account, AuditEntry
from undersigned.accounts.rules import NotAllowed
from undersigned.integrity.actions.decide_objection import decide_objection
from undersigned.integrity.actions.object_to_removal import object_to_removal
from undersigned.integrity.actions.read_objections import read_objections
from undersigned.integrity.models import Objection
from undersigned.integrity.queries import removal_of
from undersigned.integrity.rules.campaigns import NotNow, Outcome, WordsRefused
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.mine import taken_out
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db
WORDS = "I am a person, and I have signed by my own hand."


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


@pytest.fixture
def nora(house: object, now: datetime) -> Account:
    return make_staff(now=now, role="integrity")


@pytest.fixture
def token(petition: Petition, mailbox: PostOffice, now: datetime) -> str:
    """The link of the letter that told OSCAR."""
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    remove(signature_ids=list(Signature.objects.values_list("pk", flat=True)), reason="bot", by="account 1", now=now)
    deliver_all(now=now)
    found = re.search(r"^http://testserver/en/objection/(\S+)$", mailbox.last(OSCAR.email).text, re.MULTILINE)
    assert found is not None
    return found[1]


def test_an_objection_that_is_accepted(petition: Petition, nora: Account, token: str, now: datetime) -> None:
    page = removal_of(token)
    assert page is not None
    assert (page.is_removed, page.reason, page.words) == (True, "bot", "")
    assert object_to_removal(token=token, words="First words.", now=now)
    assert object_to_removal(token=token, words=WORDS, now=now)
    assert WORDS.encode() not in bytes(Objection.objects.get().words)
    [read] = read_objections(by=nora, now=now)
    assert (read.words, read.slug, read.reason) == (WORDS, petition.slug, "bot")
    assert AuditEntry.objects.filter(verb="objection.read").count() == 1
    decide_objection(objection=read.id, outcome=Outcome.ACCEPTED, answer="Sorry.", by=nora, now=now)
    assert states_of(petition, OSCAR) == ["confirmed"]
    page = removal_of(token)
    assert page is not None
    assert (page.is_removed, page.outcome, page.answer) == (False, "accepted", "Sorry.")
    assert not object_to_removal(token=token, words=WORDS, now=now)
    assert read_objections(by=nora, now=now) == []


def test_an_objection_that_is_declined_stays_as_it_was(
    petition: Petition, nora: Account, token: str, now: datetime
) -> None:
    object_to_removal(token=token, words=WORDS, now=now)
    [read] = read_objections(by=nora, now=now)
    decide_objection(objection=read.id, outcome=Outcome.DECLINED, answer="It was one script.", by=nora, now=now)
    object_to_removal(token=token, words="Other words.", now=now)
    page = removal_of(token)
    assert page is not None
    assert (page.words, page.outcome, page.answer) == (WORDS, "declined", "It was one script.")
    assert states_of(petition, OSCAR) == ["removed"]
    with pytest.raises(NotNow):
        decide_objection(objection=read.id, outcome=Outcome.ACCEPTED, answer="Or not.", by=nora, now=now)


def test_wrong_links_lead_nowhere(petition: Petition, token: str, mailbox: PostOffice, now: datetime) -> None:
    for wrong in ("", "no-such-letter", token[:-2] + "xx"):
        assert removal_of(wrong) is None
        assert not object_to_removal(token=wrong, words=WORDS, now=now)
    with pytest.raises(WordsRefused):
        object_to_removal(token=token, words="x" * 2001, now=now)
    make_confirmed(petition, WEI, mailbox=mailbox, now=now)
    assert not Objection.objects.exists()


def test_only_some_read_and_decide(nora: Account, token: str, now: datetime) -> None:
    object_to_removal(token=token, words=WORDS, now=now)
    Account.objects.filter(pk=nora.pk).update(role="moderator")
    with pytest.raises(NotAllowed):
        read_objections(by=nora, now=now)
    with pytest.raises(NotAllowed):
        decide_objection(objection=1, outcome=Outcome.ACCEPTED, answer="Sorry.", by=nora, now=now)


def test_whoever_takes_out_their_data_gets_their_objection(nora: Account, token: str, now: datetime) -> None:
    row = Signature.objects.get()
    data = taken_out(OSCAR.email, row.pk)
    assert data is not None
    assert (data["objection"], data["removal_campaigns"]) == (None, [])
    object_to_removal(token=token, words=WORDS, now=now)
    [read] = read_objections(by=nora, now=now)
    decide_objection(objection=read.id, outcome=Outcome.DECLINED, answer="We looked, and it stays.", by=nora, now=now)
    data = taken_out(OSCAR.email, row.pk)
    assert data is not None
    assert data["objection"] == {
        "words": WORDS,
        "sent_at": now.isoformat(),
        "outcome": "declined",
        "answer": "We looked, and it stays.",
        "decided_at": now.isoformat(),
    }


def test_who_is_erased_leaves_no_objection(token: str, now: datetime) -> None:
    object_to_removal(token=token, words=WORDS, now=now)
    erase(signature_id=Signature.objects.get().pk, email=OSCAR.email, now=now)
    assert removal_of(token) is None
    assert not Objection.objects.exists()
