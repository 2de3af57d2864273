"""Mehtap starts a petition at midnight, on a phone, in Turkish; people sign it; she closes it; the house remembers."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.test import Client

from tests.cast import LAYLA, MEHTAP, OSCAR, VICTOR
from tests.journeys.conftest import Town
from undersigned.ledger.models import Event
from undersigned.petitions.models import Petition

TITLE = "Kavakdere'ye gece treni istiyoruz"
STEPS = {
    "": {"title": TITLE},
    "addressees/": {"name": "Kavakdere Demiryolları", "act": "next"},
    "story/": {"story": "Son tren 21.40'ta kalkıyor.\n\nBir tren de **23.10**'da kalksın.", "act": "next"},
    "photo/": {"act": "next"},
    "sources/": {"act": "next"},
    "terms/": {"language": "tr", "goal": "25.000", "handover": "number"},
    "preview/": {},
}


def start(town: Town) -> tuple[Client, str]:
    """Her browser after the mailed link was pressed, and the petition's slug."""
    browser = town.browser(MEHTAP)
    for path, form in STEPS.items():
        answer = browser.post(f"/tr/start/{path}", form)
        assert answer.status_code == 302, answer.content.decode()
    assert browser.post("/tr/start/hand-in/", {"name": MEHTAP.name, "email": MEHTAP.email}).status_code == 200
    link = urlsplit(town.letter(MEHTAP).link).path
    assert browser.get(link).status_code == 200
    assert browser.post(link).status_code == 302
    town.turn()
    return browser, Petition.objects.get().slug


def test_from_a_blank_page_to_the_first_signature(town: Town) -> None:
    _, slug = start(town)
    page = town.read(f"/tr/petitions/{slug}/")
    assert "0 kişi imzaladı. Hedefimiz 25.000." in page
    assert "Kavakdere Demiryolları" in page
    assert town.sign(OSCAR, slug, version="1-tr").status_code == 200
    town.confirm(OSCAR)
    assert town.count(slug) == 1
    assert "1 kişi imzaladı. Hedefimiz 25.000." in town.read(f"/tr/petitions/{slug}/")


def test_closing_lets_those_confirm_who_had_signed(town: Town) -> None:
    browser, slug = start(town)
    town.sign(OSCAR, slug, version="1-tr")
    town.sign(VICTOR, slug, version="1-tr")
    link = town.letter(VICTOR).link
    assert browser.post(f"/tr/desk/petitions/{slug}/close/").status_code == 302
    assert town.sign(LAYLA, slug, version="1-tr").status_code == 409
    town.confirm(OSCAR)
    assert town.count(slug) == 1
    town.later(timedelta(hours=25))
    town.turn()
    town.send(urlsplit(link).path, {"act": "confirm"})
    town.turn()
    assert town.count(slug) == 1
    last = Event.objects.filter(index__isnull=False).order_by("-index").first()
    assert last is not None
    assert (last.type, last.c) == ("close", 1)


def test_a_text_changed_before_the_first_signature_is_the_one_that_is_signed(town: Town) -> None:
    browser, slug = start(town)
    edit = f"/tr/desk/petitions/{slug}/edit/"
    assert browser.get(edit).status_code == 200
    changed = browser.post(edit, {"title": TITLE, "story": "Son tren **21.30**'da kalkıyor."})
    assert changed.status_code == 302
    # Whoever read the old text is shown the change and signs nothing.
    stale = town.sign(OSCAR, slug, version="1-tr")
    assert stale.status_code == 422
    assert OSCAR.name in stale.content.decode().replace("&#x27;", "'")
    assert town.sign(OSCAR, slug, version="2-tr").status_code == 200
    town.confirm(OSCAR)
    assert town.count(slug) == 1


def test_when_its_time_is_up_nobody_is_named_and_the_number_stays(town: Town) -> None:
    browser, slug = start(town)
    town.sign(OSCAR, slug, version="1-tr", place="Brambleworth")
    town.confirm(OSCAR)
    browser.post(f"/tr/desk/petitions/{slug}/close/")
    town.later(timedelta(hours=25))
    town.turn()
    town.later(timedelta(days=370))
    town.turn()
    petition = Petition.objects.get()
    assert petition.sealed_at is not None
    assert petition.let_go == town.count(slug) == 1
    assert town.browser().get(f"/en/petitions/{slug}/").status_code == 200
