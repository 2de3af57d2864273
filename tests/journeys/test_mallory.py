"""Mallory knows Mehtap's address and not her mailbox: he starts in her name, floods her, guesses, and gets nowhere."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.cast import MEHTAP
from tests.journeys.conftest import Town
from tests.web.desk.visiting import browser, press
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.actions.set_password import set_password
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import DRAFT_KEPT

TITLE = "What Mehtap never wrote"
PASSWORD = "seven brown hens in a row"
SIGN_IN = "/tr/desk/sign-in/"


@pytest.fixture
def mehtap(town: Town) -> None:
    """She has an account with a password."""
    account = ensure_account(email=MEHTAP.email, language="tr", now=town.clock())
    set_password(account_id=account.pk, password=PASSWORD)


def ask_for_a_link(person_email: str) -> None:
    assert press(browser(), SIGN_IN, {"act": "link", "email": person_email}).status_code == 200


def test_nobody_hands_in_for_somebody_else(town: Town) -> None:
    mallory = browser()
    for path, form in (
        ("/tr/start/", {"title": TITLE}),
        ("/tr/start/addressees/", {"act": "next", "name": "Town council of Kavakdere"}),
        ("/tr/start/story/", {"act": "next", "story": "Nothing that she would say."}),
    ):
        assert press(mallory, path, form).status_code == 302
    press(mallory, "/tr/start/hand-in/", {"name": "Mehtap", "email": MEHTAP.email})
    link = urlsplit(town.letter(MEHTAP).link).path
    assert TITLE in browser().get(link).content.decode()
    assert Petition.objects.get().state == "unconfirmed"
    town.later(timedelta(hours=2))
    assert browser().get(link).status_code == 404
    town.later(DRAFT_KEPT)
    town.turn()
    assert not Petition.objects.exists()


@pytest.mark.usefixtures("mehtap")
def test_a_flood_of_letters_locks_nobody_out(town: Town) -> None:
    """Every quarter of an hour for a day he asks ten times; whenever she looks, she can get in."""
    for quarter in range(24 * 4):
        for _ in range(10 if quarter % 8 == 0 else 1):
            ask_for_a_link(MEHTAP.email)
        newest = urlsplit(town.letter(MEHTAP).link).path
        assert browser().get(newest).status_code == 200
        town.later(timedelta(minutes=14, seconds=54))
    assert len(town.office.to(MEHTAP.email)) <= 34
    assert press(browser(), urlsplit(town.letter(MEHTAP).link).path).status_code == 302


@pytest.mark.usefixtures("mehtap")
def test_guessing_shuts_out_the_guesser_and_not_the_link(town: Town) -> None:
    for guess in range(12):
        form = {"act": "password", "login": MEHTAP.email, "password": f"guess {guess}"}
        assert press(browser(), SIGN_IN, form).status_code == 422
    ask_for_a_link(MEHTAP.email)
    hers = browser()
    assert press(hers, urlsplit(town.letter(MEHTAP).link).path).status_code == 302
    assert hers.get("/tr/desk/").status_code == 200
    town.later(timedelta(minutes=2))
    form = {"act": "password", "login": MEHTAP.email, "password": PASSWORD}
    assert press(browser(), SIGN_IN, form).status_code == 302
