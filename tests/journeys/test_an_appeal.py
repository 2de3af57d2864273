"""Mehtap's petition is asked back, handed in again, refused, appealed for, and published by another person."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests.cast import MEHTAP, NORA, OSCAR, VICTOR, Person
from tests.journeys.conftest import Town
from tests.journeys.test_mehtap import STEPS
from tests.staff_pass import show_code
from undersigned.accounts.actions.create_staff import create_staff
from undersigned.accounts.queries import account_by_email
from undersigned.petitions.models import Petition

WHY = {"words": "Please say which station you mean.", "code": "unclear"}


@pytest.fixture(autouse=True)
def moderated(town: Town, settings) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"publication": "moderated"})


def moderator(town: Town, person: Person) -> Client:
    """Their browser, signed in by a mailed link and a code."""
    create_staff(email=person.email, role="moderator", now=town.clock())
    browser = town.browser(person)
    browser.post("/en/desk/sign-in/", {"email": person.email, "act": "link"})
    browser.post(urlsplit(town.letter(person).link).path)
    account = account_by_email(person.email)
    assert account is not None
    show_code(browser, account)
    return browser


def hand_in(town: Town) -> tuple[Client, str]:
    """Mehtap's browser and the slug of her petition."""
    browser = town.browser(MEHTAP)
    for path, form in STEPS.items():
        browser.post(f"/tr/start/{path}", form)
    browser.post("/tr/start/hand-in/", {"name": MEHTAP.name, "email": MEHTAP.email})
    browser.post(urlsplit(town.letter(MEHTAP).link).path)
    return browser, Petition.objects.get().slug


def test_held_corrected_refused_appealed_published(town: Town) -> None:
    mehtap, slug = hand_in(town)
    nora, victor = moderator(town, NORA), moderator(town, VICTOR)
    assert nora.post(f"/staff/petitions/{slug}/hold").status_code == 302
    assert victor.post(f"/staff/petitions/{slug}/correct", WHY).status_code == 409
    assert nora.post(f"/staff/petitions/{slug}/correct", WHY).status_code == 302
    assert WHY["words"] in town.letter(MEHTAP).text

    desk = f"/en/desk/petitions/{slug}/"
    assert WHY["words"] in town.read(desk, mehtap)
    text = {"title": "Kavakdere'ye gece treni", "story": "Kavakdere istasyonuna 23.10'da."}
    assert mehtap.post(f"{desk}edit/", text)["Location"].endswith("?said=changed")
    assert mehtap.post(f"{desk}hand-in")["Location"].endswith("?said=handed_in_again")
    page = town.read(f"/staff/petitions/{slug}/", nora)
    assert "What the starter changed" in page
    assert "istasyonuna" in page
    assert nora.post(f"/staff/petitions/{slug}/correct", WHY).status_code == 409

    assert nora.post(f"/staff/petitions/{slug}/refuse", WHY).status_code == 302
    letter = town.letter(MEHTAP).text
    assert f"/tr/desk/petitions/{slug}/" in letter
    assert mehtap.post(f"{desk}appeal", {"words": " "}).status_code == 422
    appealed = mehtap.post(f"{desk}appeal", {"words": "There is one station alone."})
    assert appealed["Location"].endswith("?said=appealed")
    assert "waits for its answer" in town.read(desk, mehtap)
    assert slug in nora.get("/staff/?state=appeals").content.decode()

    assert nora.post(f"/staff/petitions/{slug}/grant", {"answer": "So be it."}).status_code == 409
    assert victor.post(f"/staff/petitions/{slug}/grant", {"answer": ""}).status_code == 422
    assert victor.post(f"/staff/petitions/{slug}/grant", {"answer": "One station indeed."}).status_code == 302
    assert "One station indeed." in town.letter(MEHTAP).text
    own = town.read(desk, mehtap)
    for said in (WHY["words"], "There is one station alone.", "One station indeed.", "another person than the first"):
        assert said in own
    town.sign(OSCAR, slug, version="1-tr")
    town.confirm(OSCAR)
    assert town.count(slug) == 1
    record = town.read("/en/decisions/")
    assert "Granted1" in record.replace(" ", "")
    assert WHY["words"] not in record
    assert "There is one station alone." not in record
