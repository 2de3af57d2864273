"""A moderated site in Chromium: a starter's desk and the moderators' queue, on a phone in light, at a desk in dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, PHONE, watched
from tests.post_office import PostOffice
from tests.served import Site

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
PASSWORD = "seven brown hens in a row"


@pytest.fixture(scope="module")
def moderated(office: PostOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    served = Site(tmp_path_factory.mktemp("moderated"), smtp_url=office.url)
    served.environment["UNDERSIGNED_PUBLICATION"] = "moderated"
    with served:
        yield served


def open_page(chromium: Browser, site: Site, **options: Any) -> Page:
    context = chromium.new_context(base_url=site.address, locale="en-GB", **options)
    context.set_default_timeout(15_000)
    return watched(context.new_page())


def is_right(page: Page) -> None:
    """The page breaks no rule of axe and does not run over the side."""
    width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert width <= shown, page.url
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document).then(result => result.violations.map(one => [one.id, one.nodes[0].html]))")
    assert found == [], page.url


def hand_in(page: Page, title: str, email: str) -> None:
    page.goto("/en/start/")
    page.locator("[name=title]").fill(title)
    page.locator("main .button.large").first.click()
    if page.url.endswith("/start/"):
        # Something similar was shown first.
        page.locator("main .button.large").first.click()
    page.locator("[name=name]").fill("Town council of Kavakdere")
    page.locator("[name=act][value=next]").click()
    page.locator("[name=story]").fill("It is dark there. We ask for one lamp.")
    page.locator("[name=act][value=next]").click()
    page.goto("/en/start/hand-in/")
    page.locator("[name=name]").fill("Mehtap Kıvılcım")
    page.locator("[name=email]").fill(email)
    page.locator("main .button.large").first.click()


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_from_the_letter_to_the_closed_petition(
    chromium: Browser, moderated: Site, office: PostOffice, viewport: Any, scheme: Any
) -> None:
    name = f"{scheme}-{viewport['width']}"
    starter, moderator = f"start-{name}@kavak.example", f"staff-{name}@staff.example"
    title = f"A lamp of the kind {name}"
    mehtap = open_page(chromium, moderated, viewport=viewport, color_scheme=scheme)
    hand_in(mehtap, title, starter)
    mehtap.goto(office.wait_for(starter).link)
    is_right(mehtap)
    mehtap.get_by_role("button", name="Hand it in").click()
    expect(mehtap.locator("main")).to_contain_text("Your petition is handed in")
    is_right(mehtap)

    nora = open_page(chromium, moderated, viewport=viewport, color_scheme=scheme)
    assert moderated.run("createstaff", moderator, "--role", "administrator").returncode == 0
    nora.goto("/staff/")
    is_right(nora)
    nora.locator("[name=email]").fill("nobody")
    nora.get_by_role("button", name="Mail me a link").click()
    expect(nora.locator("[name=email]")).to_have_attribute("aria-invalid", "true")
    is_right(nora)
    nora.locator("[name=email]").fill(moderator)
    nora.get_by_role("button", name="Mail me a link").click()
    is_right(nora)
    nora.goto(office.wait_for(moderator).link)
    is_right(nora)
    nora.get_by_role("button", name="Sign in").click()
    expect(nora.locator("h1")).to_have_text("Queue")
    is_right(nora)
    nora.get_by_role("link", name="House").click()
    expect(nora.locator("main")).to_contain_text("What the staff did")
    is_right(nora)
    nora.get_by_role("link", name="Queue").click()
    nora.get_by_role("link", name=title).click()
    is_right(nora)
    nora.get_by_text("Refuse with words").click()
    nora.get_by_role("button", name="Refuse", exact=True).click()
    expect(nora.locator("#e-words")).to_contain_text("Please say why")
    is_right(nora)
    nora.get_by_role("button", name="Publish").click()
    expect(nora.locator("main")).to_contain_text("The petition is published.")
    nora.goto("/staff/?state=published")
    nora.get_by_role("link", name=title).click()
    is_right(nora)

    mehtap.get_by_role("link", name="My desk").first.click()
    is_right(mehtap)
    mehtap.get_by_role("link", name=title).click()
    expect(mehtap.locator(".status").first).to_have_text("Open for signatures")
    is_right(mehtap)
    mehtap.get_by_role("link", name="Change the text").click()
    is_right(mehtap)
    mehtap.locator("[name=title]").fill("")
    mehtap.get_by_role("button", name="Save the new text").click()
    is_right(mehtap)
    mehtap.locator("[name=title]").fill(f"{title}, please")
    mehtap.get_by_role("button", name="Save the new text").click()
    expect(mehtap.locator("h1")).to_have_text(f"{title}, please")
    mehtap.get_by_role("link", name="Close the petition").click()
    is_right(mehtap)
    mehtap.get_by_role("button", name="Close it for good").click()
    expect(mehtap.locator("main")).to_contain_text("The petition is closed.")
    is_right(mehtap)
    mehtap.goto("/tr/desk/password/")
    is_right(mehtap)
    mehtap.locator("[name=password]").fill("short")
    mehtap.locator("main form .button").click()
    is_right(mehtap)
    mehtap.goto("/en/desk/sign-in/gone/")
    is_right(mehtap)
    for page in (mehtap, nora):
        page.context.close()


def test_by_password_without_scripts(chromium: Browser, moderated: Site, office: PostOffice) -> None:
    email = "nora@staff.example"
    assert moderated.run("createstaff", email, "--role", "moderator").returncode == 0
    page = open_page(chromium, moderated, viewport=PHONE, java_script_enabled=False)
    page.goto("/en/desk/sign-in/")
    page.locator("[name=email]").fill(email)
    page.get_by_role("button", name="Mail me a link").click()
    page.goto(office.wait_for(email).link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Password").click()
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Set it").click()
    expect(page.locator("main")).to_contain_text("Your password is set.")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("Sign in")
    page.get_by_text("I have a password").click()
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("My desk")
    page.get_by_role("link", name="Staff").click()
    expect(page.locator("h1")).to_have_text("Queue")
    page.context.close()
