"""Hidden parts in public, and appeals against them."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import OSCAR, SUHARSA
from tests.moderation.deciding import WORDS, handed_in, second_moderator, starter_of
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_signed, make_staff
from undersigned.accounts.models import Account
from undersigned.ledger.models import Event
from undersigned.moderation.actions.answer_appeal import answer_appeal
from undersigned.moderation.actions.appeal import appeal
from undersigned.moderation.actions.hide import hide
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.show import show
from undersigned.moderation.actions.stop import stop
from undersigned.moderation.actions.take_down import take_down
from undersigned.moderation.appeals import appealables, open_appeals
from undersigned.moderation.models import Decision
from undersigned.moderation.parts import parts_of
from undersigned.moderation.queries import APPEALS, counts_by_state, queue
from undersigned.moderation.record import entries, record
from undersigned.moderation.rules import AppealOpen, AppealRefused, PartUnknown, SamePerson
from undersigned.petitions.actions.set_addressees import set_addressees
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import AddresseeChoice
from undersigned.petitions.rules.states import State

pytestmark = pytest.mark.django_db

TITLE = "Ambrose embezzled the bridge"
PAGES = ("", "count/", "integrity/", "report/", "reply/")
LISTS = ("/en/", "/en/petitions/", "/en/petitions/?order=most_signed", "/en/decisions/", "/en/decisions/feed/")
TEXTS = ("", "/count", "/versions/1.txt", "/rules.txt")


@pytest.fixture
def nora(now: datetime) -> Account:
    return make_staff(now=now)


@pytest.fixture
def petition(now: datetime) -> Petition:
    return handed_in(now, title=TITLE, starter=SUHARSA, publication="immediate")


def hidden(petition: Petition, by: Account, now: datetime, *parts: str, code: str = "libel") -> Petition:
    for part in parts:
        hide(petition_id=petition.pk, part=part, words=WORDS, code=code, by=by, now=now)
    return Petition.objects.get(pk=petition.pk)


def everything_public(slug: str) -> Iterator[tuple[str, str]]:
    """Each address that shows something of the petition to everybody, headers included."""
    client = Client()
    pages = [f"/{language}/petitions/{slug}/{rest}" for language in ("en", "tr") for rest in PAGES]
    for path in (*pages, *LISTS, *(f"/api/v1/petitions/{slug}{rest}" for rest in TEXTS)):
        answer = client.get(path)
        assert answer.status_code in {200, 403}, path
        yield path, f"{answer.headers}\n{answer.content.decode()}"


def test_nothing_of_a_hidden_title_stands_anywhere(petition: Petition, nora: Account, now: datetime) -> None:
    before = dict(everything_public(petition.slug))
    assert sum("Ambrose" in text for text in before.values()) >= 12
    fresh = hidden(petition, nora, now, "title")
    for path, text in everything_public(fresh.slug):
        assert "ambrose" not in text.lower(), path
        assert "embezzled" not in text.lower(), path
    page = Client().get(f"/en/petitions/{fresh.slug}/").content.decode()
    assert "<title>Title hidden by the people who run this site" in page
    assert 'property="og:title" content="Title hidden by the people who run this site"' in page
    assert Client().get(f"/api/v1/petitions/{fresh.slug}").json()["texts"][0]["title"] == ""
    assert 'href="/en/petitions/' + fresh.slug in Client().get("/en/decisions/").content.decode()


def test_the_old_address_leads_to_the_new_one(petition: Petition, nora: Account, now: datetime) -> None:
    fresh = hidden(petition, nora, now, "title")
    for rest in (*PAGES, "tally"):
        answer = Client().get(f"/en/petitions/{petition.slug}/{rest}")
        assert (answer.status_code, answer["Location"]) == (302, f"/en/petitions/{fresh.slug}/{rest}")
        assert answer["Cache-Control"] == "no-store"
    for rest in TEXTS:
        answer = Client().get(f"/api/v1/petitions/{petition.slug}{rest}")
        assert (answer.status_code, answer["Location"]) == (302, f"/api/v1/petitions/{fresh.slug}{rest}")
    form = {"name": "Ann", "email": "ann@moved.example", "country": "GB", "version": "1-en"}
    answer = Client().post(f"/en/petitions/{petition.slug}/sign", form)
    assert (answer.status_code, answer["Location"]) == (302, f"/en/petitions/{fresh.slug}/")


def test_letters_to_signers_say_nothing_of_it(
    petition: Petition, nora: Account, now: datetime, mailbox: PostOffice
) -> None:
    fresh = hidden(petition, nora, now, "title")
    make_signed(fresh, OSCAR, now=now)
    deliver_all(now=now)
    letter = mailbox.last(OSCAR.email)
    assert "Ambrose" not in letter.subject + letter.text + letter.html
    assert "Title hidden by the people who run this site" in letter.text
    assert TITLE in mailbox.last(SUHARSA.email).text


def test_a_hidden_story_and_single_paragraphs(petition: Petition, nora: Account, now: datetime) -> None:
    fresh = hidden(petition, nora, now, "story:1", code="unsourced")
    page = Client().get(f"/en/petitions/{fresh.slug}/").content.decode()
    assert "21:40" not in page
    assert "A paragraph is hidden here by the people who run this site." in page
    assert "every day" in page
    assert "Who signs stands under the whole text" in page
    fresh = hidden(petition, nora, now, "story")
    for path, text in everything_public(fresh.slug):
        assert "21:40" not in text, path
        assert "every day" not in text, path
    assert "have hidden the story" in Client().get(f"/en/petitions/{fresh.slug}/").content.decode()
    show(petition_id=petition.pk, part="story", by=nora, now=now)
    show(petition_id=petition.pk, part="story:1", by=nora, now=now)
    assert "21:40" in Client().get(f"/en/petitions/{fresh.slug}/").content.decode()


def test_hidden_addressees_and_notes(now: datetime, nora: Account) -> None:
    petition = handed_in(now, title="A lamp", publication="moderated")
    set_addressees(petition=petition, choices=[AddresseeChoice("Jane Private"), AddresseeChoice("The council")])
    Petition.objects.filter(pk=petition.pk).update(note="Jane lives in Mill Lane.")
    publish(petition_id=petition.pk, by=nora, now=now)
    fresh = hidden(petition, nora, now, "addressee:1", "note", code="privacy")
    for path, text in everything_public(fresh.slug):
        assert "Jane" not in text, path
    page = Client().get(f"/en/petitions/{fresh.slug}/").content.decode()
    assert "somebody whose name is hidden" in page
    assert "The council" in page
    assert "hidden a note" in page
    found = Client().get(f"/api/v1/petitions/{fresh.slug}").json()
    assert [one["name"] for one in found["addressees"]] == ["", "The council"]
    assert found["hidden"] == ["addressee:1", "note"]


def test_the_text_is_not_given_and_its_hash_is(petition: Petition, nora: Account, now: datetime) -> None:
    path = f"/api/v1/petitions/{petition.slug}/versions/1.txt"
    kept = Client().get(path).content
    text_hash = base64.b64encode(hashlib.sha256(kept).digest()).decode()
    hidden(petition, nora, now, "starter_name", code="privacy")
    assert Client().get(path).content == kept
    hidden(petition, nora, now, "source:1", code="privacy")
    hidden(petition, nora, now, "story:2", code="unsourced")
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (403, "text/plain; charset=utf-8")
    told = answer.content.decode()
    assert text_hash in told
    assert "- source 1: A reason that can't be told in public" in told
    assert "- paragraph 2 of the story: A claim has no source" in told
    assert "starter" not in told
    assert Event.objects.get(pid=petition.pid, type="open").fields.split()[1] == text_hash
    page = Client().get(f"/en/petitions/{petition.slug}/count/").content.decode()
    assert "its exact bytes are not given" in page
    assert text_hash in page
    assert Client().get(f"/api/v1/petitions/{petition.slug}").json()["text_hash"] == text_hash
    assert Client().get(f"/api/v1/petitions/{petition.slug}/versions/2.txt").status_code == 404
    for part in ("source:1", "story:2"):
        show(petition_id=petition.pk, part=part, by=nora, now=now)
    assert Client().get(path).content == kept


def test_which_parts_there_are(petition: Petition, nora: Account, now: datetime) -> None:
    assert [one.name for one in parts_of(petition)] == [
        "title",
        "addressee:1",
        "story",
        "story:1",
        "story:2",
        "story:3",
        "source:1",
        "starter_name",
    ]
    for part in ("story:4", "story:0", "addressee:2", "note", "place", "photo", "", "nothing"):
        with pytest.raises(PartUnknown):
            hidden(petition, nora, now, part)


def test_an_appeal_against_a_hidden_part(petition: Petition, nora: Account, now: datetime, mailbox: PostOffice) -> None:
    oscar, suharsa = second_moderator(now), starter_of(petition)
    hidden(petition, nora, now, "title")
    deliver_all(now=now)
    letter = mailbox.last(SUHARSA.email)
    for body in (letter.text, letter.html):
        assert "the title" in body
        assert "appeal once, until 2 September 2026" in body
    assert "\n\n\n" not in letter.text
    made = appeal(petition_id=petition.pk, words="He was convicted.", by=suharsa, now=now)
    assert (made.decision.kind, made.decision.part) == ("hide", "title")
    with pytest.raises(AppealRefused):
        appeal(petition_id=petition.pk, words="Once more.", by=suharsa, now=now)
    with pytest.raises(AppealOpen):
        show(petition_id=petition.pk, part="title", by=oscar, now=now)
    with pytest.raises(SamePerson):
        answer_appeal(petition_id=petition.pk, is_granted=True, words="Yes.", by=nora, now=now)
    assert counts_by_state()[APPEALS] == 1
    answer = answer_appeal(
        petition_id=petition.pk, is_granted=True, words="So he was.", by=oscar, now=now + timedelta(hours=1)
    )
    assert (answer.kind, answer.part, answer.answers, answer.waited_seconds) == ("show", "title", made, 3600)
    fresh = Petition.objects.get(pk=petition.pk)
    assert (fresh.hidden, fresh.slug) == ("", petition.slug)
    deliver_all(now=now + timedelta(hours=1))
    letter = mailbox.last(SUHARSA.email)
    assert "is shown again" in letter.subject
    assert "So he was." in letter.text
    assert "Another person than the first has decided." in letter.text
    found = record(now).appeals
    assert (found.total, found.granted, found.turned_down, found.waiting) == (1, 1, 0, 0)
    assert [(one.kind, one.is_answer) for one in entries()] == [("show", True), ("hide", False)]


def test_an_appeal_against_a_hidden_part_is_turned_down_once(
    petition: Petition, nora: Account, now: datetime, mailbox: PostOffice
) -> None:
    oscar, suharsa = second_moderator(now), starter_of(petition)
    hidden(petition, nora, now, "story:1")
    appeal(petition_id=petition.pk, words="It is so.", by=suharsa, now=now)
    answer = answer_appeal(petition_id=petition.pk, is_granted=False, words="It is not.", by=oscar, now=now)
    assert (answer.kind, answer.part, Petition.objects.get(pk=petition.pk).hidden) == ("uphold", "story:1", "story:1")
    deliver_all(now=now)
    letter = mailbox.last(SUHARSA.email)
    assert "one part of it: paragraph 1 of the story" in letter.text
    assert "\n\n\n" not in letter.text
    with pytest.raises(AppealRefused):
        appeal(petition_id=petition.pk, words="Once more.", by=suharsa, now=now)
    show(petition_id=petition.pk, part="story:1", by=nora, now=now)
    hidden(petition, nora, now, "story:1")
    assert len(appealables(Petition.objects.get(pk=petition.pk), now)) == 1
    assert appealables(Petition.objects.get(pk=petition.pk), now + timedelta(days=183)) == []


def test_several_appeals_wait_beside_one_another(petition: Petition, nora: Account, now: datetime) -> None:
    oscar, suharsa = second_moderator(now), starter_of(petition)
    hidden(petition, nora, now, "source:1", "story:1")
    stop(petition_id=petition.pk, words=WORDS, code="unsourced", by=nora, now=now)
    fresh = Petition.objects.get(pk=petition.pk)
    standing = appealables(fresh, now)
    assert [(one.kind, one.part) for one in standing] == [("stop", ""), ("hide", "source:1"), ("hide", "story:1")]
    why: dict[str, Any] = {"words": "It is right.", "by": suharsa}
    for number, one in enumerate(standing):
        appeal(petition_id=petition.pk, decision=one.pk, now=now + timedelta(minutes=number), **why)
    assert (counts_by_state()[APPEALS], queue(APPEALS, now=now).total, len(queue(APPEALS, now=now).lines)) == (1, 1, 1)
    assert queue(APPEALS, now=now).lines[0].since == now
    last = open_appeals(petition.pk)[-1]
    answer = answer_appeal(
        petition_id=petition.pk, appeal=last.pk, is_granted=True, words="Yes.", by=oscar, now=now + timedelta(hours=1)
    )
    assert answer.part == "story:1"
    assert Petition.objects.get(pk=petition.pk).hidden == "source:1"
    first = answer_appeal(petition_id=petition.pk, is_granted=True, words="Yes.", by=oscar, now=now)
    assert first.kind == "reopen"
    take_down(petition_id=petition.pk, words=WORDS, code="libel", by=nora, now=now)
    assert [one.decision.part for one in open_appeals(petition.pk)] == ["source:1"]
    answer_appeal(petition_id=petition.pk, is_granted=True, words="Yes.", by=oscar, now=now)
    fresh = Petition.objects.get(pk=petition.pk)
    assert (fresh.hidden, fresh.state) == ("", State.TAKEN_DOWN)
    assert Decision.objects.filter(answers__isnull=False).count() == 3


def test_only_the_starter_appeals_and_only_about_what_stands(petition: Petition, nora: Account, now: datetime) -> None:
    fresh = hidden(petition, nora, now, "source:1")
    [standing] = appealables(fresh, now)
    for who, number in ((nora, standing.pk), (starter_of(petition), standing.pk + 1)):
        with pytest.raises(AppealRefused):
            appeal(petition_id=petition.pk, words="It is right.", decision=number, by=who, now=now)
    show(petition_id=petition.pk, part="source:1", by=nora, now=now)
    with pytest.raises(AppealRefused):
        appeal(petition_id=petition.pk, words="It is right.", by=starter_of(petition), now=now)
