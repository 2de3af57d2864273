"""A passkey in Chromium, kept by a virtual device: made, shown, and refused where it is another one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, ViewportSize, expect

from tests.browser.conftest import watched
from tests.post_office import PostOffice
from tests.served import Site

SMALL = ViewportSize(width=390, height=844)

EMAIL = "nora@staff.example"


@pytest.fixture(scope="module")
def named(office: PostOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site at a name: browsers bind passkeys to none of the numbers."""
    served = Site(tmp_path_factory.mktemp("named"), smtp_url=office.url)
    served.address = served.environment["UNDERSIGNED_SITE_URL"] = f"http://localhost:{served.port}"
    with served:
        assert served.run("createstaff", EMAIL, "--role", "moderator").returncode == 0
        yield served


def with_device(page: Page) -> CDPSession:
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices


def come_in(page: Page, office: PostOffice) -> None:
    office.clear()
    page.goto("/en/desk/sign-in/?next=/staff/")
    page.locator("[name=email]").fill(EMAIL)
    page.get_by_role("button", name="Mail me a link").click()
    page.goto(office.wait_for(EMAIL).link)
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_opens_the_staffs_pages(chromium: Browser, named: Site, office: PostOffice) -> None:
    context = chromium.new_context(base_url=named.address, viewport=SMALL, locale="en-GB")
    page = watched(context.new_page())
    with_device(page)
    come_in(page, office)
    expect(page.locator("h1")).to_have_text("Set up a second factor")
    page.locator("#f-passkey-name").fill("Key on my ring")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.goto("/staff/own/")
    expect(page.locator("main")).to_contain_text("Key on my ring")
    page.get_by_role("button", name="Sign out").click()
    come_in(page, office)
    expect(page.locator("h1")).to_have_text("Second factor")
    page.get_by_role("button", name="Show a passkey").click()
    expect(page.locator("h1")).to_have_text("Queue")

    stranger = chromium.new_context(base_url=named.address, viewport=SMALL, locale="en-GB")
    other = watched(stranger.new_page())
    with_device(other)
    come_in(other, office)
    answer = '{"id":"AA","rawId":"AA","type":"public-key","response":{},"clientExtensionResults":{}}'
    other.locator("form:has(pass-key) [name=answer]").evaluate("(field, answer) => field.value = answer", answer)
    other.locator("form:has(pass-key)").evaluate("form => form.submit()")
    expect(other.locator("h1")).to_have_text("Second factor")
    expect(other.locator(".notice.bad")).to_be_visible()
    for one in (context, stranger):
        one.close()
