"""Publishing, refusing and taking down: by whom, once, with what the starter learns."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connections

from tests.cast import MEHTAP, NORA, OSCAR
from tests.makers import make_draft, make_held, make_published
from tests.moderation.deciding import handed_in
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from undersigned.accounts.actions.create_staff import create_staff
from undersigned.accounts.models import Account, AuditEntry
from undersigned.accounts.rules import NotAllowed
from undersigned.ledger.models import Event
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.actions.take_down import take_down
from undersigned.moderation.models import Decision
from undersigned.moderation.queries import counts_by_state, decisions_about, queue
from undersigned.moderation.rules import AlreadyDecided, WordsMissing
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import PetitionChanged, State

WORDS = "Please say which platform you mean.\n\nThen hand it in again."


def state_of(petition: Petition) -> str:
    return Petition.objects.values_list("state", flat=True).get(pk=petition.pk)


@pytest.mark.django_db
def test_publishing_opens_the_log_and_tells_the_starter(now: datetime, mailbox: PostOffice) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    decision = publish(petition_id=petition.pk, by=nora, revision=petition.revision, now=now)
    assert state_of(petition) == State.PUBLISHED
    assert Event.objects.filter(pid=petition.pid, type="open").count() == 1
    assert decisions_about(petition.pk) == [decision]
    assert (decision.kind, decision.decided_by, decision.at, decision.words) == ("publish", nora, now, "")
    assert deliver_all(now=now) == 1
    letter = mailbox.last(MEHTAP.email)
    slug = Petition.objects.get(pk=petition.pk).slug
    assert letter.link == f"http://testserver/tr/petitions/{slug}/"
    assert f"http://testserver/tr/desk/petitions/{slug}/" in letter.text
    assert letter.message["Content-Language"] == "tr"
    assert "A night train to Kavakdere" in letter.subject


@pytest.mark.django_db
def test_refusing_sends_the_words_as_they_are(now: datetime, mailbox: PostOffice) -> None:
    petition, nora = handed_in(now, starter=OSCAR), make_staff(now=now)
    refuse(petition_id=petition.pk, code="unclear", words=WORDS, by=nora, now=now)
    assert state_of(petition) == State.REFUSED
    assert not Event.objects.exists()
    assert deliver_all(now=now) == 1
    letter = mailbox.last(OSCAR.email)
    assert letter.subject == "Your petition was not published: A night train to Kavakdere"
    assert WORDS in letter.text
    assert "<p>Please say which platform you mean.</p>" in letter.html


@pytest.mark.django_db
def test_words_are_text_in_the_letter(now: datetime, mailbox: PostOffice) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    refuse(
        petition_id=petition.pk, code="unclear", words="<script>alert(1)</script> {{ title }} & more", by=nora, now=now
    )
    deliver_all(now=now)
    letter = mailbox.last(MEHTAP.email)
    assert "<script>alert(1)</script> {{ title }} & more" in letter.text
    assert "<script>" not in letter.html
    assert "{{ title }} &amp; more" in letter.html


@pytest.mark.django_db
def test_taking_down_closes_the_log_and_tells_the_starter(now: datetime, mailbox: PostOffice) -> None:
    petition, nora = handed_in(now, publication="immediate"), make_staff(now=now)
    take_down(petition_id=petition.pk, code="unsourced", words="A court told us to.", by=nora, now=now)
    assert state_of(petition) == State.TAKEN_DOWN
    assert list(Event.objects.order_by("pk").values_list("type", flat=True)) == ["open", "close"]
    assert deliver_all(now=now) == 1
    assert "A court told us to." in mailbox.last(MEHTAP.email).text


@pytest.mark.django_db
def test_a_refused_petition_may_be_published_after_all(now: datetime) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    refuse(petition_id=petition.pk, code="unclear", words=WORDS, by=nora, now=now)
    publish(petition_id=petition.pk, by=nora, now=now)
    assert [decision.kind for decision in decisions_about(petition.pk)] == ["publish", "refuse"]


@pytest.mark.django_db
def test_every_decision_is_in_the_audit_trail(now: datetime) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    refuse(petition_id=petition.pk, code="unclear", words="No.", by=nora, now=now)
    entry = AuditEntry.objects.get(verb="refuse")
    assert (entry.actor, entry.object, entry.reason) == (
        f"account {nora.pk}",
        f"petition {petition.pid}",
        "unclear: No.",
    )


@pytest.mark.django_db
def test_a_petition_without_a_starter_has_no_letter(now: datetime, mailbox: PostOffice) -> None:
    publish(petition_id=make_held(now).pk, by=make_staff(now=now), now=now)
    assert deliver_all(now=now) == 0
    assert Decision.objects.get().letter_due is None


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["reader", "integrity", ""])
def test_only_moderators_and_administrators_decide(now: datetime, role: str) -> None:
    held, public = handed_in(now), make_published(now, title="Another lamp")
    person = make_staff(now=now, role="reader")
    Account.objects.filter(pk=person.pk).update(role=role)
    for act in (
        lambda: publish(petition_id=held.pk, by=person, now=now),
        lambda: refuse(petition_id=held.pk, code="unclear", words=WORDS, by=person, now=now),
        lambda: take_down(petition_id=public.pk, code="unsourced", words=WORDS, by=person, now=now),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert (state_of(held), state_of(public)) == (State.HELD, State.PUBLISHED)
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_the_role_is_read_anew(now: datetime) -> None:
    """Who was let go while their browser was open decides nothing more, whatever the object in memory says."""
    petition, nora = handed_in(now), make_staff(now=now)
    create_staff(email=NORA.email, role="reader", now=now)
    assert nora.role == "moderator"
    with pytest.raises(NotAllowed):
        publish(petition_id=petition.pk, by=nora, now=now)
    Account.objects.filter(pk=nora.pk).update(role="moderator", is_active=False)
    with pytest.raises(NotAllowed):
        publish(petition_id=petition.pk, by=nora, now=now)
    assert state_of(petition) == State.HELD


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "  \n", "…"])
def test_no_refusal_without_words(now: datetime, words: str) -> None:
    held, public, nora = handed_in(now), make_published(now, title="Another lamp"), make_staff(now=now)
    with pytest.raises(WordsMissing):
        refuse(petition_id=held.pk, code="unclear", words=words, by=nora, now=now)
    with pytest.raises(WordsMissing):
        take_down(petition_id=public.pk, code="unsourced", words=words, by=nora, now=now)
    assert (state_of(held), state_of(public)) == (State.HELD, State.PUBLISHED)
    assert not Decision.objects.exists()


@pytest.mark.django_db
def test_what_changed_while_it_was_read_is_not_published(now: datetime) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    with pytest.raises(PetitionChanged):
        publish(petition_id=petition.pk, by=nora, revision=petition.revision - 1, now=now)
    assert state_of(petition) == State.HELD
    assert not Decision.objects.exists()
    assert not AuditEntry.objects.filter(verb="publish").exists()


@pytest.mark.django_db
def test_a_second_decision_is_told_where_it_stands(now: datetime) -> None:
    petition, nora = handed_in(now), make_staff(now=now)
    publish(petition_id=petition.pk, by=nora, now=now)
    for again in (
        lambda: publish(petition_id=petition.pk, by=nora, now=now),
        lambda: refuse(petition_id=petition.pk, code="unclear", words=WORDS, by=nora, now=now),
    ):
        with pytest.raises(AlreadyDecided) as told:
            again()
        assert told.value.state == State.PUBLISHED
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_decisions_at_once_each_follows_from_the_state(now: datetime, mailbox: PostOffice) -> None:
    """At most one refusal, then exactly one publication: a refused petition may be published after all, never twice."""
    petition, nora = handed_in(now), make_staff(now=now)
    start, taken, late = threading.Barrier(8), [], []

    def decide(act: Callable[[], Decision]) -> None:
        start.wait()
        try:
            taken.append(act().kind)
        except AlreadyDecided as told:
            late.append(told.state)
        finally:
            connections.close_all()

    acts: list[Callable[[], Decision]] = [
        lambda: publish(petition_id=petition.pk, by=nora, now=now),
        lambda: refuse(petition_id=petition.pk, code="unclear", words=WORDS, by=nora, now=now),
    ]
    threads = [threading.Thread(target=decide, args=(act,)) for act in acts * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) + len(late) == 8
    assert taken.count("publish") == 1
    assert taken.count("refuse") <= 1
    assert Decision.objects.count() == len(taken)
    assert state_of(petition) == State.PUBLISHED
    assert Event.objects.filter(type="open").count() == 1
    assert deliver_all(now=now) == len(taken)


@pytest.mark.django_db
def test_the_queue_is_by_age_and_shows_no_drafts(now: datetime) -> None:
    make_draft(now, title="Nobody's business")
    newer = handed_in(now, title="Newer lamp")
    older = handed_in(now - timedelta(days=2), title="Older lamp")
    make_published(now, title="A public lamp")
    assert [line.title for line in queue("held", now=now).lines] == ["Older lamp", "Newer lamp"]
    assert [line.slug for line in queue("held", now=now).lines] == [older.slug, newer.slug]
    assert [line.title for line in queue("published", now=now).lines] == ["A public lamp"]
    assert (
        queue("draft", now=now).lines == queue("unconfirmed", now=now).lines == queue("nonsense", now=now).lines == ()
    )
    assert counts_by_state() == {"draft": 1, "held": 2, "published": 1}


@pytest.mark.django_db
def test_the_queue_in_pages(now: datetime) -> None:
    for number in range(5):
        handed_in(now + timedelta(minutes=number), title=f"Lamp {number}")
    pages = [queue("held", number, size=2, now=now) for number in (1, 2, 3, 4)]
    titles = [[line.title for line in page.lines] for page in pages]
    assert titles == [["Lamp 0", "Lamp 1"], ["Lamp 2", "Lamp 3"], ["Lamp 4"], []]
    assert {(page.pages, page.total) for page in pages} == {(3, 5)}
