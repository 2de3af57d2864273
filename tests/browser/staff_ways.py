"""The staff's ways through the site, and the demonstration's mailbox."""

from collections.abc import Iterator
from typing import Final

from playwright.sync_api import expect

from tests.browser.furnish import STAFF
from tests.browser.integrity_ways import INTEGRITY_ROUTES
from tests.browser.scenes import Route, Scene


def staff(scene: Scene) -> Iterator[str]:
    page, house = scene.page, scene.house
    scene.enter(STAFF)
    page.goto("/staff/")
    page.locator(".languages summary").click()
    page.locator(f".languages button[value={scene.language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", scene.language)
    yield "queue"
    for query in ("?page=2", "?state=published", "?state=refused"):
        page.goto(f"/staff/{query}")
        yield f"queue {query}"
    page.goto(f"/staff/petitions/{house.held}/")
    yield "held petition"
    page.locator("[name=revision]").evaluate("field => field.value = '0'")
    scene.send("form[action$='/publish']")
    yield "changed since"
    page.locator("main summary").first.click()
    scene.send("form[action$='/refuse']")
    yield "refuse without words"
    page.goto(f"/staff/petitions/{house.unsigned}/")
    page.locator("main summary").first.click()
    scene.send("form[action$='/take-down']")
    yield "take down without words"
    page.goto(f"/staff/petitions/{house.closed}/")
    page.locator("main summary").first.click()
    scene.send("form[action$='/reopen']")
    yield "reopen without words"
    page.goto(f"/staff/petitions/{house.closed}/signatures/")
    yield "signatures"
    page.locator("[value=find]").click()
    yield "find without a reason"
    scene.fill(email="nobody@brambleworth.example", why="They asked for it.")
    page.locator("[value=find]").click()
    yield "found nothing"
    page.locator("[value=tally]").click()
    yield "nothing to be told"
    for state in ("refused", "taken_down"):
        page.goto(f"/staff/petitions/{getattr(house, state)}/")
        yield f"decided: {state}"
    page.goto("/staff/house/")
    yield "house"
    page.goto("/staff/house/switches/")
    yield "switches"
    scene.send("form[action$='/charts']")
    yield "turn off without words"
    page.locator("#f-charts").fill("A storm.")
    page.locator("form[action$='/charts'] [value=off]").click()
    yield "switched off"
    page.locator("form[action$='/charts'] [value=on]").click()


def mailbox(scene: Scene) -> Iterator[str]:
    page = scene.page
    page.goto("/mailbox/?to=nobody-at-all@brambleworth.example")
    yield "mailbox without letters"
    page.goto("/mailbox/")
    yield "mailbox"


STAFF_ROUTES: Final = (
    Route(
        "staff",
        frozenset(
            {"staff:queue", "staff:petition", "staff:publish", "staff:refuse", "staff:take_down", "staff:house"}
            | {"staff:reopen", "staff:signatures", "staff:switches", "staff:turn"}
        ),
        staff,
    ),
    Route("mailbox", frozenset({"plain:mailbox"}), mailbox),
    *INTEGRITY_ROUTES,
)
