"""What scripts and forms add to the public pages, in Chromium."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, watched
from tests.served import Site


def test_mistakes_lead_to_their_fields(page: Page, footbridge: str) -> None:
    page.goto(f"/en/petitions/{footbridge}/")
    page.locator("form[action$='/sign'] button[type=submit]").click()
    expect(page.locator(".notice.bad")).to_be_focused()
    page.locator(".notice.bad a").first.click()
    expect(page.locator("[name=name]")).to_be_focused()


def test_the_switch_of_languages_keeps_the_page(page: Page, footbridge: str) -> None:
    page.goto(f"/en/petitions/{footbridge}/")
    page.locator(".languages summary").click()
    turkish = page.locator(".languages a", has_text="Türkçe")
    expect(turkish).to_be_in_viewport()
    turkish.click()
    expect(page).to_have_url(re.compile(f"/tr/petitions/{footbridge}/$"))


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
