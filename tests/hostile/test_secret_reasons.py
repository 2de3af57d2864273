"""A petition that goes for a secret reason leaves nothing of itself on any public page, kept pages included."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from tests.hostile.test_doors import LISTS, TITLE, hidden, own_addresses, shows
from tests.signing import make_staff
from tests.web.door.still import Still, connections_stay
from undersigned.moderation.actions.hide import hide
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.actions.stop import stop
from undersigned.moderation.actions.take_down import take_down
from undersigned.moderation.rules import SECRET, Code
from undersigned.moderation.words import RULES
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.pages import page_of
from undersigned.web.door.looking import look
from undersigned.web.door.rendering import render

pytestmark = pytest.mark.django_db
WORDS = "Zanzibarquux named Mr Quibblewick of Platform Lane."
RECORD = ["/en/decisions/", "/tr/decisions/", "/en/decisions/feed/", "/tr/decisions/feed/"]
KINDS = ("/en/petitions/{}/", "/tr/petitions/{}/", "/en/petitions/{}/tally", "/en/petitions/{}/count/")


@pytest.fixture
def still() -> Iterator[Still]:
    """The door's kept pages, inside the test's transaction. Django's client must not be used before the last look."""
    with connections_stay():
        yield Still(look, render)


def told(code: Code, path: str) -> list[str]:
    """What a page says of the words, the person, or which secret reason it was."""
    answer = Client().get(path)
    page = answer.content.decode() + str(dict(answer.headers))
    # The rules stand on the record for every reason alike; what is looked for is the reason of a decision.
    page = page.partition('<dl class="rules">')[0] + page.partition("</dl><h2>")[2] if "/decisions/" in path else page
    rule = RULES[code]
    found = [words for words in ("Quibblewick", "Platform Lane", f"rule-{code.value}") if words in page]
    return found + [str(words) for words in (rule.name, rule.text) if str(words) in page]


@pytest.mark.parametrize("code", sorted(SECRET))
def test_taken_down(moment: datetime, still: Still, code: Code) -> None:
    petition = publish(petition_id=hidden("held", moment).pk, now=moment)
    photo = page_of(petition.pk, "en", moment).photo
    assert photo is not None
    paths = [kind.format(petition.slug).encode() for kind in KINDS]
    for kept in paths:
        still.read_soon(kept)
    assert TITLE.encode() in (still.read(paths[0]) or b"")
    take_down(petition_id=petition.pk, words=WORDS, code=code, by=make_staff(now=moment), now=moment)
    still.now += 0.5
    still.renewal.step()
    for kept in paths:
        answer = still.pages.page(kept)
        body = answer.body if answer is not None else b""
        assert TITLE.encode() not in body
        assert b"Quibblewick" not in body
    for path in [*own_addresses(petition.slug), *LISTS, *RECORD]:
        assert shows(path) == [], path
        assert told(code, path) == [], path
    assert Client().get(photo.src).status_code == 404
    marker = Client().get(f"/en/petitions/{petition.slug}/")
    assert marker.status_code == 410
    assert "be told in public" in marker.content.decode()
    assert "og:title" not in marker.content.decode()


@pytest.mark.parametrize("code", sorted(SECRET))
def test_refused(moment: datetime, code: Code) -> None:
    petition = hidden("held", moment)
    refuse(petition_id=petition.pk, words=WORDS, code=code, by=make_staff(now=moment), now=moment)
    for path in [*own_addresses(petition.slug), *LISTS, *RECORD]:
        assert shows(path) == [], path
        assert told(code, path) == [], path
    for path in own_addresses(petition.slug):
        assert Client().get(path).status_code == 404
    assert petition.slug not in Client().get("/en/decisions/").content.decode()


def test_no_refused_petition_shows_its_title_even_for_a_public_reason(moment: datetime) -> None:
    petition = hidden("held", moment)
    refuse(petition_id=petition.pk, words=WORDS, code="unclear", by=make_staff(now=moment), now=moment)
    for path in [*own_addresses(petition.slug), *LISTS, *RECORD]:
        assert shows(path) == [], path
    assert "It is not clear what is asked" in Client().get("/en/decisions/").content.decode()


def test_all_secret_reasons_look_alike(moment: datetime) -> None:
    nora, pages = make_staff(now=moment), set()
    for code in sorted(SECRET):
        Petition.objects.all().update(state="draft")
        petition = publish(petition_id=hidden("held", moment).pk, now=moment)
        take_down(petition_id=petition.pk, words=WORDS, code=code, by=nora, now=moment)
        page = Client().get(f"/en/petitions/{petition.slug}/").content.decode()
        pages.add(page.replace(petition.slug, ""))
    assert len(pages) == 1


@pytest.mark.parametrize("code", sorted(SECRET))
def test_stopped_and_hidden(moment: datetime, code: Code) -> None:
    """The text stays; the words and the reason are told to nobody but the starter, and what is hidden is gone."""
    petition = publish(petition_id=hidden("held", moment).pk, now=moment)
    nora, photo = make_staff(now=moment), page_of(petition.pk, "en", moment).photo
    assert photo is not None
    why: dict[str, Any] = {"words": WORDS, "code": code, "by": nora, "now": moment}
    for part in ("photo", "starter_name", "place", "source:1"):
        hide(petition_id=petition.pk, part=part, **why)
    stop(petition_id=petition.pk, **why)
    assert "zanzibarquux" in shows("/en/petitions/")
    for path in [*own_addresses(petition.slug), *LISTS, *RECORD]:
        assert told(code, path) == [], path
        body = Client().get(path).content.decode()
        for gone in ("Mehtap", "railways.example", "Timetable 2026", photo.src, "The platform"):
            assert gone not in body, (path, gone)
    assert Client().get(photo.src).status_code == 404
    text = f"/api/v1/petitions/{petition.slug}/versions/1.txt"
    withheld = Client().get(text)
    assert withheld.status_code == 403
    assert told(code, text) == []
    for gone in ("Mehtap", "railways.example", "Timetable 2026", "The platform"):
        assert gone not in withheld.content.decode()
    page = Client().get(f"/en/petitions/{petition.slug}/").content.decode()
    for said in (
        "have hidden the photo",
        "starter's name is hidden",
        "The place is hidden",
        "This source is hidden",
    ):
        assert said in page
