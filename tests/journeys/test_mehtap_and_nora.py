"""Mehtap starts a petition on a moderated site and sees it through; Nora reads what is held and answers with words."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import MEHTAP, NORA, OSCAR, WEI, Person
from tests.journeys.conftest import Town
from tests.signing import make_staff
from tests.web.desk.visiting import browser, press
from undersigned.accounts.models import AuditEntry
from undersigned.ledger.models import Event
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import DRAFT_KEPT

TITLE = "A night train to Kavakdere"
STORY = "The last train leaves at 21:40. We ask for one at 23:10."
WORDS = "Please say from which station, and hand it in again."


@pytest.fixture(autouse=True)
def _moderated(town: Town, settings: Settings) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"publication": "moderated"})
    make_staff(now=town.clock())


def in_the_log() -> list[str]:
    return list(Event.objects.order_by("index").values_list("type", flat=True))


def start(client: Client, title: str = TITLE, story: str = STORY) -> None:
    """Writes a petition in the guided start, as far as the last step."""
    for path, form in (
        ("/tr/start/", {"title": title}),
        ("/tr/start/addressees/", {"act": "next", "name": "Town council of Kavakdere"}),
        ("/tr/start/story/", {"story": story}),
    ):
        answer = press(client, path, form)
        assert answer.status_code == 302, (path, answer.content.decode())


def follow(town: Town, client: Client, person: Person) -> str:
    """Presses the button behind the newest letter's link; the address where one lands."""
    answer = press(client, urlsplit(town.letter(person).link).path)
    assert answer.status_code == 302
    return str(answer["Location"])


def hand_in(town: Town, client: Client) -> str:
    """Hands in with name and address and confirms by mail; the slug."""
    start(client)
    form = {"name": MEHTAP.name, "email": MEHTAP.email}
    assert press(client, "/tr/start/hand-in/", form).status_code == 200
    return follow(town, client, MEHTAP).split("/")[4]


def nora(town: Town) -> Client:
    client = browser()
    form = {"act": "link", "email": NORA.email, "next": "/staff/"}
    assert press(client, client.get("/staff/")["Location"], form).status_code == 200
    assert follow(town, client, NORA) == "/staff/"
    return client


def decide(client: Client, slug: str, act: str, **form: str) -> None:
    page = f"/staff/petitions/{slug}/"
    form.setdefault("revision", str(Petition.objects.get(slug=slug).revision))
    assert press(client, page, form, at=f"{page}{act}").status_code == 302


def test_from_the_first_word_to_the_last(town: Town) -> None:
    mehtap = browser()
    slug = hand_in(town, mehtap)
    assert Client().get(f"/tr/petitions/{slug}/").status_code == 404

    moderator = nora(town)
    assert TITLE in moderator.get("/staff/").content.decode()
    assert STORY in moderator.get(f"/staff/petitions/{slug}/").content.decode()
    decide(moderator, slug, "publish")
    letter = town.letter(MEHTAP)
    assert urlsplit(letter.link).path == f"/tr/petitions/{slug}/"
    assert Client().get(letter.link).status_code == 200

    # Nobody has signed: she may still mend her text.
    answer = press(mehtap, f"/tr/desk/petitions/{slug}/edit/", {"title": TITLE, "story": STORY + " Every day."})
    assert answer["Location"].endswith("?said=changed")
    town.turn()
    for person in (OSCAR, WEI):
        town.sign(person, slug, version="2-tr")
        town.confirm(person)
    assert town.count(slug) == 2
    assert '<b class="figure">2</b>' in mehtap.get(f"/tr/desk/petitions/{slug}/").content.decode()
    answer = press(
        mehtap, "/tr/desk/", {"title": TITLE, "story": "Something else."}, at=f"/tr/desk/petitions/{slug}/edit/"
    )
    assert answer["Location"].endswith("?said=signed_already")

    assert press(mehtap, f"/tr/desk/petitions/{slug}/close/").status_code == 302
    assert town.sign(MEHTAP, slug, version="2-tr").status_code == 409
    town.later(timedelta(hours=25))
    town.turn()
    assert town.count(slug) == 2
    assert in_the_log() == ["open", "amend", "sign", "sign", "close"]


def test_refused_with_words_and_handed_in_again(town: Town) -> None:
    mehtap = browser()
    slug = hand_in(town, mehtap)
    decide(nora(town), slug, "refuse", words=WORDS)
    letter = town.letter(MEHTAP)
    assert WORDS in letter.text
    assert WORDS in mehtap.get(f"/tr/desk/petitions/{slug}/").content.decode()
    assert Client().get(f"/tr/petitions/{slug}/").status_code == 404

    # The browser is signed in, so no second letter is needed to hand in another one.
    start(mehtap, title="A night train from Brambleworth to Kavakdere")
    answer = press(mehtap, "/tr/start/hand-in/", {"name": MEHTAP.name})
    assert "said=handed_in" in answer["Location"]
    assert Petition.objects.filter(state="held").count() == 1
    assert not Event.objects.exists()


def test_taken_down_it_leaves_a_marker_and_the_count_in_the_log(town: Town) -> None:
    slug = hand_in(town, browser())
    moderator = nora(town)
    decide(moderator, slug, "publish")
    town.turn()
    town.sign(OSCAR, slug, version="1-tr")
    town.confirm(OSCAR)
    decide(moderator, slug, "take-down", words="A court told us to.")
    town.turn()
    assert "A court told us to." in town.letter(MEHTAP).text
    marker = Client().get(f"/tr/petitions/{slug}/")
    assert STORY not in marker.content.decode()
    assert town.sign(WEI, slug, version="1-tr").status_code in {404, 409, 410}
    assert in_the_log() == ["open", "sign", "close"]
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "create_staff",
        "publish",
        "take_down",
    ]


def test_nobody_can_hand_in_for_somebody_else(town: Town) -> None:
    """Mallory gives Mehtap's address; without her mailbox nothing comes of it, and the draft goes."""
    mallory = browser()
    start(mallory, title="What Mehtap never wrote")
    press(mallory, "/tr/start/hand-in/", {"name": "Mehtap", "email": MEHTAP.email})
    link = urlsplit(town.letter(MEHTAP).link).path
    assert "What Mehtap never wrote" in browser().get(link).content.decode()
    assert Petition.objects.get().state == "unconfirmed"
    town.later(timedelta(hours=2))
    assert browser().get(link).status_code == 404
    town.later(DRAFT_KEPT)
    town.turn()
    assert not Petition.objects.exists()
