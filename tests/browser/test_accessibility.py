"""Every address and state of the route list, in both languages: axe finds nothing, nothing runs over the side.

`--pictures` keeps what was seen under var/walk/states/.
"""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from django.utils import translation
from playwright.sync_api import Browser

from tests.browser.conftest import Demo, open_page
from tests.browser.eyes import DESK, DESK_AT_NIGHT, PHONE, PHONE_AT_NIGHT, SMALLEST, Look, faults_of
from tests.browser.routes import ROUTES
from tests.browser.scenes import Route, Scene
from tests.browser.signer_ways import SIGNER_ROUTES
from tests.browser.staff_ways import STAFF_ROUTES

# A way is many pages: what takes seconds on a quiet machine may take minutes on a busy one.
pytestmark = pytest.mark.timeout(300)

# Every state in both languages, light on a phone and dark at a desk; what most people see in all the other ways, too.
LOOKS = [("en", (PHONE, DESK)), ("tr", (DESK_AT_NIGHT, SMALLEST))]
OTHER_LOOKS = [("en", (DESK,)), ("tr", (PHONE_AT_NIGHT,)), ("tr", (SMALLEST,))]
SEEN_BY_MOST = [route for route in ROUTES if route.name in {"lists", "petitions", "signing"}]
CASES: list[tuple[Route, str, tuple[Look, ...]]] = [
    (route, *look) for route in (*ROUTES, *SIGNER_ROUTES, *STAFF_ROUTES) for look in LOOKS
]
CASES += [(route, *look) for route in SEEN_BY_MOST for look in OTHER_LOOKS]


@pytest.mark.parametrize(("route", "language", "looks"), CASES, ids=lambda value: getattr(value, "name", None))
def test_every_state(
    chromium: Browser, demo: Demo, pictures: Path | None, route: Route, language: str, looks: tuple[Look, ...]
) -> None:
    page = open_page(chromium, demo.site, locale=language)
    looks[0].take(page)
    shown, faults = set(), []
    for state in route.way(Scene(page, demo.house, language)):
        shown.add(view_at(page.url))
        faults += faults_of(page, looks, name=f"{route.name}, {state}, {language}", pictures=pictures)
        assert page.title(), state
    page.context.close()
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
    assert route.shows <= shown


def test_a_site_with_nothing_in_it(demo: Demo) -> None:
    assert not demo.faults_while_empty, "\n".join(demo.faults_while_empty)


def view_at(url: str) -> str:
    """Full name of the address; "" where there is none."""
    path = urlsplit(url).path
    with translation.override(path.split("/")[1] if path[1:3] in {"en", "tr"} else "en"):
        try:
            return resolve(path).view_name
        except Resolver404:
            return ""
