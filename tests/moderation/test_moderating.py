"""Corrections, changes, holds, stops, hidden parts, the queue and the record, on the leg's database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cast import NORA, OSCAR, VICTOR
from tests.makers import make_photo, make_published
from tests.moderation.deciding import WORDS, handed_in, refused, second_moderator, starter_of, state_of
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from undersigned.accounts.models import Account, AuditEntry
from undersigned.accounts.rules import NotAllowed
from undersigned.ledger.models import Event
from undersigned.moderation.actions.answer_appeal import answer_appeal
from undersigned.moderation.actions.appeal import appeal
from undersigned.moderation.actions.ask_correction import ask_correction
from undersigned.moderation.actions.edit import edit
from undersigned.moderation.actions.hide import hide
from undersigned.moderation.actions.hold import hold
from undersigned.moderation.actions.let_go import let_go
from undersigned.moderation.actions.note import note
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.actions.reopen import reopen
from undersigned.moderation.actions.show import show
from undersigned.moderation.actions.stop import stop
from undersigned.moderation.actions.take_down import take_down
from undersigned.moderation.differences import changed_texts
from undersigned.moderation.models import Decision, Hold, Note
from undersigned.moderation.queries import APPEALS, counts_by_state, hold_on, queue
from undersigned.moderation.rules import (
    AlreadyDecided,
    AskedBefore,
    CodeMissing,
    HeldByAnother,
    OriginalMissing,
    PartUnknown,
    WordsMissing,
)
from undersigned.petitions.actions.resubmit import resubmit
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.pages import page_of
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.states import PetitionChanged, State, StepRefused

pytestmark = pytest.mark.django_db


def test_a_refusal_says_what_why_which_rule_and_how_to_appeal(now: datetime, mailbox: PostOffice) -> None:
    original = make_published(now, title="A lamp for the footpath")
    petition = handed_in(now, starter=OSCAR)
    url = f"http://testserver/en/petitions/{original.slug}/"
    refuse(petition_id=petition.pk, words=WORDS, code="duplicate", original=url, by=make_staff(now=now), now=now)
    assert deliver_all(now=now) == 1
    letter = mailbox.last(OSCAR.email)
    for body in (letter.text, letter.html):
        for part in (
            "did not publish",
            "Another petition asks for the same thing",
            url,
            WORDS,
            "One petition for one request",
        ):
            assert part in body
        assert "/en/decisions/#rule-duplicate" in body
        assert "appeal once, until 2 September 2026" in body
    assert "\n\n\n" not in letter.text


@pytest.mark.parametrize("typed", ["", "nothing-there", "https://elsewhere.example/x", "\x00", "own"])
def test_a_duplicate_names_a_public_original(now: datetime, typed: str) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    with pytest.raises(OriginalMissing):
        refuse(
            petition_id=petition.pk,
            words=WORDS,
            code="duplicate",
            original=petition.slug if typed == "own" else typed,
            by=nora,
            now=now,
        )
    assert state_of(petition) == State.HELD
    assert not Decision.objects.exists()


def test_no_refusal_without_a_reason_of_the_list(now: datetime) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    with pytest.raises(CodeMissing):
        refuse(petition_id=petition.pk, words=WORDS, code="", by=nora, now=now)
    assert state_of(petition) == State.HELD


def test_a_correction_once_and_moderators_see_what_changed(now: datetime, mailbox: PostOffice) -> None:
    petition, nora = handed_in(now, starter=OSCAR), make_staff(now=now)
    ask_correction(petition_id=petition.pk, words=WORDS, code="unclear", by=nora, now=now)
    assert state_of(petition) == State.CORRECTING
    assert deliver_all(now=now) == 1
    letter = mailbox.last(OSCAR.email)
    assert letter.subject.startswith("Please correct your petition")
    assert WORDS in letter.text
    save_draft(petition_id=petition.pk, change=DraftChange(title="A night train from platform 2"), now=now)
    later = now + timedelta(days=2)
    resubmit(petition_id=petition.pk, account=starter_of(petition), now=later)
    resubmit(petition_id=petition.pk, account=starter_of(petition), now=later + timedelta(days=1))
    fresh = Petition.objects.get(pk=petition.pk)
    assert (fresh.state, fresh.submitted_at, fresh.slug) == (State.HELD, later, petition.slug)
    change = changed_texts(fresh)[0]
    assert [piece.text.strip() for piece in change.title if piece.is_gone] == ["to Kavakdere"]
    assert [piece.text.strip() for piece in change.title if piece.is_new] == ["from platform 2"]
    with pytest.raises(AskedBefore):
        ask_correction(petition_id=petition.pk, words=WORDS, code="unclear", by=nora, now=later)
    assert state_of(petition) == State.HELD
    publish(petition_id=petition.pk, by=nora, now=later)
    assert Decision.objects.filter(kind="correct").count() == 1
    assert Event.objects.get(pid=petition.pid, type="open").fields.startswith("1 ")


def test_only_its_starter_hands_in_again_and_only_what_was_asked_back(now: datetime) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    ask_correction(petition_id=petition.pk, words=WORDS, code="unclear", by=nora, now=now)
    with pytest.raises(StepRefused):
        resubmit(petition_id=petition.pk, account=nora, now=now)
    with pytest.raises(AlreadyDecided):
        publish(petition_id=petition.pk, by=nora, now=now)
    resubmit(petition_id=petition.pk, account=starter_of(petition), now=now)
    refuse(petition_id=petition.pk, words=WORDS, code="unclear", by=nora, now=now)
    with pytest.raises(StepRefused):
        resubmit(petition_id=petition.pk, account=starter_of(petition), now=now)


def test_a_change_by_the_staff_is_kept_and_told(now: datetime, mailbox: PostOffice) -> None:
    petition, nora = handed_in(now, starter=OSCAR), make_staff(now=now)
    change: dict[str, Any] = {
        "petition_id": petition.pk,
        "title": "A night train",
        "story": "It left.",
        "by": nora,
        "now": now,
    }
    with pytest.raises(PetitionChanged):
        edit(**change, words="A name.", revision=petition.revision - 1)
    with pytest.raises(WordsMissing):
        edit(**change, words=" ", revision=petition.revision)
    assert not Decision.objects.exists()
    edit(**change, words="A private person's name is gone.", revision=petition.revision)
    fresh = Petition.objects.get(pk=petition.pk)
    assert (original_text(fresh).title, fresh.state) == ("A night train", State.HELD)
    assert fresh.earlier_texts.get().title == "A night train to Kavakdere"
    deliver_all(now=now)
    assert "A private person's name is gone." in mailbox.last(OSCAR.email).text


def test_a_hold_keeps_others_off_until_it_runs_out(now: datetime) -> None:
    petition, nora, oscar = handed_in(now), make_staff(now=now), second_moderator(now)
    hold(petition_id=petition.pk, by=nora, now=now)
    for act in (
        lambda: hold(petition_id=petition.pk, by=oscar, now=now),
        lambda: publish(petition_id=petition.pk, by=oscar, now=now + timedelta(minutes=14)),
    ):
        with pytest.raises(HeldByAnother):
            act()
    assert let_go(petition_id=petition.pk, by=oscar, now=now) is False
    assert hold_on(petition.pk, now + timedelta(minutes=15)) is None
    hold(petition_id=petition.pk, by=oscar, now=now + timedelta(minutes=15))
    hold(petition_id=petition.pk, by=nora, is_taken_over=True, now=now + timedelta(minutes=16))
    assert let_go(petition_id=petition.pk, by=nora, now=now + timedelta(minutes=17)) is True
    publish(petition_id=petition.pk, by=oscar, now=now + timedelta(minutes=17))
    assert not Hold.objects.exists()
    verbs = list(
        AuditEntry.objects.filter(object=f"petition {petition.pid}").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["hold", "hold", "take over", "let go", "publish"]


@pytest.mark.parametrize("how", ["role", "account"])
def test_with_the_role_goes_the_hold(now: datetime, how: str) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    hold(petition_id=petition.pk, by=nora, now=now)
    assert hold_on(petition.pk, now) is not None
    Account.objects.filter(pk=nora.pk).update(**({"role": "reader"} if how == "role" else {"is_active": False}))
    assert hold_on(petition.pk, now) is None
    publish(petition_id=petition.pk, by=second_moderator(now), now=now)
    assert state_of(petition) == State.PUBLISHED


def test_a_stop_ends_signing_and_says_so(now: datetime) -> None:
    petition, nora = handed_in(now, publication="immediate"), make_staff(now=now)
    stop(petition_id=petition.pk, words=WORDS, code="unsourced", by=nora, now=now)
    page = page_of(petition.pk, "en", now)
    assert (page.state, page.is_stopped, page.stop_code, page.stop_words) == ("closed", True, "unsourced", WORDS)
    reopen(petition_id=petition.pk, words="It was right.", by=nora, now=now)
    page = page_of(petition.pk, "en", now)
    assert (page.state, page.is_stopped, page.stop_code, page.stop_words) == ("published", False, "", "")


@pytest.mark.parametrize("code", ["libel", "hate", "privacy", "advertising", "court"])
def test_a_secret_reason_leaves_nothing_on_the_petition(now: datetime, code: str) -> None:
    nora = make_staff(now=now)
    for act, title in ((stop, "One"), (take_down, "Two")):
        petition = handed_in(now, publication="immediate", title=title)
        act(petition_id=petition.pk, words=WORDS, code=code, by=nora, now=now)
        fresh = Petition.objects.get(pk=petition.pk)
        assert (fresh.decision_text, fresh.decision_code) == ("", "")
        assert Decision.objects.get(petition=petition).words == WORDS


def test_single_parts_are_hidden_and_shown(now: datetime) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    make_photo(petition, now)
    publish(petition_id=petition.pk, by=nora, now=now)
    reason: dict[str, Any] = {"words": WORDS, "code": "privacy", "by": nora, "now": now}
    for part in ("photo", "starter_name", "source:1"):
        hide(petition_id=petition.pk, part=part, **reason)
    page = page_of(petition.pk, "en", now)
    assert (page.photo, page.starter_name, page.sources[0].title, page.sources[0].is_hidden) == (None, "", "", True)
    for part in ("photo", "place", "source:9", "story:9", ""):
        with pytest.raises(PartUnknown):
            hide(petition_id=petition.pk, part=part, **reason)
    show(petition_id=petition.pk, part="photo", by=nora, now=now)
    with pytest.raises(PartUnknown):
        show(petition_id=petition.pk, part="photo", by=nora, now=now)
    page = page_of(petition.pk, "en", now)
    assert page.photo is not None
    assert page.hidden == {"starter_name", "source:1"}


@pytest.mark.parametrize("role", ["reader", "integrity", ""])
def test_others_of_the_staff_do_none_of_it(now: datetime, role: str) -> None:
    held, public = handed_in(now), handed_in(now, title="Another lamp", publication="immediate")
    petition = refused(now, make_staff(now=now, person=NORA))
    appeal(petition_id=petition.pk, words="It is clear.", by=starter_of(petition), now=now)
    person = make_staff(now=now, person=VICTOR, role="reader")
    Account.objects.filter(pk=person.pk).update(role=role)
    before = Decision.objects.count()
    why: dict[str, Any] = {"words": WORDS, "code": "unclear", "by": person, "now": now}
    acts: list[Callable[[], object]] = [
        lambda: ask_correction(petition_id=held.pk, **why),
        lambda: edit(
            petition_id=held.pk, title="X", story="Y", words=WORDS, revision=held.revision, by=person, now=now
        ),
        lambda: stop(petition_id=public.pk, **why),
        lambda: hide(petition_id=public.pk, part="starter_name", **why),
        lambda: show(petition_id=public.pk, part="starter_name", by=person, now=now),
        lambda: answer_appeal(petition_id=petition.pk, is_granted=True, words=WORDS, by=person, now=now),
        lambda: hold(petition_id=held.pk, by=person, now=now),
        lambda: let_go(petition_id=held.pk, by=person, now=now),
        lambda: note(petition_id=held.pk, words=WORDS, by=person, now=now),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Decision.objects.count() == before
    assert not Note.objects.exists()


def test_the_queue_knows_due_overdue_and_appeals(now: datetime) -> None:
    nora = make_staff(now=now)
    old = handed_in(now - timedelta(days=8), title="Older lamp")
    handed_in(now - timedelta(days=6), title="Newer lamp")
    hold(petition_id=old.pk, by=nora, now=now)
    page = queue("held", now=now)
    assert [(line.title, line.is_overdue, line.is_held) for line in page.lines] == [
        ("Older lamp", True, True),
        ("Newer lamp", False, False),
    ]
    assert (page.overdue, page.total, page.lines[0].due) == (1, 2, now - timedelta(days=1))
    petition = refused(now, nora)
    appeal(petition_id=petition.pk, words="It is clear.", by=starter_of(petition), now=now)
    assert [line.slug for line in queue(APPEALS, now=now).lines] == [petition.slug]
    assert counts_by_state() == {"held": 2, "refused": 1, "appeals": 1}
