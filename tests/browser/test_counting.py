"""How is this counted? The page on a real site: right, tampered with, too long, cut off, without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser import eyes
from tests.browser.conftest import Opener, import_petition, open_page, watched
from tests.browser.furnish import CONTENT
from tests.browser.small_logs import flipped
from tests.browser.test_signing import sign, wait_for_count
from tests.post_office import PostOffice
from tests.served import Site


@pytest.fixture(scope="module")
def signed(chromium: Browser, site: Site, office: PostOffice) -> str:
    """A petition that one person has signed."""
    slug, email = import_petition(site, CONTENT / "footbridge.md"), "count-me@brambleworth.example"
    page = open_page(chromium, site)
    sign(page, slug, name="Ida Brambleworth", email=email)
    page.goto(office.wait_for(email).link)
    page.locator("button[name=act][value=confirm]").click()
    wait_for_count(page, slug, 1)
    page.context.close()
    return slug


@pytest.fixture
def count_page(visitor: Opener, signed: str) -> Page:
    """The page of its count, in a browser that has kept no file of the log."""
    page = watched(visitor(reduced_motion="reduce").new_page())
    page.goto(f"/en/petitions/{signed}/")
    page.get_by_role("link", name="How is this counted?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How is this counted?")
    return page


def recount(page: Page) -> Locator:
    """Presses the button; returns what is said in the end."""
    page.get_by_role("button", name="Recount now").click()
    said = page.locator("recount-log [role=status]")
    expect(said.locator(".notice")).to_be_visible()
    expect(page.locator("recount-log progress")).to_be_hidden()
    expect(page.get_by_role("button", name="Recount now")).to_be_enabled()
    return said


def fact(said: Locator, name: str) -> str:
    return said.locator(f"[data-fact={name}] dd").inner_text()


def test_the_recount_gives_the_number_from_the_public_files_alone(count_page: Page, pictures: Path | None) -> None:
    asked: list[str] = []
    count_page.on("request", lambda request: asked.append(request.url.partition("://")[2].partition("/")[2]))
    said = recount(count_page)
    expect(said).to_contain_text("The recount gives the same number.")
    assert (fact(said, "count"), fact(said, "shown")) == ("1", "1")
    assert int(fact(said, "entries")) >= 2
    files = [path for path in asked if not path.startswith("static/")]
    assert "log/checkpoint" in files
    assert [path for path in files if not re.fullmatch(r"log/(checkpoint|policy|tile/[0-9a-z/.]+)", path)] == []
    faults = eyes.faults_of(
        count_page, (eyes.PHONE, eyes.DESK_AT_NIGHT, eyes.SMALLEST), name="recounted", pictures=pictures
    )
    assert faults == []


def test_it_can_be_done_again_and_by_keyboard(count_page: Page) -> None:
    recount(count_page)
    button = count_page.get_by_role("button", name="Recount now")
    button.focus()
    count_page.keyboard.press("Enter")
    expect(count_page.locator("recount-log .notice.good")).to_be_visible()


def changed(body: bytes, at: int) -> bytes:
    """One byte is another; in a checkpoint another letter, since not every flipped bit gives one of base64."""
    if not body.startswith(b"127.0.0.1"):
        return flipped(body, at % len(body))
    letter = b"B" if body[at : at + 1] == b"A" else b"A"
    return body[:at] + letter + body[at + 1 :]


def change(page: Page, files: str, at: int) -> None:
    """From now on these files are not what the log wrote."""

    def serve(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=changed(answer.body(), at) if answer.ok else answer.body())

    page.route(files, serve)


@pytest.mark.parametrize(
    ("files", "at", "words"),
    [
        ("**/log/tile/entries/**", -4, r"Entry \d+: "),
        ("**/log/tile/0/**", 3, r"Entry 0: The file tile/0/000\S* holds other hashes than the entries give\."),
        ("**/log/checkpoint", -20, r"The checkpoint is not signed with the key of this log\."),
    ],
)
def test_a_changed_copy_is_named(count_page: Page, pictures: Path | None, files: str, at: int, words: str) -> None:
    change(count_page, files, at)
    said = recount(count_page)
    expect(said).to_contain_text("The log does not hold what it claims.")
    expect(said.locator("[data-reason]")).to_have_text(re.compile(words))
    assert eyes.faults_of(count_page, (eyes.PHONE,), name=f"tampered {at}", pictures=pictures) == []


def test_a_number_that_the_log_does_not_hold_is_named(count_page: Page) -> None:
    count_page.evaluate("document.querySelector('recount-log').dataset.count = '2'")
    expect(recount(count_page).locator("[data-reason]")).to_have_text(
        re.compile(r"Entry \d+: After it 1 signatures stand\. The page says 2\.")
    )


def test_a_log_that_is_too_long_is_not_said_to_be_recounted(count_page: Page) -> None:
    asked: list[str] = []
    count_page.on("request", lambda request: asked.append(request.url))
    count_page.evaluate("document.querySelector('recount-log').dataset.limit = '1'")
    said = recount(count_page)
    expect(said).to_contain_text(re.compile("The signed number is (the one on|newer than) this page."))
    expect(said).to_contain_text("The other lines were not read")
    assert fact(said, "count") == "1"
    assert said.locator("[data-fact=entries]").count() == 0
    assert not [url for url in asked if "/tile/" in url]


def test_what_can_not_be_fetched_proves_nothing(count_page: Page) -> None:
    count_page.route("**/log/checkpoint", lambda route: route.abort())
    expect(recount(count_page)).to_contain_text("Nothing is proved by that")


def test_without_scripts_the_page_says_how(visitor: Opener, signed: str, site: Site) -> None:
    page = visitor(java_script_enabled=False).new_page()
    page.goto(f"/en/petitions/{signed}/count/")
    expect(page.get_by_role("button", name="Recount now")).to_be_hidden()
    expect(page.locator("recount-log [data-plain]")).to_be_visible()
    key = page.request.get("/log/vkey").text().strip()
    expect(page.locator("pre").first).to_have_text(f"undersigned verify recount --log {site.address}/log --key '{key}'")
    page.locator(".history summary").click()
    expect(page.locator(".history tbody tr").first).to_contain_text("1")


def test_the_command_on_the_page_holds(count_page: Page, site: Site, signed: str) -> None:
    words = count_page.locator("pre").first.inner_text().replace("'", "").split()
    done = site.run(*words[1:])
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything holds." in done.stdout
