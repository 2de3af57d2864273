"""A page in a browser and what one does with it again and again: what the ways of the route lists are made of."""

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.furnish import PASSWORD, Furnished

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Scene:
    """A page in a browser of nobody's, on a furnished site."""

    page: Page
    house: Furnished
    language: str

    def go(self, path: str) -> None:
        self.page.goto(f"/{self.language}/{path}")

    def send(self, form: str = "main form") -> None:
        """Sends the first form that matches, by its own first button; the next page stands afterwards."""
        found = self.page.locator(form).first
        button = found.locator("button[type=submit]").first
        if not found.locator("sign-proof").count():
            button.click()
            return
        # Its script may work a while before it lets the form go.
        with self.page.expect_navigation():
            button.click()

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    def enter(self, email: str) -> None:
        """Signs in by password."""
        self.go("desk/sign-in/")
        self.page.locator("main summary").click()
        self.fill(login=email, password=PASSWORD)
        self.page.locator("button[value=password]").click()
        expect(self.page.locator("header form, header [href*=desk]").first).to_be_visible()

    def link(self, email: str, *, number: int = 1) -> str:
        """The link of the newest letter, once there are so many."""
        return str(self.letters(email, number)[0]["link"])

    def letters(self, email: str, at_least: int = 1) -> list[dict[str, Any]]:
        """The demonstration's letters to this address, newest first."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found: list[dict[str, Any]] = self.page.request.get(f"/mailbox/?to={email}&format=json").json()
            if len(found) >= at_least:
                return found
            time.sleep(0.1)
        raise AssertionError(f"{at_least} letters to {email} did not come")


Way = Callable[[Scene], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Route:
    """One way, and the names of the addresses that it shows."""

    name: str
    shows: frozenset[str]
    way: Way


def address(scene: Scene, domain: str = "brambleworth.example") -> str:
    """An address that nobody used before."""
    return f"somebody-{scene.language}-{next(_numbers)}@{domain}"


def open_form(scene: Scene, slug: str) -> None:
    scene.go(f"petitions/{slug}/")


def fill_in(scene: Scene, *, name: str, email: str) -> None:
    scene.fill(name=name, email=email)
    scene.page.locator("main select[name=country]").select_option("GB")


def begin(scene: Scene, title: str) -> None:
    """A draft with this title; the next step is open."""
    scene.go("start/")
    scene.fill(title=title)
    scene.send()
    if scene.page.url.endswith("/start/"):
        # Something similar was shown first.
        scene.send()
