"""Starting a petition as people do it, with and without JavaScript: from the title to the published page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, watched
from tests.makers import make_picture
from tests.post_office import PostOffice


def go_on(page: Page) -> None:
    page.locator("main .button.large").first.click()


def start(page: Page, title: str, picture: Path) -> None:
    """Everything up to the preview."""
    page.goto("/en/start/")
    page.get_by_label("Title").fill(title)
    go_on(page)
    if page.url.endswith("/start/"):
        # Something similar was shown first.
        go_on(page)
    page.get_by_label("Who is asked").fill("Brambleworth Railways")
    go_on(page)
    page.locator("[name=story]").fill("The last train leaves at 21:40.\n\n# What we ask\n\nOne at **23:10**.")
    page.locator("[name=act][value=next]").click()
    page.locator("[name=photo]").set_input_files(picture)
    page.locator("[name=caption]").fill("The platform")
    go_on(page)
    page.locator("[name=title-1]").fill("Timetable 2026")
    page.locator("[name=act][value=next]").click()
    page.locator("[name=goal]").fill("25,000")
    go_on(page)


@pytest.mark.parametrize("java_script", [True, False], ids=["script", "no-script"])
def test_from_the_title_to_the_published_page(
    visitor: Opener, office: PostOffice, tmp_path: Path, java_script: bool
) -> None:
    picture = tmp_path / "platform.jpg"
    picture.write_bytes(make_picture())
    page = watched(visitor(java_script_enabled=java_script).new_page())
    title = f"A late train, {'with' if java_script else 'without'} scripts"
    start(page, title, picture)
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".story strong")).to_have_text("23:10")
    expect(page.locator("button:has-text('Sign')")).to_be_disabled()
    go_on(page)
    email = f"start-{java_script}@kavak.example".lower()
    page.locator("[name=name]").fill("Mehtap Kıvılcım")
    page.locator("[name=email]").fill(email)
    go_on(page)
    expect(page.locator("h1")).to_have_text("Check your mail")
    page.goto(office.wait_for(email).link)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Your petition is published")
    page.locator("main a[href*='/en/petitions/']").first.click()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".counter")).to_contain_text("Our goal is 25,000")


def test_the_story_shows_how_it_looks_while_one_types(visitor: Opener) -> None:
    page = watched(visitor().new_page())
    page.goto("/en/start/")
    page.get_by_label("Title").fill("Benches in Kavakdere")
    go_on(page)
    page.goto("/en/start/story/")
    page.locator("[name=story]").press_sequentially("So **much** <b>x</b>")
    expect(page.locator("story-preview .story strong")).to_have_text("much")
    expect(page.locator("story-preview .story")).to_contain_text("<b>x</b>")


def test_similar_petitions_appear_while_one_types(visitor: Opener, footbridge: str) -> None:
    page = watched(visitor().new_page())
    page.goto(f"/en/petitions/{footbridge}/")
    title = page.locator("h1").inner_text()
    page.goto("/en/start/")
    page.get_by_label("Title").press_sequentially(title[:40])
    expect(page.locator("similar-titles a").first).to_have_attribute("href", re.compile(footbridge))
