"""A day of the staff by keyboard alone: nothing here touches a mouse; and Tab reaches everything on their pages."""

from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo, open_page
from tests.browser.furnish import STAFF
from tests.browser.scenes import Scene, address, fill_in, open_form

# A day is many pages: what takes seconds on a quiet machine may take minutes on a busy one.
pytestmark = pytest.mark.timeout(300)

MOST_STEPS: Final = 400
# What has the focus: its words, and whether one sees that it has it.
FOCUSED: Final = """
(() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const words = one.getAttribute("aria-label") || (one.labels?.[0] ?? one).textContent || one.value || "";
  const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
  return { words: words.trim().replace(/\\s+/g, " "), isSeen, tag: one.tagName, text: one.outerHTML.slice(0, 160) };
})()
"""
# Everything that acts, as far as it is shown; of a group of rings Tab reaches one, and arrows the others.
ACTING: Final = """
(() => {
  const all = [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")];
  const shown = all.filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.disabled);
  const rings = new Map();
  for (const one of shown.filter(one => one.type === "radio"))
    rings.set(one.name, one.checked ? one : rings.get(one.name) ?? one);
  window.acting = shown.filter(one => one.type !== "radio" || rings.get(one.name) === one);
  return window.acting.length;
})()
"""
WHICH: Final = "window.acting.indexOf(document.activeElement)"


class Hands:
    """Hands that know the keyboard alone."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, words: str, tag: str = "") -> None:
        """Tab leads to what has these words; whatever has the focus on the way is seen to have it."""
        for _step in range(MOST_STEPS):
            self.press("Tab")
            found: dict[str, Any] = self.page.evaluate(FOCUSED)
            assert found["isSeen"] or found["tag"] == "BODY", f"nobody sees the focus on {found['text']}"
            if found["words"].startswith(words) and tag in {"", found["tag"].lower()}:
                return
        raise AssertionError(f"Tab does not lead to “{words}” on {self.page.url}")

    def follow(self, words: str, tag: str = "") -> None:
        """Reaches it and presses Enter; the next page stands afterwards."""
        self.reach(words, tag)
        with self.page.expect_navigation():
            self.press("Enter")

    def write(self, label: str, words: str) -> None:
        """Types into the field with this label."""
        self.reach(label)
        self.page.keyboard.type(words)

    def said(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)


@pytest.fixture
def hands(chromium: Browser, demo: Demo) -> Any:
    page = open_page(chromium, demo.site)
    scene = Scene(page, demo.house, "en")
    page.goto("/en/petitions/" + demo.house.plain + "/report/")
    page.locator("[name=reason][value=libel]").check()
    scene.fill(words="It is not true.", email=address(scene))
    scene.send()
    forged = address(scene, "keys.example")
    open_form(scene, demo.house.plain)
    fill_in(scene, name="Forged One", email=forged)
    scene.send("form[action$='/sign']")
    page.goto(scene.link(forged))
    page.locator("button[value=confirm]").click()
    scene.enter(STAFF)
    page.goto("/staff/")
    page.locator(".languages summary").click()
    page.locator(".languages button[value=en]").click()
    yield Hands(page)
    page.context.close()


def test_a_day_of_the_staff(hands: Hands) -> None:
    page = hands.page
    decide_about_two(hands)
    hands.follow("Reports")
    hands.follow("İskele meydanına")
    hands.follow("Read what they wrote")
    hands.said("It is not true.")
    hands.reach("The petition stays as it is")
    hands.press("Enter")
    hands.write("Why it stays", "It quotes the timetable, which we read.")
    hands.follow("Leave it as it is")
    hands.said("The reports are answered")
    hands.follow("Integrity")
    hands.follow("Removal campaigns")
    hands.follow("Plan a campaign", "a")
    hands.write("Mail domain", "keys.example")
    hands.follow("Begin the dry run")
    expect(page.locator("[name=start-words]")).to_be_visible(timeout=30_000)
    hands.follow("Look at a sample")
    hands.said("Sample")
    hands.reach("Reason, as the public log gives it")
    hands.press("ArrowDown")
    hands.write("In your words, for the audit trail", "One script.")
    hands.follow("Start the campaign")
    hands.said("Taken out")


def decide_about_two(hands: Hands) -> None:
    """The queue: a note and a yes for one, a no with its reason for the next; j and k lead along the titles."""
    page = hands.page
    hands.reach("A bench at stop", "a")
    first = page.evaluate("document.activeElement.textContent")
    hands.press("j", "k", "j")
    second = page.evaluate("document.activeElement.textContent")
    assert second.startswith("A bench at stop")
    assert second != first
    with page.expect_navigation():
        hands.press("Enter")
    expect(page.locator("h1")).to_have_text(second)
    hands.follow("Keep it to myself for 15 minutes")
    hands.write("A note for the staff", "I have asked the council.")
    hands.follow("Keep the note")
    hands.said("The note is kept.")
    hands.follow("Publish", "button")
    hands.said("The petition is published.")
    hands.follow("A bench at stop", "a")
    hands.reach("Ask for a correction, or refuse")
    hands.press("Enter")
    hands.reach("Reason")
    page.keyboard.type("It is not clear")
    hands.write("Words to the starter", "Which stop do you mean?")
    hands.follow("Refuse", "button")
    hands.said("The petition is refused")


def test_tab_reaches_everything_on_every_page_of_the_staff(hands: Hands, demo: Demo) -> None:
    held, parted, plain = demo.house.held, demo.house.parted, demo.house.plain
    paths = ["", "reports/", "replies/", "own/", "house/", "house/switches/", "people/", "proposals/", "audit/"]
    paths += [
        "integrity/",
        "integrity/clusters/",
        "integrity/alarms/",
        "integrity/campaigns/",
        "integrity/campaigns/new/",
    ]
    paths += ["integrity/objections/", "integrity/lists/", f"integrity/held/{plain}/", f"petitions/{plain}/reports/"]
    paths += [f"petitions/{held}/", f"petitions/{held}/edit/", f"petitions/{parted}/", f"petitions/{plain}/signatures/"]
    for path in paths:
        answer = hands.page.goto(f"/staff/{path}")
        assert answer is not None
        assert answer.status == 200, path
        number = hands.page.evaluate(ACTING)
        met: set[int] = set()
        # A field of a date is left by several of them: day, month, year and its picture.
        for _step in range(MOST_STEPS):
            hands.press("Tab")
            met.add(hands.page.evaluate(WHICH))
            if len(met - {-1}) == number:
                break
        missed = [one for one in range(number) if one not in met]
        told = [hands.page.evaluate(f"window.acting[{one}].outerHTML.slice(0, 160)") for one in missed]
        assert told == [], path
