"""Correcting a petition on the desk: all that the guided start asks, with what was typed kept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import MEHTAP, NORA
from tests.makers import make_picture
from tests.moderation.deciding import WORDS
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.web.desk.visiting import moment, petition_of, press, sign_in, starter
from undersigned.moderation.actions.ask_correction import ask_correction
from undersigned.moderation.differences import changed_texts
from undersigned.petitions.models import Petition, Photo
from undersigned.petitions.queries.drafts import Draft, draft_of
from undersigned.petitions.rules.drafts import AddresseeChoice, SourceEntry

pytestmark = pytest.mark.django_db
STORY = "A train at 23:10.\n\nEvery day."
ALL = {
    "title": "A night train, at last",
    "story": STORY,
    "who-1": "The town council of Kavakdere",
    "office-1": "Mayor",
    "body-1": "",
    "who-2": "",
    "office-2": "",
    "body-2": "",
    "title-1": "Timetable 2027",
    "publisher-1": "Brambleworth Railways",
    "date-1": "2027",
    "link-1": "https://railways.example/2027",
    "caption": "",
    "link": "",
    "language": "en",
    "goal": "2,500",
    "handover": "names",
    "place": "Kavakdere",
    "topics": "transport, night",
    "name": "Mehtap K.",
}


@pytest.fixture
def mehtap(db: None, mailbox: PostOffice) -> Client:
    starter()
    return sign_in(MEHTAP, mailbox)


@pytest.fixture
def petition(mehtap: Client) -> Petition:
    asked = petition_of(publication="moderated")
    nora = make_staff(now=moment())
    ask_correction(petition_id=asked.pk, words=WORDS, code="unclear", by=nora, now=moment())
    return Petition.objects.get(pk=asked.pk)


def at(petition: Petition) -> str:
    return f"/en/desk/petitions/{petition.slug}/edit/"


def kept(petition: Petition) -> Draft:
    return draft_of(Petition.objects.get(pk=petition.pk))


def test_all_that_the_guided_start_asks_is_changed(mehtap: Client, petition: Petition) -> None:
    page = mehtap.get(at(petition)).content.decode()
    for value in ("A night train to Kavakdere", "Brambleworth Railways", "https://railways.example/timetable"):
        assert value in page
    answer = press(mehtap, at(petition), ALL)
    assert answer["Location"] == f"/en/desk/petitions/{petition.slug}/?said=changed"
    draft = kept(petition)
    assert (draft.title, draft.story, draft.state) == ("A night train, at last", STORY, "correcting")
    assert [(one.name, one.office) for one in draft.addressees] == [("The town council of Kavakdere", "Mayor")]
    assert draft.sources == (
        SourceEntry("Timetable 2027", "Brambleworth Railways", "2027", "https://railways.example/2027"),
    )
    assert (draft.goal, draft.handover, draft.place, draft.topics, draft.starter_name) == (
        2500,
        "names",
        "Kavakdere",
        ("transport", "night"),
        "Mehtap K.",
    )


def test_moderators_see_what_changed_beside_the_text(mehtap: Client, petition: Petition, mailbox: PostOffice) -> None:
    press(mehtap, at(petition), ALL)
    [change] = changed_texts(Petition.objects.get(pk=petition.pk))
    assert [name for name, _pieces in change.rest] == [
        "addressees",
        "sources",
        "place",
        "topics",
        "goal",
        "handover",
        "starter_name",
    ]
    page = sign_in(NORA, mailbox).get(f"/staff/petitions/{petition.slug}/").content.decode()
    assert "What the starter changed" in page
    assert "<del>Brambleworth Railways, Board, Brambleworth</del>" in page
    assert "<ins>The town council of Kavakdere, Mayor</ins>" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "A petition needs a title."),
        ({"story": " "}, "A petition needs a story"),
        ({"who-1": "", "office-1": ""}, "A petition needs somebody who is asked."),
        ({"who-1": ""}, "Please write something here."),
        ({"title-1": ""}, "Please write something here."),
        ({"link-1": "railways"}, "This must be an address like"),
        ({"link": "javascript:x"}, "This must be an address like"),
        ({"goal": "many"}, "This must be a whole number"),
        ({"language": "xx"}, "Please choose one of these languages."),
        ({"handover": "all"}, "Please choose one of these."),
        ({"name": ""}, "Please write something here."),
        ({"topics": ",".join("abcdefghijk")}, "This is too long."),
    ],
)
def test_a_fault_stands_beside_its_field_and_nothing_is_saved(
    mehtap: Client, petition: Petition, wrong: dict[str, str], words: str
) -> None:
    before = kept(petition)
    answer = press(mehtap, at(petition), {**ALL, **wrong})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count(words) >= 2
    assert "<title>Error:" in page
    [name] = [name for name in wrong if f'id="e-{name}"' in page]
    assert f'href="#f-{name}"' in page
    for field, value in {**ALL, **wrong}.items():
        if field not in {"handover", "language", "story"}:
            assert not value or f'value="{value}"' in page
    assert kept(petition) == before


def test_a_photo_is_taken_described_and_removed(mehtap: Client, petition: Petition) -> None:
    def sent(**more: Any) -> Any:
        return press(mehtap, at(petition), {**ALL, **more})

    picture = SimpleUploadedFile("p.jpg", make_picture(), "image/jpeg")
    answer = sent(photo=picture, caption="The platform", goal="many")
    assert answer.status_code == 422
    assert "Please choose the photo once more" in answer.content.decode()
    assert not Photo.objects.exists()
    assert sent(photo=SimpleUploadedFile("p.jpg", b"no photo", "image/jpeg")).status_code == 422
    assert kept(petition).title == "A night train to Kavakdere"
    picture.seek(0)
    assert sent(photo=picture, caption="The platform").status_code == 302
    assert Photo.objects.get().caption == "The platform"
    assert sent(caption="Platform 2").status_code == 302
    assert Photo.objects.get().caption == "Platform 2"
    assert sent(remove_photo="yes").status_code == 302
    assert not Photo.objects.exists()


def test_whether_it_is_dangerous_to_sign_is_asked_again(mehtap: Client, petition: Petition) -> None:
    press(mehtap, at(petition), {**ALL, "asked_sensitive": "1", "sensitive": "yes"})
    assert kept(petition).is_sensitive
    press(mehtap, at(petition), ALL)
    assert kept(petition).is_sensitive
    press(mehtap, at(petition), {**ALL, "asked_sensitive": "1"})
    assert not kept(petition).is_sensitive


def test_more_rows_and_fields_that_were_not_sent(mehtap: Client, petition: Petition) -> None:
    answer = press(mehtap, at(petition), {**ALL, "who-2": "The railways", "act": "more"})
    assert answer["Location"] == at(petition)
    page = mehtap.get(at(petition)).content.decode()
    assert 'name="who-4"' in page
    assert 'name="title-3"' in page
    press(mehtap, at(petition), {"title": "Only this"})
    draft = kept(petition)
    assert (draft.title, draft.story, draft.goal, len(draft.addressees)) == ("Only this", STORY, 2500, 2)
    assert AddresseeChoice(draft.addressees[1].name) == AddresseeChoice("The railways")
