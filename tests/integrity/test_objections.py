"""Whoever was taken out may object by the link of their letter."""

import re
from datetime import datetime, timedelta

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
from undersigned.integrity.rules.campaigns import SEALED, NotNow, Outcome, WordsRefused
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.actions.restore import restore
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
    return told_of_removal(mailbox, "bot", now)


def told_of_removal(mailbox: PostOffice, reason: str, now: datetime) -> str:
    """OSCAR is taken out; the link of the letter that says so."""
    remove(signature_ids=list(Signature.objects.values_list("pk", flat=True)), reason=reason, by="console", now=now)
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


@pytest.mark.parametrize("before", Outcome)
def test_who_is_taken_out_again_may_object_again(
    nora: Account, token: str, mailbox: PostOffice, now: datetime, before: Outcome
) -> None:
    object_to_removal(token=token, words="First words.", now=now)
    [read] = read_objections(by=nora, now=now)
    if before:
        decide_objection(objection=read.id, outcome=before, answer="Our first answer.", by=nora, now=now)
    restore(signature_ids=[Signature.objects.get().pk], by="console", now=now)
    later = now + timedelta(days=1)
    token = told_of_removal(mailbox, "duplicate", later)
    page = removal_of(token)
    assert page is not None
    assert (page.is_removed, page.reason, page.outcome, page.answer) == (True, "duplicate", "", "")
    assert page.words == ("" if before else "First words.")
    assert object_to_removal(token=token, words=WORDS, now=later)
    [read] = read_objections(by=nora, now=later)
    assert (read.words, read.reason) == (WORDS, "duplicate")
    assert read.created_at == (later if before else now)
    decide_objection(objection=read.id, outcome=Outcome.DECLINED, answer="It is the same person.", by=nora, now=later)
    page = removal_of(token)
    assert page is not None
    assert (page.words, page.outcome, page.answer) == (WORDS, "declined", "It is the same person.")
    assert Objection.objects.count() == 1


def test_nothing_is_accepted_that_cannot_be_put_back(
    petition: Petition, nora: Account, token: str, now: datetime
) -> None:
    object_to_removal(token=token, words=WORDS, now=now)
    [read] = read_objections(by=nora, now=now)
    Petition.objects.filter(pk=petition.pk).update(sealed_at=now)
    with pytest.raises(NotNow) as fault:
        decide_objection(objection=read.id, outcome=Outcome.ACCEPTED, answer="Sorry.", by=nora, now=now)
    assert fault.value.stage == SEALED
    page = removal_of(token)
    assert page is not None
    assert (page.is_removed, page.outcome, page.words) == (True, "", WORDS)
    decide_objection(objection=read.id, outcome=Outcome.DECLINED, answer="It is too late.", by=nora, now=now)


def test_what_counts_again_already_may_be_accepted(
    petition: Petition, nora: Account, token: str, now: datetime
) -> None:
    object_to_removal(token=token, words=WORDS, now=now)
    [read] = read_objections(by=nora, now=now)
    restore(signature_ids=[Signature.objects.get().pk], by="console", now=now)
    decide_objection(objection=read.id, outcome=Outcome.ACCEPTED, answer="Sorry.", by=nora, now=now)
    page = removal_of(token)
    assert page is not None
    assert (page.is_removed, page.outcome) == (False, "accepted")


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
