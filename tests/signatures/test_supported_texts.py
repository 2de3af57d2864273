"""Texts under supporters' names: who may change them, when, and what becomes of the names."""

from datetime import datetime
from typing import Any

import pytest

from tests.cast import IDA, OSCAR, SUHARSA, VICTOR
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff, states_of
from tests.supporting import (
    ask,
    choose,
    confirmed,
    events,
    fresh,
    make_asked,
    make_gathering,
    moderated,
    work,
)
from undersigned.moderation.actions.ask_correction import ask_correction
from undersigned.moderation.actions.edit import edit
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.rules import SupportersSigned
from undersigned.petitions.actions.resubmit import resubmit
from undersigned.petitions.actions.rewrite import rewrite
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.models import Petition, TextVersion
from undersigned.petitions.queries.findings import findings as petition_findings
from undersigned.petitions.queries.supporting import gathering_of
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.states import AlreadySigned
from undersigned.petitions.rules.supporters import GATHERS_FOR
from undersigned.petitions.rules.texts import hash_of
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.letter_pages import letter_of
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import has_signatures
from undersigned.signatures.rules.outcomes import Signed, Standing, VersionStale

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asking(house: object, settings: Any) -> None:
    choose(settings)


@pytest.fixture
def petition(now: datetime) -> Petition:
    return make_gathering(now)


def test_before_anybody_has_signed_the_text_may_change_and_a_stale_form_is_not_taken(
    petition: Petition, now: datetime
) -> None:
    read = gathering_of(petition.pk)
    assert read is not None
    rewrite(petition_id=petition.pk, title="A later train", story="At 23:40.", has_signatures=False, now=now)
    assert isinstance(ask(petition, OSCAR, now=now, text_hash=read.text_hash), VersionStale)
    assert not has_signatures(petition.pk)
    assert isinstance(ask(petition, OSCAR, now=now), Signed)
    assert petition_findings() == []


def test_under_a_supporters_name_the_text_stays(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    make_asked(petition, OSCAR, mailbox=mailbox, now=now)
    assert has_signatures(petition.pk)
    with pytest.raises(AlreadySigned):
        rewrite(petition_id=petition.pk, title="Else", story="Else.", has_signatures=True, now=now)


def test_a_moderator_does_not_change_what_supporters_signed(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    held = moderated(petition, mailbox, now)
    typed = {"title": "Another", "story": "Another.", "words": "Spelling.", "revision": held.revision}
    with pytest.raises(SupportersSigned):
        edit(petition_id=held.pk, **typed, by=make_staff(now=now), now=now)  # type: ignore[arg-type]
    version = TextVersion.objects.get(petition=held)
    assert version.text_hash == gathering_of(held.pk).text_hash  # type: ignore[union-attr]


def corrected(petition: Petition, mailbox: PostOffice, now: datetime, change: DraftChange) -> Petition:
    """Asked back, changed so, handed in again; jobs have run."""
    held = moderated(petition, mailbox, now)
    ask_correction(petition_id=held.pk, words="When?", code="unclear", by=make_staff(now=now), now=now)
    save_draft(petition_id=held.pk, change=change, now=now)
    starter = fresh(held).starter
    assert starter is not None
    later = now + GATHERS_FOR / 90
    resubmit(petition_id=held.pk, account=starter, now=later)
    work(later)
    return fresh(held)


def test_a_correction_asks_the_supporters_again_and_counts_who_agrees(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    again = corrected(petition, mailbox, now, DraftChange(story="A train at 23:20, every day."))
    later = now + GATHERS_FOR / 90
    assert (again.state, confirmed(again)) == ("gathering", 0)
    assert states_of(again, OSCAR) == ["pending"]
    deliver_all(now=later)
    letter = mailbox.last(OSCAR.email)
    assert "was corrected" in letter.subject
    page = letter_of(letter.text.split("/confirm/")[1].split()[0], later)
    assert page is not None
    assert page.is_changed
    for person in (OSCAR, IDA):
        link = mailbox.last(person.email).text.split("/confirm/")[1].split()[0]
        assert confirm(token=link, now=later) is not None
    work(later)
    assert fresh(again).state == "held"
    publish(petition_id=again.pk, by=make_staff(now=now, person=VICTOR), now=later)
    work(later)
    assert events(again) == ["open", "sign", "sign"]
    assert petition_findings() == []


def test_another_promise_is_asked_again_as_well(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    again = corrected(petition, mailbox, now, DraftChange(handover="names"))
    assert (again.state, states_of(again, OSCAR)) == ("gathering", ["pending"])
    assert "handover 5\nnames\n" in again.rules_text
    assert "names" in Signature.objects.filter(petition=again)[0].consent


def test_handed_in_again_unchanged_it_keeps_its_supporters(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    again = corrected(petition, mailbox, now, DraftChange(place="Brambleworth"))
    assert (again.state, confirmed(again), states_of(again, OSCAR)) == ("held", 2, ["supporting"])
    assert hash_of(again.rules_text) == gathering_of(again.pk).rules_hash  # type: ignore[union-attr]


def test_while_it_is_corrected_nothing_is_confirmed(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    late = make_asked(petition, SUHARSA, mailbox=mailbox, now=now)
    held = moderated(petition, mailbox, now)
    ask_correction(petition_id=held.pk, words="When?", code="unclear", by=make_staff(now=now), now=now)
    page = letter_of(late, now)
    assert page is not None
    assert page.standing is Standing.LATER
    assert confirm(token=late, now=now) is None
    assert states_of(held, SUHARSA) == ["pending"]
