"""A moderated site in Chromium: a starter's desk and the moderators' queue, by mailed link and by password."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.access_ways import secret_on
from tests.browser.conftest import PHONE, open_page
from tests.post_office import PostOffice
from tests.served import Site
from undersigned.accounts.totp import code_at, step_of

PASSWORD = "seven brown hens in a row"


@pytest.fixture(scope="module")
def moderated(office: PostOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    served = Site(tmp_path_factory.mktemp("moderated"), smtp_url=office.url)
    served.environment["UNDERSIGNED_PUBLICATION"] = "moderated"
    with served:
        yield served


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


def set_up_app(page: Page) -> None:
    """Who is of the staff and has no second factor sets one up, and goes on to the queue."""
    secret = secret_on(page)
    page.locator("[name=code]").fill(code_at(secret, step_of(datetime.now(UTC))))
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("link", name="I have them: go on").click()


def test_from_the_letter_to_the_closed_petition(chromium: Browser, moderated: Site, office: PostOffice) -> None:
    starter, moderator = "mehtap@kavak.example", "haugland@staff.example"
    title = "A lamp on the steps to the upper town"
    mehtap = open_page(chromium, moderated, viewport=PHONE)
    hand_in(mehtap, title, starter)
    mehtap.goto(office.wait_for(starter).link)
    mehtap.get_by_role("button", name="Hand it in").click()
    expect(mehtap.locator("main")).to_contain_text("Your petition is handed in")

    nora = open_page(chromium, moderated, viewport=PHONE)
    assert moderated.run("createstaff", moderator, "--role", "administrator").returncode == 0
    nora.goto("/staff/")
    nora.locator("[name=email]").fill("nobody")
    nora.get_by_role("button", name="Mail me a link").click()
    expect(nora.locator("[name=email]")).to_have_attribute("aria-invalid", "true")
    nora.locator("[name=email]").fill(moderator)
    nora.get_by_role("button", name="Mail me a link").click()
    nora.goto(office.wait_for(moderator).link)
    nora.get_by_role("button", name="Sign in").click()
    set_up_app(nora)
    expect(nora.locator("h1")).to_have_text("Queue")
    nora.get_by_role("link", name="House").click()
    nora.get_by_role("link", name="Audit trail").click()
    expect(nora.locator("main")).to_contain_text("Set up a second factor")
    nora.get_by_role("link", name="Queue").click()
    nora.get_by_role("link", name=title).click()
    nora.get_by_text("Ask for a correction, or refuse").click()
    nora.get_by_role("button", name="Refuse", exact=True).click()
    expect(nora.locator("#e-words")).to_contain_text("Please say why")
    nora.get_by_role("button", name="Publish").click()
    expect(nora.locator("main")).to_contain_text("The petition is published.")
    nora.goto("/staff/?state=published")
    nora.get_by_role("link", name=title).click()

    mehtap.get_by_role("link", name="My desk").first.click()
    mehtap.get_by_role("link", name=title).click()
    expect(mehtap.locator(".status").first).to_have_text("Open for signatures")
    mehtap.get_by_role("link", name="Change the text").click()
    mehtap.locator("[name=title]").fill("")
    mehtap.get_by_role("button", name="Save the new text").click()
    mehtap.locator("[name=title]").fill(f"{title}, please")
    mehtap.get_by_role("button", name="Save the new text").click()
    expect(mehtap.locator("h1")).to_have_text(f"{title}, please")
    mehtap.get_by_role("link", name="Close the petition").click()
    mehtap.get_by_role("button", name="Close it for good").click()
    expect(mehtap.locator("main")).to_contain_text("The petition is closed.")
    mehtap.goto("/tr/desk/password/")
    mehtap.locator("[name=password]").fill("short")
    mehtap.locator("main form .button").click()
    mehtap.goto("/en/desk/sign-in/gone/")
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
    set_up_app(page)
    expect(page.locator("h1")).to_have_text("Queue")
    page.context.close()
