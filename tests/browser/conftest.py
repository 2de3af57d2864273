"""A real browser on a real site: Chromium, granian, SQLite, SMTP. One site for the whole leg."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import eyes
from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.furnish import CONTENT, Furnished
from tests.browser.small_logs import SmallServer
from tests.post_office import PostOffice
from tests.served import Site

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 20_000
"""How long a page may take on a machine that has other work; what is expected of a page has five seconds by itself."""
expect.set_options(timeout=PATIENCE_MS)

if CHROMIUM is None:
    collect_ignore_glob = ["test_*.py"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", action="store_true", help="keep pictures of what was seen under var/walk")


@pytest.fixture(scope="session")
def pictures(pytestconfig: pytest.Config) -> Path | None:
    """Where pictures of states are kept, if they are asked for."""
    if not pytestconfig.getoption("--pictures", default=False):
        return None
    folder = ROOT / "var" / "walk" / "states"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def office() -> Iterator[PostOffice]:
    with PostOffice() as post_office:
        yield post_office


@pytest.fixture(scope="module", autouse=True)
def _emptied(office: PostOffice) -> None:
    """A module's sites come and go; the links in what they mailed lead nowhere after them."""
    office.clear()


@pytest.fixture(scope="session")
def site(office: PostOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as `undersigned serve` runs it, with nothing in it yet."""
    with Site(tmp_path_factory.mktemp("site"), smtp_url=office.url) as served:
        yield served


@pytest.fixture(scope="session")
def footbridge(site: Site) -> str:
    """Slug of an English petition of some 600 words with a photo, sources and a goal of 25,000."""
    return import_petition(site, CONTENT / "footbridge.md")


def import_petition(site: Site, file: Path) -> str:
    """Slug of the petition, published by the command."""
    done = site.run("petition", "import", str(file), "--publish")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().splitlines()[-1].rstrip("/").rpartition("/")[2]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Demo:
    """A moderated demonstration that was looked at while it was empty, and then furnished."""

    site: Site
    house: Furnished
    faults_while_empty: list[str]


@pytest.fixture(scope="session")
def demo(chromium: Browser, pictures: Path | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    site = Site(tmp_path_factory.mktemp("demo"), smtp_url="mailbox:")
    site.environment |= {"UNDERSIGNED_DEMO": "1", "UNDERSIGNED_PUBLICATION": "moderated"}
    with site:
        faults = look_at_nothing(chromium, site, pictures)
        command = [sys.executable, "-m", "tests.browser.furnish"]
        done = subprocess.run(command, env=site.environment, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        yield Demo(site, Furnished(**json.loads(done.stdout)), faults)


def look_at_nothing(chromium: Browser, site: Site, pictures: Path | None) -> list[str]:
    """What is wrong with the lists of a site on which nothing stands."""
    page = open_page(chromium, site)
    faults = []
    for language, looks in (("en", (eyes.PHONE, eyes.DESK_AT_NIGHT)), ("tr", (eyes.PHONE_AT_NIGHT, eyes.DESK))):
        for path in ("", "petitions/"):
            page.goto(f"/{language}/{path}")
            faults += eyes.faults_of(page, looks, name=f"nothing on {language} {path}", pictures=pictures)
    page.context.close()
    return faults


def open_page(chromium: Browser, site: Site, **options: Any) -> Page:
    """A page in a browser of somebody's own."""
    context = chromium.new_context(base_url=site.address, **({"locale": "en-GB"} | options))
    context.set_default_timeout(PATIENCE_MS)
    return watched(context.new_page())


Opener = Callable[..., BrowserContext]


@pytest.fixture
def visitor(chromium: Browser, site: Site) -> Iterator[Opener]:
    """Opens a browser of somebody's own: `visitor(viewport=PHONE, color_scheme="dark", java_script_enabled=False)`."""
    opened: list[BrowserContext] = []

    def open_browser(**options: Any) -> BrowserContext:
        context = chromium.new_context(base_url=site.address, **({"viewport": PHONE, "locale": "en-GB"} | options))
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        return context

    yield open_browser
    for context in opened:
        context.close()


@pytest.fixture
def page(visitor: Opener) -> Page:
    """A page on a phone."""
    return watched(visitor().new_page())


def watched(page: Page) -> Page:
    """The page, which fails the test when a script fails or the content policy is broken."""

    def fail(text: str) -> None:
        raise AssertionError(text)

    page.on("pageerror", lambda error: fail(str(error)))
    page.on("console", lambda message: fail(message.text) if "Content Security Policy" in message.text else None)
    return page


@pytest.fixture(scope="module")
def server() -> Iterator[SmallServer]:
    """Small logs over HTTP, with the page's own verifiers."""
    with SmallServer() as small:
        yield small


@pytest.fixture(scope="module")
def tab(chromium: Browser, server: SmallServer) -> Iterator[Page]:
    """A page on which those verifiers can be imported."""
    page = chromium.new_page()
    page.goto(server.address)
    yield page
    page.close()
