"""Each step's refusals: beside the field, with what was typed still there."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.makers import make_picture, make_published
from undersigned.petitions.models import Addressee, Petition, Photo
from undersigned.petitions.queries.drafts import draft_of
from undersigned.web.visitors import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser():
    """A browser with a draft that has a title."""
    browser = Client()
    browser.post("/en/start/", {"title": "A footbridge"})
    return browser


def the_draft():
    return draft_of(Petition.objects.filter(published_at=None).latest("id"))


def refused(answer, *parts):
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page or "fieldset" in page
    assert "<title>Error: " in page
    for part in parts:
        assert part in page


@pytest.mark.parametrize(
    ("path", "form", "sentence", "typed"),
    [
        ("", {"title": "  "}, "Please write something here.", ""),
        ("", {"title": "x" * 201}, "This is too long.", "x" * 201),
        ("", {"title": "a\u202eb<script>"}, "turns the direction of writing", "a\u202eb<script>"),
        ("addressees/", {"name": "", "office": "Board", "act": "add"}, "Please write something here.", "Board"),
        ("addressees/", {"name": "", "act": "next"}, "A petition needs somebody who is asked.", ""),
        ("addressees/", {"name": "x\x07", "act": "next"}, "that can't be shown", ""),
        ("story/", {"story": " \n "}, "A petition needs a story", ""),
        ("story/", {"story": "x" * 30_001}, "This is too long.", "xxx"),
        ("photo/", {"caption": "x" * 301, "link": ""}, "This is too long.", "xxx"),
        ("photo/", {"caption": "The bridge", "link": "javascript:x"}, "must be an address", "javascript:x"),
        ("sources/", {"title-1": "", "link-1": "https://a.example/"}, "Please write something", "https://a.example/"),
        ("sources/", {"title-2": "T", "link-2": "nowhere"}, "must be an address", "nowhere"),
        ("terms/", {"language": "en", "handover": "number", "goal": "many"}, "a whole number", "many"),
        ("terms/", {"language": "xx", "handover": "number"}, "one of these languages", ""),
        ("terms/", {"language": "en", "handover": "all"}, "Please choose one of these.", ""),
        ("terms/", {"language": "en", "handover": "number", "topics": ",".join("abcdefghijk")}, "too long", "a,b,c"),
    ],
)
def test_what_can_not_be_taken(browser, path, form, sentence, typed):
    before = the_draft()
    refused(browser.post(f"/en/start/{path}", form), sentence, typed)
    assert the_draft() == before


def test_invalid_bytes_are_refused_at_the_field(browser):
    body = b"title=%FF%FE&seen="
    answer = browser.post("/en/start/", body, content_type="application/x-www-form-urlencoded")
    refused(answer, "can't be shown")


def test_scripts_and_templates_show_as_text(browser):
    browser.post("/en/start/", {"title": "<script>alert(1)</script>{{ 7 }}"})
    for path in ("", "preview/"):
        page = browser.get(f"/en/start/{path}").content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 }}" in page


def test_similar_petitions_are_shown_once_before_one_goes_on(browser):
    make_published(moment(), title="A footbridge over the river")
    answer = browser.post("/en/start/", {"title": "A footbridge, please, over the river", "seen": "A footbridge"})
    assert answer.status_code == 200
    assert "A footbridge over the river" in answer.content.decode()
    assert the_draft().title == "A footbridge, please, over the river"
    again = browser.post("/en/start/", {"title": the_draft().title, "seen": the_draft().title})
    assert again["Location"] == "/en/start/addressees/"


def test_the_list_of_similar_petitions_alone(browser):
    make_published(moment(), title="A footbridge over the river")
    found = browser.get("/en/start/similar/", {"title": "footbridge"}).content.decode()
    assert "A footbridge over the river" in found
    assert "<html" not in found
    assert "footbridge" not in browser.get("/en/start/similar/", {"title": "library"}).content.decode()


def test_addressees_come_from_the_directory_and_go_again(browser):
    mayor = Addressee.objects.filter(name="Brambleworth Railways")
    make_published(moment())
    page = browser.get("/en/start/addressees/", {"q": "bramble"}).content.decode()
    assert f'value="known-{mayor.get().pk}"' in page
    for _ in range(2):
        assert browser.post("/en/start/addressees/", {"act": f"known-{mayor.get().pk}"}).status_code == 302
    browser.post("/en/start/addressees/", {"act": "add", "name": "A new council", "office": "", "body": ""})
    assert [one.name for one in the_draft().addressees] == ["Brambleworth Railways", "A new council"]
    assert 'value="known-' not in browser.get("/en/start/addressees/", {"q": "bramble"}).content.decode()
    browser.post("/en/start/addressees/", {"act": f"remove-{mayor.get().pk}"})
    assert [one.name for one in the_draft().addressees] == ["A new council"]
    assert browser.post("/en/start/addressees/", {"act": "next"})["Location"] == "/en/start/story/"


@pytest.mark.parametrize("act", ["known-x", "known-", "known-999999999", "known-" + "9" * 40, "remove-x"])
def test_acts_that_the_page_does_not_offer_change_nothing(browser, act):
    assert browser.post("/en/start/addressees/", {"act": act}).status_code == 302
    assert the_draft().addressees == ()


def test_no_more_addressees_than_fit(browser):
    for number in range(12):
        browser.post("/en/start/addressees/", {"act": "add", "name": f"Council {number}"})
    assert len(the_draft().addressees) == 10
    assert 'name="office"' not in browser.get("/en/start/addressees/").content.decode()


def test_the_preview_of_a_story_by_button_and_alone(browser):
    page = browser.post("/en/start/story/", {"story": "So **much**", "act": "preview"})
    assert page.status_code == 200
    assert "<p>So <strong>much</strong></p>" in page.content.decode()
    assert the_draft().story == "So **much**"
    alone = browser.post("/en/start/story/preview/", {"story": "Other *words* <script>"})
    assert alone.content.decode() == "<p>Other <em>words</em> &lt;script&gt;</p>\n"
    assert the_draft().story == "So **much**"
    assert browser.get("/en/start/story/preview/").status_code == 405
    assert browser.post("/en/start/story/preview/", {"story": "x" * 30_001}).status_code == 422


def photo_form(content, **more):
    return {"photo": SimpleUploadedFile("photo.jpg", content, "image/jpeg"), "caption": "", "link": "", **more}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"no photo", "not a photo that can be shown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Drawings in SVG"),
        (make_picture(50, 50), "too small"),
        (make_picture()[:3000], "damaged"),
        (make_picture(5000, 4000, "PNG"), "too many pixels"),
    ],
    ids=["empty", "text", "svg", "small", "broken", "pixels"],
)
def test_photos_that_can_not_be_taken(browser, content, sentence):
    refused(browser.post("/en/start/photo/", photo_form(content, caption="The bridge")), sentence, "The bridge")
    assert not Photo.objects.exists()


def test_a_photo_and_its_words_can_be_changed_and_removed(browser):
    assert browser.post("/en/start/photo/", photo_form(make_picture(), caption="One")).status_code == 302
    assert browser.post("/en/start/photo/", {"caption": "Two", "link": "https://p.example/"}).status_code == 302
    photo = Photo.objects.get()
    assert (photo.caption, photo.link) == ("Two", "https://p.example/")
    assert f"{photo.key}-640.jpg" in browser.get("/en/start/photo/").content.decode()
    assert browser.post("/en/start/photo/", {"act": "remove"})["Location"] == "/en/start/photo/"
    assert not Photo.objects.exists()


def test_sources_grow_by_rows(browser):
    page = browser.get("/en/start/sources/").content.decode()
    assert 'name="title-2"' in page
    assert 'name="title-3"' not in page
    form = {"title-1": "One", "title-2": "Two", "publisher-2": "House", "date-2": "1838", "act": "more"}
    assert browser.post("/en/start/sources/", form)["Location"] == "/en/start/sources/"
    assert 'name="title-4"' in browser.get("/en/start/sources/").content.decode()
    assert browser.post("/en/start/sources/", {"title-2": "Two", "title-3": "Three"})["Location"] == "/en/start/terms/"
    assert [one.title for one in the_draft().sources] == ["Two", "Three"]


def test_what_is_missing_leads_back_to_its_step(browser):
    assert browser.get("/en/start/hand-in/")["Location"] == "/en/start/addressees/?missing=1"
    refused(browser.get("/en/start/addressees/?missing=1"), "A petition needs somebody who is asked.")
    browser.post("/en/start/addressees/", {"act": "next", "name": "Council"})
    assert browser.post("/en/start/hand-in/", {"name": "M", "email": "m@a.example"})["Location"] == (
        "/en/start/story/?missing=1"
    )
    assert "It still needs:" in browser.get("/en/start/preview/").content.decode()


@pytest.fixture
def ready(browser):
    browser.post("/en/start/addressees/", {"act": "next", "name": "Council"})
    browser.post("/en/start/story/", {"story": "Why"})
    return browser


@pytest.mark.parametrize(
    "email",
    [
        "",
        "nobody",
        "a@b@c.example",
        "a@b.example, c@d.example",
        "a@b.example\nBcc: c@d.example",
        "a@[127.0.0.1]",
        "x" * 400 + "@a.example",
    ],
)
def test_addresses_that_can_not_be_one(ready, email):
    refused(ready.post("/en/start/hand-in/", {"name": "Mehtap", "email": email}), "not an e-mail address", "Mehtap")
    assert the_draft().is_waiting is False


def test_a_domain_that_looks_mistyped_is_hinted_at_and_not_changed(ready):
    page = ready.post("/en/start/hand-in/", {"name": "Mehtap", "email": "mehtap@gmial.com"}).content.decode()
    assert "mehtap@gmial.com" in page
    assert "mehtap@gmail.com" in page


def test_pages_are_kept_by_nobody_and_need_their_token(ready):
    for path in ("", "addressees/", "story/", "photo/", "sources/", "terms/", "preview/", "hand-in/"):
        answer = ready.get(f"/en/start/{path}")
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/en/start/", {"title": "From elsewhere"}).status_code == 403
    assert not Petition.objects.filter(versions__texts__title="From elsewhere").exists()


def test_a_draft_handed_in_meanwhile_is_written_no_more(ready):
    draft = the_draft()
    Petition.objects.filter(pk=draft.id).update(state="held")
    assert ready.post("/en/start/story/", {"story": "Later"})["Location"] == "/en/start/"
    assert the_draft().story == "Why"
