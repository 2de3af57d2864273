"""Every public page and state in Chromium: no rule of axe broken, nothing over the side, in every look."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CONTENT, DESK, PHONE, Opener, import_petition, watched
from tests.post_office import PostOffice
from tests.served import Site

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
SMALLEST = {"width": 320, "height": 640}
PAGES = ("about", "imprint", "privacy", "terms", "contact", "accessibility")
LOOKS = [
    pytest.param({"viewport": PHONE, "color_scheme": "light"}, "en", id="phone-light-en"),
    pytest.param({"viewport": DESK, "color_scheme": "dark"}, "tr", id="desk-dark-tr"),
    pytest.param({"viewport": SMALLEST, "color_scheme": "dark", "contrast": "more"}, "tr", id="smallest-contrast-tr"),
]


@pytest.fixture(scope="session")
def shade_trees(site: Site) -> str:
    """Slug of a petition in Arabic."""
    return import_petition(site, CONTENT / "shade-trees.md")


def is_right(page: Page) -> None:
    """The page breaks no rule of axe and does not run over the side."""
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown, page.url
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document).then(result => result.violations.map(one => [one.id, one.nodes[0].html]))")
    assert found == [], page.url


@pytest.mark.parametrize(("look", "language"), LOOKS)
def test_what_one_reads(
    visitor: Opener, footbridge: str, shade_trees: str, look: dict[str, Any], language: str
) -> None:
    page = watched(visitor(reduced_motion="reduce", **look).new_page())
    petitions = [f"petitions/{footbridge}/", f"petitions/{shade_trees}/"]
    for path in ("", "petitions/", "petitions/?sort=most_signed", *petitions, *(f"{name}/" for name in PAGES)):
        page.goto(f"/{language}/{path}")
        is_right(page)
    page.locator(".languages summary").click()
    expect(page.locator(".languages a").first).to_be_in_viewport()
    is_right(page)
    for path in ("nowhere/", "confirm/no-such-link"):
        page.goto(f"/{language}/{path}")
        is_right(page)


@pytest.mark.parametrize(("look", "language"), LOOKS)
def test_from_the_form_to_the_thanks(
    visitor: Opener, office: PostOffice, footbridge: str, look: dict[str, Any], language: str
) -> None:
    page = watched(visitor(reduced_motion="reduce", **look).new_page())
    email = f"ida-{language}-{look['viewport']['width']}@gmial.com"
    page.goto(f"/{language}/petitions/{footbridge}/")
    send = page.locator("form[action$='/sign'] button[type=submit]")
    send.click()
    expect(page.locator(".notice.bad")).to_be_focused()
    is_right(page)
    page.locator(".notice.bad a").first.click()
    expect(page.locator("[name=name]")).to_be_focused()
    page.locator("[name=name]").fill("Ida Brambleworth")
    page.locator("[name=email]").fill(email)
    page.locator("select[name=country]").select_option("GB")
    send.click()
    expect(page.locator("[name=code]")).to_be_visible()
    is_right(page)
    page.locator("form[action$='/confirm/code'] button").click()
    expect(page.locator("[name=code]")).to_have_attribute("aria-invalid", "true")
    is_right(page)
    page.goto(office.wait_for(email).link)
    is_right(page)
    page.locator("button[value=confirm]").click()
    expect(page.locator("live-count")).to_be_visible()
    is_right(page)
    page.goto(office.to(email)[-1].link)
    expect(page.locator("button[value=confirm]")).to_have_count(0)
    is_right(page)


def test_the_open_page_never_goes_back_in_time(visitor: Opener, footbridge: str) -> None:
    page = watched(visitor().new_page())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/en/petitions/{footbridge}/")
    page.evaluate("document.querySelector('live-count').dataset.countedAt = '2999-01-01T00:00:00Z'")
    page.evaluate("document.querySelector('live-count .figure').textContent = '4,321'")
    with page.expect_response(lambda response: response.url.endswith("/count"), timeout=20_000):
        pass
    page.wait_for_timeout(300)
    expect(page.locator("live-count .figure")).to_have_text("4,321")
    assert not [url for url in asked if url.endswith("/tally")]


def test_the_address_is_copied(visitor: Opener, site: Site, footbridge: str) -> None:
    context = visitor(permissions=["clipboard-read", "clipboard-write"])
    page = watched(context.new_page())
    page.goto(f"/en/petitions/{footbridge}/")
    page.locator("[data-act=copy]").click()
    expect(page.locator("share-sheet output")).to_have_text("The address is copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"/en/petitions/{footbridge}/")


def test_without_scripts_no_dead_button_is_shown(visitor: Opener, footbridge: str) -> None:
    page = visitor(java_script_enabled=False).new_page()
    page.goto(f"/en/petitions/{footbridge}/")
    expect(page.locator("[data-act=copy]")).to_be_hidden()
    expect(page.locator("[data-act=share]")).to_be_hidden()
    expect(page.locator("share-sheet a").first).to_be_visible()


def test_the_jump_button_follows_the_reader_to_the_form(visitor: Opener, footbridge: str) -> None:
    page = watched(visitor(reduced_motion="reduce").new_page())
    page.goto(f"/en/petitions/{footbridge}/")
    jump = page.locator(".jump a")
    expect(jump).to_be_in_viewport()
    page.mouse.wheel(0, 1500)
    expect(jump).to_be_in_viewport()
    jump.click()
    expect(page.locator("#sign [name=name]")).to_be_in_viewport()
