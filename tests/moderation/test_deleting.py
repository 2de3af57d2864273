"""Deleting a petition: two agree, every word and every signer goes, log and record stay, and no kill spoils it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Model

from tests.cast import IDA, MEHTAP, NORA, OSCAR, WEI
from tests.makers import make_photo
from tests.moderation.deciding import handed_in, starter_of, state_of
from tests.post_office import PostOffice
from tests.reports.telling import make_report, make_waiting
from tests.signatures.signing import post, signed
from tests.signatures.test_counting import publish_round, stand
from tests.signing import make_staff
from undersigned.accounts.actions.approve import approve
from undersigned.accounts.actions.do_alone import do_alone
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.models import Account, AuditEntry, Proposal
from undersigned.accounts.rules import ActImpossible, NotAllowed, TwoPersonAct
from undersigned.console.doctor import check_house
from undersigned.jobs.actions.run_due import run_due
from undersigned.jobs.models import Job
from undersigned.keys.petition_keys import KeysDestroyed, petition_keys
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.models import Event
from undersigned.ledger.queries import shown_count
from undersigned.mail.queries import oldest_due
from undersigned.moderation.actions import delete as deleting
from undersigned.moderation.actions.appeal import appeal
from undersigned.moderation.actions.note import note
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.put_back import put_back
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.actions.take_down import take_down
from undersigned.moderation.models import Appeal, Decision
from undersigned.moderation.queries import appealable
from undersigned.moderation.rules import AlreadyDecided
from undersigned.petitions.models import Addressee, Petition
from undersigned.signatures.actions import forget_signers as forgetting
from undersigned.signatures.actions.forget_signers import forget_signers
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REASON = "A court ordered that it be destroyed."
READER = "reader@home.example"
TITLE = "A night train to Kavakdere"


@pytest.fixture
def petition(house: object, now: datetime, mailbox: PostOffice) -> Petition:
    """With a photo, two counted signers, one that was removed, one that nobody confirmed, a report, a reply, a note."""
    open_log(now=now)
    held = handed_in(now)
    make_photo(held, now)
    nora = make_staff(now=now)
    held.refresh_from_db()
    publish(petition_id=held.pk, revision=held.revision, by=nora, now=now)
    found = Petition.objects.get(pk=held.pk)
    for person in (OSCAR, WEI, IDA):
        stand(found, person, now, mailbox, show_name="1", place="Ardmore")
    publish_round(now)
    removed = Signature.objects.filter(shown_name=IDA.name).values_list("pk", flat=True)
    remove(signature_ids=list(removed), reason="bot", words="", by="console", now=now)
    publish_round(now)
    signed(found, OSCAR, now=now, name="Somebody Else")
    make_report(found, now=now, email=READER)
    make_waiting(found, now=now)
    note(petition_id=found.pk, words="Kavakdere is a village.", by=nora, now=now)
    return found


def nora_of() -> Account:
    return Account.objects.get(role="moderator")


def delete(petition: Petition, now: datetime, *, by: Account | None = None, code: str = "court") -> None:
    deleting.delete(subject=petition.pk, detail=code, reason=REASON, by=by or nora_of(), now=now)


def work(now: datetime) -> None:
    """Every job that is due by then, those that ask for themselves again included."""
    run_due(clock=lambda: now, limit=1000)


def texts() -> Iterator[tuple[str, str]]:
    """Every value in clear of every table, but what the staff wrote of the deletion itself."""
    spared = {"accounts.AuditEntry", "accounts.Proposal", "accounts.Account", "petitions.Petition.slug"}
    for model in apps.get_models():
        # The key store is a database of its own and holds no words.
        for row in model._default_manager.all() if model._meta.app_label != "keys" else ():
            for name, value in _values(row):
                place = f"{model._meta.label}.{name}"
                if model._meta.label not in spared and place not in spared:
                    yield place, value


def _values(row: Model) -> Iterator[tuple[str, str]]:
    for field in row._meta.concrete_fields:
        value: Any = getattr(row, field.attname)
        yield field.attname, "" if isinstance(value, bytes | memoryview) else str(value)


def test_no_word_and_no_signer_is_left(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    words = ("Kavakdere", "last train", "23:10", "Kıvılcım", "Timetable", "Railways", OSCAR.name, WEI.name, IDA.name)
    before = {word for word in words for _place, text in texts() if word in text}
    assert before == set(words)
    photos = Path(settings.MEDIA_ROOT) / "photos"
    assert list(photos.iterdir())
    delete(petition, now)
    work(now + DAY + timedelta(minutes=1))
    assert [(place, word) for place, text in texts() for word in words if word in text] == []
    assert list(photos.iterdir()) == []
    assert not Signature.objects.exists()
    assert not Addressee.objects.exists()
    with pytest.raises(KeysDestroyed):
        petition_keys(petition.pid)
    row = Petition.objects.get()
    assert (row.state, row.let_go, row.starter, row.deleted_at) == ("taken_down", 2, None, now)
    assert row.sealed_at is not None


def test_the_log_keeps_its_entries_and_the_count_its_number(petition: Petition, now: datetime) -> None:
    entries = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    delete(petition, now)
    work(now)
    later = now + timedelta(hours=1)
    publish_round(later)
    assert list(Event.objects.order_by("pk").values_list("pk", flat=True))[: len(entries)] == entries
    assert [event.type for event in Event.objects.order_by("pk")][-2:] == ["close", "sealed"]
    assert not Event.objects.filter(index=None).exists()
    assert shown_count(petition.pid, later + DAY).count == 2
    assert [finding for finding in check_house(later).findings if "sweep" not in finding] == []


def test_whoever_waits_for_a_letter_gets_none_the_starter_one_and_who_reported_one(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    assert oldest_due(now) is not None
    before = len(mailbox.received)
    delete(petition, now)
    work(now)
    post(now)
    post(now)
    new = {letter.to: letter for letter in mailbox.received[before:]}
    assert len(mailbox.received[before:]) == len(new)
    assert set(new) == {MEHTAP.email, READER}
    assert REASON in new[MEHTAP.email].text
    assert f"/petitions/{petition.slug}/" in new[MEHTAP.email].text
    assert "the petition was deleted" in new[READER].text
    for secret in (REASON, "The person who decided wrote"):
        assert secret not in new[READER].text + new[READER].html
    for letter in new.values():
        assert TITLE not in letter.subject + letter.text + letter.html


def test_no_letter_slips_out_before_the_job(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    """Letters leave between the deletion and its job; the keys are still there."""
    before = len(mailbox.received)
    delete(petition, now)
    post(now)
    assert {letter.to for letter in mailbox.received[before:]} <= {MEHTAP.email, READER}


def test_a_kill_between_and_within_the_parts_changes_no_number(
    petition: Petition, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete(petition, now)

    def killed(*_args: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(forgetting, "FORGOTTEN_AT_ONCE", 2)
    for moment in ("destroy_petition_keys", "later"):
        with monkeypatch.context() as patch:
            patch.setattr(forgetting, moment, killed)
            with pytest.raises(KeyboardInterrupt):
                forget_signers(petition_id=petition.pk, now=now)
        assert (Signature.objects.count(), Petition.objects.get().let_go) == (4, 0)
    monkeypatch.setattr(forgetting, "FORGOTTEN_AT_ONCE", 3)
    forget_signers(petition_id=petition.pk, now=now)
    assert Signature.objects.count() == 1
    assert Petition.objects.get().let_go + Signature.objects.filter(state="counted").count() == 2
    for _ in range(3):
        forget_signers(petition_id=petition.pk, now=now)
    assert (Signature.objects.count(), Petition.objects.get().let_go) == (0, 2)
    assert Event.objects.filter(type="sealed").count() == 1
    assert AuditEntry.objects.filter(verb="petition.emptied").count() == 1


def test_a_confirmed_signature_waits_for_its_round(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    stand(petition, NORA, now, mailbox)
    delete(petition, now)
    work(now)
    assert list(Signature.objects.values_list("state", flat=True)) == ["confirmed"]
    assert Petition.objects.get().sealed_at is None
    later = now + timedelta(minutes=1)
    assert publish_round(later) == 1
    work(later)
    assert not Signature.objects.exists()
    assert Petition.objects.get().let_go == 3
    publish_round(later + timedelta(minutes=1))
    assert [one for one in check_house(later + timedelta(minutes=2)).findings if "sweep" not in one] == []


def test_nothing_brings_it_back(petition: Petition, now: datetime) -> None:
    nora = nora_of()
    take_down(petition_id=petition.pk, words="A court asked.", code="court", by=nora, now=now)
    delete(petition, now)
    assert appealable(Petition.objects.get(), now) is None
    with pytest.raises(ActImpossible):
        put_back(subject=petition.pk, detail="", reason=REASON, by=nora, now=now)
    with pytest.raises(ActImpossible):
        delete(petition, now)
    with pytest.raises(AlreadyDecided):
        take_down(petition_id=petition.pk, words=REASON, code="court", by=nora, now=now)
    assert Decision.objects.filter(kind="delete").count() == 1


def test_what_was_refused_is_deleted_without_a_word_in_the_log(now: datetime, mailbox: PostOffice) -> None:
    nora, petition = make_staff(now=now), handed_in(now)
    refuse(petition_id=petition.pk, words="No.", code="hate", by=nora, now=now)
    delete(petition, now, code="hate")
    work(now)
    assert state_of(petition) == "refused"
    assert not Event.objects.exists()
    assert Petition.objects.get().sealed_at == now
    with pytest.raises(AlreadyDecided):
        publish(petition_id=petition.pk, revision=Petition.objects.get().revision, by=nora, now=now)


def test_what_nobody_has_decided_about_is_not_deleted(now: datetime) -> None:
    make_staff(now=now)
    with pytest.raises(ActImpossible):
        delete(handed_in(now), now)
    assert not Decision.objects.exists()


def test_an_appeal_is_answered_first(petition: Petition, now: datetime) -> None:
    take_down(petition_id=petition.pk, words="A court asked.", code="court", by=nora_of(), now=now)
    appeal(petition_id=petition.pk, words="It did not.", by=starter_of(petition), now=now)
    with pytest.raises(ActImpossible):
        delete(petition, now)
    assert Appeal.objects.get().words == "It did not."


def test_another_person_approves(petition: Petition, now: datetime) -> None:
    nora, oscar = nora_of(), make_staff(now=now, person=OSCAR)
    make_staff(now=now, person=IDA, role="integrity")
    row = _proposed(petition, nora, now)
    with pytest.raises(NotAllowed):
        approve(proposal_id=row.pk, by=Account.objects.get(role="integrity"), now=now)
    assert state_of(petition) == "published"
    approve(proposal_id=row.pk, by=oscar, now=now)
    assert Petition.objects.get().deleted_at == now
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))[-3:]
    assert verbs == ["propose.delete_petition", "delete", "approve.delete_petition"]


def test_alone_it_waits_a_day(petition: Petition, now: datetime) -> None:
    row = _proposed(petition, nora_of(), now)
    assert Job.objects.filter(action__endswith="do_alone").exists()
    do_alone(proposal_id=row.pk, now=now + DAY - timedelta(seconds=1))
    assert Petition.objects.get().deleted_at is None
    do_alone(proposal_id=row.pk, now=now + DAY)
    assert Petition.objects.get().deleted_at == now + DAY


def _proposed(petition: Petition, by: Account, now: datetime) -> Proposal:
    act = TwoPersonAct.DELETE_PETITION
    about = f"petition {petition.pid}"
    return propose(act=act, subject=petition.pk, detail="court", about=about, reason=REASON, by=by, now=now)
