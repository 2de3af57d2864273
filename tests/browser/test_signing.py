"""Signing and confirming as people do it: on a phone, with and without JavaScript, by link and by code."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Opener, import_petition, watched
from tests.browser.furnish import CONTENT
from tests.post_office import PostOffice
from tests.served import Site


def sign(page: Page, slug: str, *, name: str, email: str, language: str = "en") -> None:
    """Fills in the form on the petition's page and sends it."""
    page.goto(f"/{language}/petitions/{slug}/")
    page.locator("[name=name]").fill(name)
    page.locator("[name=email]").fill(email)
    page.locator("select[name=country]").select_option("TR")
    page.locator("form[action$='/sign'] button[type=submit]").click()


def shown_count(page: Page, slug: str) -> int:
    answer = page.request.get(f"/api/v1/petitions/{slug}/count")
    return int(answer.json()["signature_count"])


@pytest.fixture
def petition(site: Site) -> str:
    """A petition that no other test signs, so that its number is this test's alone."""
    return import_petition(site, CONTENT / "footbridge.md")


@pytest.mark.parametrize("java_script", [True, False], ids=["script", "no-script"])
def test_sign_and_confirm_by_link(visitor: Opener, office: PostOffice, petition: str, java_script: bool) -> None:
    page = watched(visitor(java_script_enabled=java_script).new_page())
    email = f"link-{java_script}@brambleworth.example".lower()
    before = shown_count(page, petition)
    sign(page, petition, name="Oscar O'Connor-D'Angelo", email=email)
    expect(page.locator("main")).to_contain_text("mail")
    letter = office.wait_for(email)
    page.goto(letter.link)
    expect(page.locator("main")).to_contain_text("Oscar O'Connor-D'Angelo")
    page.locator("button[name=act][value=confirm]").click()
    expect(page.locator("button[value=confirm]")).to_have_count(0)
    wait_for_count(page, petition, before + 1)


def test_confirm_by_code_where_one_signed(page: Page, office: PostOffice, petition: str) -> None:
    before = shown_count(page, petition)
    sign(page, petition, name="王小明", email="wei@bamboo.example")
    code = office.wait_for("wei@bamboo.example").code
    page.locator("[name=code]").fill(code)
    page.locator("form[action$='/confirm/code'] button[type=submit]").click()
    wait_for_count(page, petition, before + 1)


def test_the_number_moves_on_the_open_page_without_a_reload(visitor: Opener, office: PostOffice, petition: str) -> None:
    reader = watched(visitor(viewport=DESK).new_page())
    reader.goto(f"/en/petitions/{petition}/")
    before = shown_count(reader, petition)
    signer = watched(visitor().new_page())
    sign(signer, petition, name="Suharsa", email="suharsa@pasar.example")
    signer.goto(office.wait_for("suharsa@pasar.example").link)
    signer.locator("button[name=act][value=confirm]").click()
    expect(signer.locator("button[value=confirm]")).to_have_count(0)
    expect(reader.locator("live-count").first).to_contain_text(re.compile(rf"\b{before + 1}\b"), timeout=30_000)


def test_a_mistake_keeps_what_was_typed(page: Page, petition: str) -> None:
    page.goto(f"/en/petitions/{petition}/")
    page.locator("form[action$='/sign']").evaluate("form => form.noValidate = true")
    page.locator("[name=name]").fill("Jennifer Null")
    page.locator("[name=email]").fill("null@names@example")
    page.locator("select[name=country]").select_option("FR")
    page.locator("form[action$='/sign'] button[type=submit]").click()
    expect(page.locator("[name=email]")).to_have_value("null@names@example")
    expect(page.locator("[name=email]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[name=name]")).to_have_value("Jennifer Null")
    expect(page.locator("select[name=country]")).to_have_value("FR")


def test_this_was_not_me_refuses(page: Page, office: PostOffice, petition: str) -> None:
    before = shown_count(page, petition)
    sign(page, petition, name="Victor Unasked", email="victor@unasked.example")
    link = office.wait_for("victor@unasked.example").link
    page.goto(link)
    page.locator("button[name=act][value=refuse]").click()
    expect(page.locator("button[value=refuse]")).to_have_count(0)
    page.goto(link)
    expect(page.locator("button[value=confirm]")).to_have_count(0)
    page.wait_for_timeout(3_000)
    assert shown_count(page, petition) == before


def wait_for_count(page: Page, slug: str, count: int) -> None:
    """Waits until the public number is this one."""
    for _ in range(150):
        if shown_count(page, slug) >= count:
            break
        page.wait_for_timeout(200)
    assert shown_count(page, slug) == count


def test_the_house_is_clean_afterwards(site: Site, petition: str) -> None:
    done = site.run("doctor")
    assert done.returncode == 0, done.stdout
