"""Nora moderates: a petition waits, she reads it, says yes or no in words, and takes one down that had stood."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.cast import MEHTAP, NORA, OSCAR
from tests.journeys.conftest import Town
from tests.journeys.test_mehtap import STEPS, TITLE
from tests.staff_pass import show_code
from undersigned.accounts.actions.create_staff import create_staff
from undersigned.petitions.models import Petition

WORDS = "Please name whom you ask."


@pytest.fixture(autouse=True)
def moderated(town: Town, settings) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"publication": "moderated"})


def held(town: Town) -> str:
    """Slug of a petition that waits for Nora."""
    browser = town.browser(MEHTAP)
    for path, form in STEPS.items():
        browser.post(f"/tr/start/{path}", form)
    browser.post("/tr/start/hand-in/", {"name": MEHTAP.name, "email": MEHTAP.email})
    browser.post(urlsplit(town.letter(MEHTAP).link).path)
    slug = Petition.objects.get().slug
    assert Client().get(f"/tr/petitions/{slug}/").status_code == 404
    return slug


def nora(town: Town) -> Client:
    """Her browser, signed in by a mailed link and the code of her phone."""
    account = create_staff(email=NORA.email, role="moderator", now=town.clock())
    browser = town.browser(NORA)
    browser.post("/en/desk/sign-in/", {"email": NORA.email, "act": "link"})
    browser.post(urlsplit(town.letter(NORA).link).path)
    show_code(browser, account)
    return browser


def publish(browser: Client, slug: str) -> None:
    """What she read is what she publishes: the form carries its revision."""
    revision = browser.get(f"/staff/petitions/{slug}/").context["row"].revision
    assert browser.post(f"/staff/petitions/{slug}/publish", {"revision": revision}).status_code == 302


def test_she_publishes_and_the_starter_hears_of_it(town: Town) -> None:
    slug = held(town)
    browser = nora(town)
    assert TITLE.partition("'")[0] in browser.get("/staff/").content.decode()
    publish(browser, slug)
    letter = town.letter(MEHTAP)
    assert f"/petitions/{slug}/" in letter.text
    town.sign(OSCAR, slug, version="1-tr")
    town.confirm(OSCAR)
    assert town.count(slug) == 1


def test_she_refuses_with_words_and_never_without(town: Town) -> None:
    slug = held(town)
    browser = nora(town)
    assert browser.post(f"/staff/petitions/{slug}/refuse", {"words": " "}).status_code == 422
    assert browser.post(f"/staff/petitions/{slug}/refuse", {"words": WORDS, "code": "unclear"}).status_code == 302
    assert WORDS in town.letter(MEHTAP).text
    assert Client().get(f"/tr/petitions/{slug}/").status_code == 404


def test_what_she_takes_down_leaves_a_marker_and_no_text(town: Town) -> None:
    slug = held(town)
    browser = nora(town)
    publish(browser, slug)
    town.turn()
    town.sign(OSCAR, slug, version="1-tr")
    town.confirm(OSCAR)
    assert browser.post(f"/staff/petitions/{slug}/take-down", {"words": WORDS, "code": "unclear"}).status_code == 302
    town.turn()
    marker = Client().get(f"/tr/petitions/{slug}/")
    assert "23.10" not in marker.content.decode()
    assert town.sign(OSCAR, slug, version="1-tr").status_code in {404, 409, 410}
