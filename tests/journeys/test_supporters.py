"""Mehtap needs supporters first: friends by a secret link, a moderator, then everybody; the log is right in the end."""

import re
from html import unescape

import pytest
from django.test import Client

from tests.cast import LAYLA, MEHTAP, OSCAR, SUHARSA, WEI, Person
from tests.journeys.conftest import Town
from tests.journeys.test_mehtap import start
from tests.journeys.test_nora import nora, publish
from tests.supporting import choose
from undersigned.ledger.models import Event
from undersigned.ledger.site import log_folder
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.tlog.checkpoints import parse_checkpoint
from undersigned.tlog.notes import parse_note
from undersigned.tlog.readers import check_log, with_full_tiles
from undersigned.tlog.recount import recount

TEXT = re.compile(r'name="text" value="([^"]+)"')


@pytest.fixture(autouse=True)
def asking(town: Town, settings: object) -> None:
    choose(settings, supporters=3)


def secret_link(town: Town, browser: Client, slug: str) -> str:
    """The link as she reads it on her desk."""
    page = browser.get(f"/tr/desk/petitions/{slug}/").content.decode()
    found = re.search(r'href="http://testserver(/tr/support/[^"]+)"', page)
    assert found is not None
    return found[1]


def sign(town: Town, link: str, person: Person) -> None:
    here = link.replace("/tr/", f"/{person.language}/")
    text = TEXT.search(Client().get(here).content.decode())
    assert text is not None
    form = {"name": person.name, "email": person.email, "country": person.country, "version": "1-tr"}
    assert town.send(here, form | {"text": unescape(text[1])}).status_code == 200


def recounted(pid: str) -> int:
    """The number that a stranger gets out of the public files."""
    note = log_folder().read_checkpoint()
    assert note is not None
    checkpoint = parse_checkpoint(parse_note(note).text)
    source = with_full_tiles(log_folder().read_tile)
    result = recount(check_log(source, checkpoint))
    assert result.contradiction is None
    return int(result.lines[pid].c)


def test_from_the_start_over_three_friends_and_a_moderator_to_the_public_log(town: Town) -> None:
    browser, slug = start(town)
    petition = Petition.objects.get()
    assert petition.state == "gathering"
    link = secret_link(town, browser, slug)
    for person in (MEHTAP, OSCAR, LAYLA, WEI):
        sign(town, link, person)
    for person in (MEHTAP, OSCAR, LAYLA):
        town.confirm(person)
    # Hers is counted apart.
    assert 'max="3" value="2"' in Client().get(link).content.decode()
    town.confirm(WEI)
    town.turn()
    assert Petition.objects.get().state == "held"
    assert Event.objects.count() == 0
    publish(nora(town), slug)
    town.turn()
    assert town.count(slug) == 4
    town.sign(SUHARSA, slug, version="1-tr")
    town.confirm(SUHARSA)
    assert town.count(slug) == 5
    assert recounted(petition.pid) == 5
    kinds = list(Event.objects.order_by("index").values_list("type", flat=True))
    assert kinds == ["open", *["sign"] * 5]
    assert Client().get(link)["Location"] == f"/tr/petitions/{slug}/"


def test_where_nobody_reads_first_the_third_friend_publishes_it(town: Town, settings: object) -> None:
    choose(settings, "supported", supporters=3)
    browser, slug = start(town)
    link = secret_link(town, browser, slug)
    for person in (OSCAR, LAYLA, WEI):
        sign(town, link, person)
        town.confirm(person)
    town.turn()
    assert Petition.objects.get().state == "published"
    assert town.count(slug) == 3
    assert recounted(Petition.objects.get().pid) == 3
    assert f"/petitions/{slug}/" in town.letter(MEHTAP).text


def test_refused_nothing_of_the_friends_is_left(town: Town) -> None:
    browser, slug = start(town)
    link = secret_link(town, browser, slug)
    for person in (OSCAR, LAYLA, WEI):
        sign(town, link, person)
        town.confirm(person)
    town.turn()
    answer = nora(town).post(f"/staff/petitions/{slug}/refuse", {"words": "Whom do you ask?", "code": "unclear"})
    assert answer.status_code == 302
    town.turn()
    assert Signature.objects.count() == 0
    assert Client().get(link).status_code == 410
