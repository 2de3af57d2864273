"""The page of a petition."""

import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from tests.makers import make_draft, make_held, make_photo, make_published
from undersigned import web
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.switches.queries import why_off
from undersigned.switches.rules import Switch

QUERIES = 10
STATIC = Path(web.__file__).parent / "static"


def page_of(client: Client, petition: Petition, language: str = "en") -> str:
    answer = client.get(f"/{language}/petitions/{petition.slug}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_everything_that_a_reader_needs(client: Client, petition: Petition) -> None:
    page = page_of(client, petition)
    assert '<h1 lang="en" dir="ltr">A night train to Kavakdere</h1>' in page
    assert "Brambleworth Railways" in page
    assert "Mehtap Kıvılcım" in page
    assert "<strong>23:10</strong>" in page
    assert 'href="https://railways.example/timetable"' in page
    assert "0</bdi></b> have signed. Our goal is 100." in page
    assert "It is the only petition on this site so far (as of " in page
    assert f'action="/en/petitions/{petition.slug}/sign"' in page
    assert 'name="version" value="1-en"' in page
    assert "12 months after the petition closes" in page


def test_the_page_speaks_the_readers_language_and_the_petition_its_own(client: Client, petition: Petition) -> None:
    page = page_of(client, petition, "tr")
    assert '<html lang="tr" dir="ltr">' in page
    assert '<h1 lang="en" dir="ltr">' in page
    assert '<div class="story serif" lang="en" dir="ltr">' in page


def test_a_petition_in_arabic_runs_from_right_to_left(client: Client, db: None, moment: datetime) -> None:
    arabic = make_published(moment, title="افتحوا المكتبة يوم الجمعة", language="ar")
    page = page_of(client, arabic)
    assert '<html lang="en" dir="ltr">' in page
    assert '<h1 lang="ar" dir="rtl">' in page


def test_the_language_switch_keeps_the_page(client: Client, petition: Petition) -> None:
    page = page_of(client, petition)
    assert f'href="/tr/petitions/{petition.slug}/" hreflang="tr" lang="tr"' in page
    assert f'<link rel="alternate" hreflang="tr" href="http://testserver/tr/petitions/{petition.slug}/">' in page
    assert f'<link rel="canonical" href="http://testserver/en/petitions/{petition.slug}/">' in page


def test_the_photo_says_its_sizes(client: Client, db: None, moment: datetime) -> None:
    held = make_held(moment)
    make_photo(held, moment)
    page = page_of(client, publish(petition_id=held.pk, now=moment))
    tag = re.search(r'<img src="(/media/[^"]+)"[^>]* width="640" height="400" alt="The platform"', page)
    assert tag is not None
    assert "srcset" in page
    picture = client.get(tag[1])
    assert picture["Content-Type"] == "image/jpeg"


def test_no_byte_belongs_to_one_visitor(client: Client, petition: Petition) -> None:
    answer = client.get(f"/en/petitions/{petition.slug}/")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert "csrf" not in answer.content.decode()
    assert "public" in answer["Cache-Control"]


def test_the_same_bytes_are_not_sent_twice(client: Client, petition: Petition) -> None:
    tally = f"/en/petitions/{petition.slug}/tally"
    first = client.get(tally)
    again = client.get(tally, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_tally_alone(client: Client, petition: Petition) -> None:
    page = client.get(f"/tr/petitions/{petition.slug}/tally").content.decode()
    assert page.lstrip().startswith("<live-count")
    assert f'data-count="/api/v1/petitions/{petition.slug}/count"' in page
    assert "<h1" not in page
    assert client.get("/en/petitions/no-such/tally").status_code == 404


class Inline(HTMLParser):
    """Finds what the content policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _value in attrs}
        is_inline_script = tag == "script" and "src" not in names
        if tag == "style" or "style" in names or is_inline_script or any(name.startswith("on") for name in names):
            self.found.append(self.get_starttag_text() or tag)


def test_nothing_inline(client: Client, petition: Petition) -> None:
    finder = Inline()
    finder.feed(page_of(client, petition))
    assert finder.found == []


@pytest.mark.parametrize("others", [0, 2])
def test_a_fixed_number_of_queries(
    client: Client, petition: Petition, moment: datetime, others: int, django_assert_num_queries: object
) -> None:
    for number in range(others):
        make_published(moment, title=f"Footbridge {number}")
    assert callable(django_assert_num_queries)
    # What is turned off is asked every two seconds, whatever page is shown.
    why_off(Switch.SIGNING)
    with django_assert_num_queries(QUERIES):
        page_of(client, petition)


def test_a_closed_one_says_so_and_has_no_form(client: Client, petition: Petition, moment: datetime) -> None:
    close(petition_id=petition.pk, now=moment)
    page = page_of(client, petition)
    assert "It can no longer be signed." in page
    assert "/sign" not in page


def test_one_taken_down_leaves_a_marker(client: Client, petition: Petition, moment: datetime) -> None:
    take_down(petition_id=petition.pk, words="It copied a text.", now=moment)
    answer = client.get(f"/en/petitions/{petition.slug}/")
    assert answer.status_code == 410
    assert "taken down" in answer.content.decode()
    assert "It copied a text." in answer.content.decode()
    assert "night train" not in answer.content.decode()


def test_what_is_not_public_looks_like_nothing(client: Client, db: None, moment: datetime) -> None:
    bodies = set()
    for slug in (make_draft(moment).slug, make_held(moment).slug, "no-such-petition"):
        answer = client.get(f"/en/petitions/{slug}/")
        assert answer.status_code == 404
        bodies.add(answer.content.replace(slug.encode(), b""))
    assert len(bodies) == 1


def test_small_enough_for_a_slow_phone(client: Client, petition: Petition) -> None:
    page = page_of(client, petition)
    files = re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', page)
    assert len(files) >= 5
    sizes = [(STATIC / name).stat().st_size for name in files]
    assert len(page.encode()) + sum(sizes) < 60_000
