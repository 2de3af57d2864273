"""The guided start from the first page to the published petition, by plain forms alone."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import MEHTAP
from tests.makers import make_picture
from tests.signing import deliver_all
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.jobs.models import Job
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.drafts import draft_of
from undersigned.petitions.queries.findings import findings
from undersigned.petitions.rules.states import State
from undersigned.web.visitors import moment

pytestmark = pytest.mark.django_db

STORY = "The last train leaves at 21:40.\r\n\r\n# What we ask\r\n\r\nA train at **23:10**."


@pytest.fixture
def browser():
    return Client()


def walk(browser, *, until="hand-in", prefix="/en/start/"):
    """Every step with something typed; each leads to the next."""
    forms = {
        "": {"title": "A night train to Kavakdere"},
        "addressees/": {"name": "Brambleworth Railways", "office": "Board", "act": "next"},
        "story/": {"story": STORY, "act": "next"},
        "photo/": {"photo": SimpleUploadedFile("a.jpg", make_picture()), "caption": "The platform", "link": ""},
        "sources/": {"title-1": "Timetable", "link-1": "https://railways.example/t", "act": "next"},
        "terms/": {
            "language": "en",
            "goal": "25,000",
            "handover": "names",
            "place": "Kavakdere",
            "topics": "trains, night",
        },
        "preview/": {},
    }
    for path, form in forms.items():
        page = browser.get(prefix + path)
        assert page.status_code == 200
        answer = browser.post(prefix + path, form)
        assert answer.status_code == 302, answer.content.decode()
        following = answer["Location"]
    assert following == f"{prefix}{until}/"
    return Petition.objects.get()


def test_each_step_is_kept_in_the_draft(browser):
    petition = walk(browser)
    draft = draft_of(petition)
    assert (draft.title, draft.story) == ("A night train to Kavakdere", STORY.replace("\r\n", "\n"))
    assert [(one.name, one.office) for one in draft.addressees] == [("Brambleworth Railways", "Board")]
    assert [(one.title, one.link) for one in draft.sources] == [("Timetable", "https://railways.example/t")]
    assert (draft.goal, draft.handover, draft.place, draft.topics) == (
        25_000,
        "names",
        "Kavakdere",
        ("trains", "night"),
    )
    assert draft.photo is not None
    assert (draft.photo.caption, draft.missing) == ("The platform", ())


def test_the_starter_says_that_signing_is_dangerous_and_may_think_again(browser):
    petition = walk(browser)
    assert not draft_of(petition).is_sensitive
    form = {"language": "en", "handover": "number"}
    for said in ("yes", ""):
        assert browser.post("/en/start/terms/", {**form, "sensitive": said}).status_code == 302
        assert draft_of(Petition.objects.get()).is_sensitive is (said == "yes")
        page = browser.get("/en/start/terms/").content.decode()
        assert ('name="sensitive" value="yes" checked' in page) is (said == "yes")


def test_a_draft_survives_a_closed_browser(browser):
    petition = walk(browser)
    cookie = browser.cookies["draft"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 24 * 3600
    reopened = Client()
    reopened.cookies["draft"] = cookie.value
    assert "A night train to Kavakdere" in reopened.get("/en/start/").content.decode()
    assert "The last train leaves" in reopened.get("/tr/start/story/").content.decode()
    assert draft_of(petition).title in reopened.get("/en/start/preview/").content.decode()


def test_only_the_keeper_reads_and_writes_a_draft(browser):
    petition = walk(browser)
    for value in ("", petition.pid, f"{petition.pid}:forged", browser.cookies["draft"].value[:-1] + "x"):
        stranger = Client()
        stranger.cookies["draft"] = value
        for path in ("addressees", "story", "photo", "sources", "terms", "preview", "hand-in", "check-mail"):
            assert stranger.get(f"/en/start/{path}/")["Location"] == "/en/start/"
            assert stranger.post(f"/en/start/{path}/", {"story": "Mine", "act": "next"})["Location"] == "/en/start/"
        assert "A night train" not in stranger.get("/en/start/").content.decode()
    assert draft_of(petition).story.startswith("The last train")
    assert Petition.objects.count() == 1


def test_the_preview_is_the_page(browser):
    petition = walk(browser)
    preview = browser.get("/en/start/preview/").content.decode()
    for part in (
        "<h1", "A night train to Kavakdere", "<h3>What we ask</h3>", "<strong>23:10</strong>", "Timetable",
        "25,000", "It is the only petition on this site so far", "/media/photos/",
    ):  # fmt: skip
        assert part in preview
    assert re.search(r"<button[^>]*disabled>Sign</button>", preview)
    assert petition.state == State.DRAFT


def test_mail_link_published(browser, mailbox, settings):
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"publication": "immediate"})
    walk(browser)
    answer = browser.post("/en/start/hand-in/", {"name": MEHTAP.name, "email": MEHTAP.email})
    assert answer.status_code == 200
    assert MEHTAP.email in answer.content.decode()
    assert Petition.objects.get().state == State.UNCONFIRMED
    assert "On its way" not in browser.get("/en/start/check-mail/").content.decode()
    assert deliver_all(now=moment()) == 1
    link = mailbox.last(MEHTAP.email).link
    # Another device: the link needs no cookie.
    phone = Client()
    path = re.sub(r"^https?://[^/]+", "", link)
    assert phone.get(path).status_code == 200
    assert Petition.objects.get().state == State.UNCONFIRMED
    assert phone.post(path).status_code == 302
    petition = Petition.objects.get()
    assert (petition.state, petition.starter_name) == (State.PUBLISHED, MEHTAP.name)
    assert phone.get(f"/en/petitions/{petition.slug}/").status_code == 200
    assert findings() == []
    # The browser's draft is over: the first page is empty again.
    assert "A night train" not in browser.get("/en/start/").content.decode()
    assert browser.get("/en/start/story/")["Location"] == "/en/start/"
    assert not Job.objects.exists()


def test_a_person_who_is_signed_in_hands_in_at_once(browser, settings):
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"publication": "moderated"})
    account = ensure_account(email=MEHTAP.email, now=moment())
    browser.force_login(account)
    walk(browser)
    page = browser.get("/en/start/hand-in/").content.decode()
    assert 'name="email"' not in page
    answer = browser.post("/en/start/hand-in/", {"name": "The Kavakdere night train"})
    petition = Petition.objects.get()
    assert (petition.state, petition.starter, petition.starter_name) == (
        State.HELD,
        account,
        "The Kavakdere night train",
    )
    assert answer["Location"] == f"/en/desk/petitions/{petition.slug}/?said=handed_in"
    assert browser.cookies["draft"].value == ""


def test_a_change_after_the_letter_calls_it_back(browser):
    walk(browser)
    browser.post("/en/start/hand-in/", {"name": MEHTAP.name, "email": MEHTAP.email})
    assert "that link stops working" in browser.get("/en/start/story/").content.decode()
    browser.post("/en/start/story/", {"story": "Another story", "act": "next"})
    assert Petition.objects.get().state == State.DRAFT
    assert browser.get("/en/start/check-mail/")["Location"] == "/en/start/hand-in/"


def test_a_new_draft_after_putting_one_away(browser):
    first = walk(browser)
    assert browser.post("/en/start/another/")["Location"] == "/en/start/"
    assert "A night train" not in browser.get("/en/start/").content.decode()
    browser.post("/en/start/", {"title": "A footbridge"})
    assert Petition.objects.exclude(pk=first.pk).count() == 1
    assert draft_of(first).title == "A night train to Kavakdere"


def test_in_turkish(browser):
    petition = walk(browser, prefix="/tr/start/")
    assert petition.language == "en"
    assert '<html lang="tr"' in browser.get("/tr/start/preview/").content.decode()
