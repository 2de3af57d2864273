"""The moderators' acts by form: holding, noting, changing, hiding, and what is said when something lacks."""

import pytest
from django.test import Client

from tests.cast import NORA, OSCAR
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.web.desk.visiting import moment, petition_of, press, sign_in
from undersigned.accounts.models import Account
from undersigned.moderation.actions.edit import edit
from undersigned.moderation.actions.hold import hold
from undersigned.moderation.actions.let_go import let_go
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.models import Decision, Note
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
WORDS = "Please say which platform you mean."


@pytest.fixture
def nora(db: None, mailbox: PostOffice) -> Client:
    make_staff(now=moment())
    return sign_in(NORA, mailbox)


def at(petition: Petition, act: str = "") -> str:
    return f"/staff/petitions/{petition.slug}/{act}"


def page_of(client: Client, petition: Petition) -> str:
    return str(client.get(at(petition)).content.decode())


def test_a_hold_is_seen_and_taken_over(nora: Client, mailbox: PostOffice) -> None:
    held = petition_of(publication="moderated")
    make_staff(now=moment(), person=OSCAR)
    oscar = sign_in(OSCAR, mailbox)
    assert press(nora, at(held), at=at(held, "hold"))["Location"] == f"{at(held)}?said=hold"
    assert "You have it to yourself until" in page_of(nora, held)
    assert "is reading it until" in page_of(oscar, held)
    assert "somebody is reading it" in oscar.get("/staff/").content.decode()
    form = {"revision": str(held.revision)}
    answer = press(oscar, at(held), form, at=at(held, "publish"))
    assert answer.status_code == 409
    assert "Somebody else is reading this petition now." in answer.content.decode()
    press(oscar, at(held), at=at(held, "take-over"))
    assert press(nora, at(held), form, at=at(held, "publish")).status_code == 409
    press(oscar, at(held), at=at(held, "let-go"))
    assert press(nora, at(held), form, at=at(held, "publish")).status_code == 302


def test_a_note_is_for_the_staff(nora: Client) -> None:
    held = petition_of(publication="moderated")
    assert press(nora, at(held), {"note": " "}, at=at(held, "note")).status_code == 422
    press(nora, at(held), {"note": "<i>Asked</i> the council."}, at=at(held, "note"))
    assert Note.objects.get().words == "<i>Asked</i> the council."
    assert "&lt;i&gt;Asked&lt;/i&gt; the council." in page_of(nora, held)


def test_changing_a_text(nora: Client) -> None:
    held = petition_of(publication="moderated")
    form = {"title": "A night train", "story": "It left.", "words": "A name is gone.", "revision": str(held.revision)}
    for lacks in ("title", "story", "words"):
        answer = press(nora, at(held, "edit/"), form | {lacks: " "})
        assert answer.status_code == 422
        assert f'id="e-{lacks}"' in answer.content.decode()
    assert not Decision.objects.exists()
    assert press(nora, at(held, "edit/"), form)["Location"] == f"{at(held)}?said=edit"
    page = page_of(nora, held)
    assert "What the staff changed" in page
    assert "<del>" in page
    assert "A name is gone." in page


def test_a_changed_text_that_can_not_be_saved_is_kept_in_the_form(nora: Client) -> None:
    held = petition_of(publication="moderated")
    form = {"title": "A night train", "story": "It left.", "words": "A name is gone.", "revision": str(held.revision)}
    other = make_staff(now=moment(), person=OSCAR)
    hold(petition_id=held.pk, by=other, now=moment())
    _is_kept(nora, held, form, "Somebody else is reading this petition now. You can take it over on its page")
    let_go(petition_id=held.pk, by=other, now=moment())
    edit(
        petition_id=held.pk,
        title="It runs",
        story="Every night.",
        words=WORDS,
        revision=held.revision,
        by=other,
        now=moment(),
    )
    page = _is_kept(nora, held, form, "The petition was changed meanwhile.")
    assert "<p>Every night.</p>" in page
    read = page.partition('name="revision" value="')[2].partition('"')[0]
    answer = press(nora, at(held, "edit/"), form | {"revision": read})
    assert answer["Location"] == f"{at(held)}?said=edit"
    form["story"], page = "It left once more.", nora.get(at(held, "edit/")).content.decode()
    refuse(petition_id=held.pk, words=WORDS, code="unclear", by=other, now=moment())
    form["csrfmiddlewaretoken"] = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = nora.post(at(held, "edit/"), form)
    assert answer.status_code == 409
    assert "It left once more.</textarea>" in answer.content.decode()
    assert nora.get(at(held, "edit/"))["Location"] == at(held)


def _is_kept(client: Client, held: Petition, form: dict[str, str], why: str) -> str:
    answer = press(client, at(held, "edit/"), form)
    page = str(answer.content.decode())
    assert answer.status_code == 409
    assert why in page
    for typed in ('value="A night train"', "It left.</textarea>", "A name is gone.</textarea>"):
        assert typed in page
    return page


def test_a_reason_and_an_original_are_asked_for(nora: Client) -> None:
    held = petition_of(publication="moderated")
    for form, field in (
        ({"words": WORDS}, "code"),
        ({"words": WORDS, "code": "duplicate", "original": "x"}, "original"),
    ):
        for act in ("refuse", "correct"):
            answer = press(nora, at(held), form, at=at(held, act))
            assert answer.status_code == 422
            assert f'id="e-{field}"' in answer.content.decode()
            assert WORDS in answer.content.decode()
    assert not Decision.objects.exists()


def test_hiding_and_showing(nora: Client) -> None:
    public = petition_of()
    form = {"words": WORDS, "code": "privacy", "part": "starter_name"}
    press(nora, at(public), form, at=at(public, "hide"))
    assert "Show it again" in page_of(nora, public)
    address = f"/en/petitions/{public.slug}/"
    assert "starter's name is hidden" in Client().get(address).content.decode()
    press(nora, at(public), {"part": "starter_name"}, at=at(public, "show"))
    assert "starter's name is hidden" not in Client().get(address).content.decode()


def test_there_are_no_buttons_for_ones_own_petition(nora: Client, mailbox: PostOffice) -> None:
    held = petition_of(publication="moderated")
    Petition.objects.filter(pk=held.pk).update(starter=Account.objects.get(role="moderator"))
    assert "This is your own petition" not in page_of(nora, held)
    make_staff(now=moment(), person=OSCAR)
    page = page_of(nora, held)
    assert "This is your own petition: another person decides about it." in page
    assert not any(f'{at(held, act)}"' in page for act in ("publish", "refuse", "correct", "edit/"))
    answer = press(nora, at(held), {"revision": str(held.revision)}, at=at(held, "publish"))
    assert answer.status_code == 409
    assert "another person decides about it. Nothing was changed." in answer.content.decode()
    assert f'{at(held, "publish")}"' in page_of(sign_in(OSCAR, mailbox), held)
