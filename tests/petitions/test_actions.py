"""Each verb against the database: what is true afterwards, what is refused, what happens when it is called again."""

import base64
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from tests.cast import MEHTAP, OSCAR
from tests.makers import make_draft, make_held, make_photo, make_published
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.models import AuditEntry
from undersigned.jobs.models import Job
from undersigned.keys.petition_keys import petition_keys
from undersigned.ledger.models import Event
from undersigned.petitions.actions.amend import amend
from undersigned.petitions.actions.begin_draft import begin_draft
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.end_grace import end_grace
from undersigned.petitions.actions.forget_drafts import forget_drafts
from undersigned.petitions.actions.mark_sensitive import mark_sensitive
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.refuse import refuse
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Addressee, Petition, PhotoFile, TextVersion, TitleWord, VersionText
from undersigned.petitions.queries.findings import findings
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.drafts import AddresseeChoice, DraftChange, SourceEntry
from undersigned.petitions.rules.states import (
    AlreadySigned,
    PetitionChanged,
    RulesFixed,
    State,
    StepRefused,
    TextIncomplete,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mehtap(now):
    return ensure_account(email=MEHTAP.email, now=now)


def events(petition):
    return [(event.type, event.fields) for event in Event.objects.filter(pid=petition.pid).order_by("id")]


def test_a_petition_becomes_sensitive_once_and_for_all(now):
    petition = make_published(now)
    assert mark_sensitive(petition_id=petition.pk, by="console", now=now)
    assert not mark_sensitive(petition_id=petition.pk, by="console", now=now)
    marked = Petition.objects.get(pk=petition.pk)
    assert (marked.is_sensitive, marked.revision) == (True, petition.revision + 1)
    entry = AuditEntry.objects.get(verb="petition.sensitive")
    assert (entry.actor, entry.object) == ("console", f"petition {petition.pid}")


def test_a_draft_is_empty_and_named_by_its_pid(now):
    draft = begin_draft(language="tr", now=now)
    assert (draft.state, draft.slug, len(draft.pid)) == (State.DRAFT, draft.pid, 22)
    assert (original_text(draft).title, original_text(draft).story) == ("", "")


def test_saving_sets_what_is_given_and_leaves_the_rest(now):
    draft = make_draft(now, title="A train")
    save_draft(petition_id=draft.pk, change=DraftChange(goal=500, place="Kavakdere", topics=("a", "b")), now=now)
    saved = save_draft(petition_id=draft.pk, change=DraftChange(language="tr", handover="names"), now=now)
    assert (saved.goal, saved.place, saved.topics, saved.language, saved.handover) == (
        500, "Kavakdere", ["a", "b"], "tr", "names",
    )  # fmt: skip
    assert original_text(saved).title == "A train"
    assert [one.addressee.name for one in saved.asked.all()] == ["Brambleworth Railways"]
    assert save_draft(petition_id=draft.pk, change=DraftChange(goal=0), now=now).goal is None


def test_addressees_are_taken_from_the_directory_and_new_ones_wait_there_to_be_checked(now):
    known = Addressee.objects.create(name="The Mayor", is_checked=True)
    choices = (AddresseeChoice("whatever", id=known.pk), AddresseeChoice("A new one"), AddresseeChoice("The Mayor"))
    draft = begin_draft(language="en", now=now)
    save_draft(petition_id=draft.pk, change=DraftChange(addressees=choices), now=now)
    assert [one.addressee.name for one in draft.asked.all()] == ["The Mayor", "A new one"]
    assert Addressee.objects.get(name="A new one").is_checked is False
    save_draft(petition_id=draft.pk, change=DraftChange(addressees=(AddresseeChoice("A new one"),)), now=now)
    assert [one.addressee.name for one in draft.asked.all()] == ["A new one"]
    assert Addressee.objects.count() == 2


def test_without_an_account_a_draft_waits_for_its_address(now):
    draft = make_draft(now)
    waiting = submit(petition_id=draft.pk, account=None, publication="immediate", now=now)
    assert (waiting.state, waiting.slug) == (State.UNCONFIRMED, "a-night-train-to-kavakdere")
    again = submit(petition_id=draft.pk, account=None, publication="immediate", now=now)
    assert again.revision == waiting.revision


@pytest.mark.parametrize(("publication", "state"), [("immediate", State.PUBLISHED), ("moderated", State.HELD)])
def test_the_mailed_link_hands_it_in_once(now, mehtap, publication, state):
    draft = make_draft(now)
    submit(petition_id=draft.pk, account=None, publication=publication, now=now)
    done = submit(petition_id=draft.pk, account=mehtap, publication=publication, now=now, by_link=True)
    assert (done.state, done.starter, done.submitted_at) == (state, mehtap, now)
    again = submit(petition_id=draft.pk, account=mehtap, publication=publication, now=now, by_link=True)
    assert again.revision == done.revision
    assert len(events(done)) == (state == State.PUBLISHED)


def test_a_text_that_changed_after_the_letter_is_not_handed_in_by_it(now, mehtap):
    draft = make_draft(now)
    submit(petition_id=draft.pk, account=None, publication="immediate", now=now)
    assert save_draft(petition_id=draft.pk, change=DraftChange(title="Another"), now=now).state == State.DRAFT
    with pytest.raises(StepRefused):
        submit(petition_id=draft.pk, account=mehtap, publication="immediate", now=now, by_link=True)
    assert submit(petition_id=draft.pk, account=mehtap, publication="immediate", now=now).state == State.PUBLISHED


def test_nobody_hands_in_anothers_petition(now, mehtap):
    held = submit(petition_id=make_draft(now).pk, account=mehtap, publication="moderated", now=now)
    oscar = ensure_account(email=OSCAR.email, now=now)
    with pytest.raises(StepRefused):
        submit(petition_id=held.pk, account=oscar, publication="moderated", now=now)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        (DraftChange(title=""), ("title",)),
        (DraftChange(story="", addressees=()), ("addressees", "story")),
    ],
)
def test_what_is_missing_is_named(now, mehtap, change, missing):
    draft = make_draft(now)
    save_draft(petition_id=draft.pk, change=change, now=now)
    with pytest.raises(TextIncomplete) as refused:
        submit(petition_id=draft.pk, account=mehtap, publication="immediate", now=now)
    assert refused.value.missing == missing
    assert Petition.objects.get(pk=draft.pk).state == State.DRAFT


def test_two_of_one_title_have_two_addresses(now):
    assert [make_published(now).slug for _ in range(3)] == [
        "a-night-train-to-kavakdere", "a-night-train-to-kavakdere-2", "a-night-train-to-kavakdere-3",
    ]  # fmt: skip


def test_publishing_fixes_text_and_rules_makes_keys_and_opens_the_log(now):
    petition = make_published(now, goal=25_000)
    version = TextVersion.objects.get(petition=petition)
    text_hash = base64.b64encode(hashlib.sha256(version.hashed_text.encode()).digest()).decode()
    rules_hash = base64.b64encode(hashlib.sha256(petition.rules_text.encode()).digest()).decode()
    assert version.text_hash == text_hash
    assert events(petition) == [("open", f"1 {text_hash} {rules_hash}")]
    key_hash = base64.b64encode(hashlib.sha256(petition_keys(petition.pid).fingerprint).digest()).decode()
    for line in (petition.pid, key_hash, "number", "12", "2", "25000", "immediate"):
        assert f"\n{line}\n" in petition.rules_text
    assert (petition.state, petition.published_at) == (State.PUBLISHED, now)
    assert set(TitleWord.objects.values_list("word", flat=True)) == {"night", "train", "kavak"}
    assert publish(petition_id=petition.pk, now=now).revision == petition.revision
    assert len(events(petition)) == 1
    assert findings() == []


def test_publishing_what_changed_since_it_was_read_is_refused(now):
    held = make_held(now)
    save_draft(petition_id=held.pk, change=DraftChange(title="Other words"), now=now)
    with pytest.raises(PetitionChanged):
        publish(petition_id=held.pk, now=now, revision=held.revision)
    held.refresh_from_db()
    assert held.state == State.HELD
    assert publish(petition_id=held.pk, now=now, revision=held.revision).state == State.PUBLISHED


def test_a_published_text_is_amended_as_a_new_version(now):
    petition = make_published(now)
    sources = (SourceEntry("New source"),)
    amended = amend(
        petition_id=petition.pk, change=DraftChange(title="A day train", sources=sources), has_signatures=False, now=now
    )
    first, second = TextVersion.objects.filter(petition=petition).order_by("v")
    assert (amended.version, amended.slug) == (2, petition.slug)
    assert "A night train" in first.hashed_text
    assert "A day train" in second.hashed_text
    assert "New source" in second.hashed_text
    assert original_text(amended).story == VersionText.objects.get(version=first).story
    assert events(petition)[1:] == [("amend", f"2 {second.text_hash}")]
    assert set(TitleWord.objects.values_list("word", flat=True)) == {"day", "train"}
    assert findings() == []


def test_amending_what_is_no_text_makes_no_version(now):
    petition = make_published(now)
    amended = amend(petition_id=petition.pk, change=DraftChange(place="Here"), has_signatures=False, now=now)
    assert (amended.version, amended.place, len(events(petition))) == (1, "Here", 1)
    assert amended.revision > petition.revision


def test_amending_is_refused_after_the_first_signature_and_for_what_was_promised(now):
    petition = make_published(now)
    with pytest.raises(AlreadySigned):
        amend(petition_id=petition.pk, change=DraftChange(title="x"), has_signatures=True, now=now)
    fixed = (
        DraftChange(goal=5),
        DraftChange(handover="names"),
        DraftChange(language="tr"),
        DraftChange(is_sensitive=False),
    )
    for change in fixed:
        with pytest.raises(RulesFixed):
            amend(petition_id=petition.pk, change=change, has_signatures=False, now=now)
    with pytest.raises(TextIncomplete):
        amend(petition_id=petition.pk, change=DraftChange(title=""), has_signatures=False, now=now)
    assert TextVersion.objects.filter(petition=petition).count() == 1
    assert original_text(petition).title == "A night train to Kavakdere"


def test_closing_stops_signing_at_once_and_the_log_a_day_later(now):
    petition = make_published(now)
    closed = close(petition_id=petition.pk, now=now)
    assert (closed.state, closed.closed_at, len(events(petition))) == (State.CLOSED, now, 1)
    job = Job.objects.get()
    assert timedelta(hours=24) < job.due - now < timedelta(hours=25)
    end_grace(petition_id=petition.pk, now=now + timedelta(hours=23))
    assert len(events(petition)) == 1
    for _ in range(2):
        end_grace(**job.arguments, now=job.due)
    assert [kind for kind, _fields in events(petition)] == ["open", "close"]
    assert close(petition_id=petition.pk, now=now).closed_at == now
    assert Job.objects.count() == 1


def test_taking_down_closes_the_log_once(now):
    petition = make_published(now)
    close(petition_id=petition.pk, now=now)
    for _ in range(2):
        taken = take_down(petition_id=petition.pk, words="It named a private person.", now=now)
    assert (taken.state, taken.decision_text) == (State.TAKEN_DOWN, "It named a private person.")
    end_grace(petition_id=petition.pk, now=now + timedelta(days=2))
    assert [kind for kind, _fields in events(petition)] == ["open", "close"]
    assert not TitleWord.objects.exists()
    assert findings() == []


def test_refusing_leaves_words_and_no_trace_in_the_log(now):
    held = make_held(now)
    refused = refuse(petition_id=held.pk, words="Please name your source.", now=now)
    assert (refused.state, refused.decision_text, events(held)) == (State.REFUSED, "Please name your source.", [])
    assert publish(petition_id=held.pk, now=now).decision_text == ""


@pytest.mark.parametrize("act", [refuse, take_down])
def test_a_draft_can_be_neither_refused_nor_taken_down(now, act):
    draft = make_draft(now)
    with pytest.raises(StepRefused):
        act(petition_id=draft.pk, words="No.", now=now)


def test_a_published_text_can_not_be_saved_over(now):
    petition = make_published(now)
    with pytest.raises(StepRefused):
        save_draft(petition_id=petition.pk, change=DraftChange(title="x"), now=now)


def test_old_drafts_are_forgotten_and_nothing_else(now):
    old, unconfirmed, fresh = make_draft(now), make_draft(now), make_draft(now + timedelta(days=30))
    submit(petition_id=unconfirmed.pk, account=None, publication="immediate", now=now)
    held, published = make_held(now), make_published(now)
    assert forget_drafts(now=now + timedelta(days=61)) == 2
    kept = {fresh.pk, held.pk, published.pk}
    assert set(Petition.objects.values_list("pk", flat=True)) == kept
    assert old.pk not in kept


def test_findings_name_what_is_wrong(now):
    petition = make_published(now)
    make_photo(held := make_held(now, title="A footbridge"), now)
    for path in (Path(django_settings.MEDIA_ROOT) / "photos").glob("*-480.webp"):
        path.unlink()
    # Where the database is shared it keeps a photo that this node has no file of.
    PhotoFile.objects.filter(name__endswith="-480.webp").delete()
    TextVersion.objects.filter(petition=petition).update(hashed_text="other")
    VersionText.objects.filter(version__petition=held).delete()
    Petition.objects.filter(pk=petition.pk).update(rules_text="other")
    found = findings()
    assert len(found) == 4
    assert sum(petition.slug in sentence for sentence in found) == 2
    assert sum(held.slug in sentence for sentence in found) == 2
