"""The staff's ways through the site, and the demonstration's mailbox."""

from collections.abc import Iterator
from typing import Final

from playwright.sync_api import expect

from tests.browser.access_ways import ACCESS_ROUTES
from tests.browser.furnish import STAFF
from tests.browser.integrity_ways import INTEGRITY_ROUTES
from tests.browser.report_ways import REPORT_ROUTES
from tests.browser.scenes import Route, Scene


def staff(scene: Scene) -> Iterator[str]:
    page, house = scene.page, scene.house
    scene.enter(STAFF)
    page.goto("/staff/")
    page.locator(".languages summary").click()
    page.locator(f".languages button[value={scene.language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", scene.language)
    yield "queue"
    for query in ("?page=2", "?state=published", "?state=refused", "?state=gathering"):
        page.goto(f"/staff/{query}")
        yield f"queue {query}"
    page.goto(f"/staff/petitions/{house.held}/")
    yield "held petition"
    page.goto(f"/staff/petitions/{house.gathered}/")
    yield "petition that looks for supporters"
    page.goto(f"/staff/petitions/{house.held}/")
    page.locator("[name=revision]").evaluate("field => field.value = '0'")
    scene.send("form[action$='/publish']")
    yield "changed since"
    page.locator("main summary").first.click()
    page.locator("[formaction$='/correct']").click()
    yield "ask for a correction without a reason"
    page.locator("[formaction$='/refuse']").click()
    yield "refuse without a reason"
    page.locator("#f-code").select_option("duplicate")
    page.locator("#f-words").fill("The same is asked already.")
    page.locator("[formaction$='/refuse']").click()
    yield "a duplicate of nothing"
    page.locator("form[action$='/note'] button").click()
    yield "a note with nothing in it"
    page.locator("#f-note").fill("I have asked the council.")
    page.locator("form[action$='/note'] button").click()
    yield "a note"
    page.locator("form[action$='/hold'] button").first.click()
    yield "held by me"
    page.locator("[formaction$='/let-go']").click()
    page.goto(f"/staff/petitions/{house.held}/edit/")
    yield "changing a text"
    page.locator("#f-title").fill("")
    page.locator("main form button[type=submit]").last.click()
    yield "changing a text without title and reason"
    page.goto(f"/staff/petitions/{house.unsigned}/")
    page.locator("main summary").first.click()
    page.locator("[formaction$='/take-down']").click()
    yield "take down without a reason"
    page.locator("[formaction$='/stop']").click()
    yield "stop without a reason"
    page.locator("#f-part").select_option("starter_name")
    page.locator("[formaction$='/hide']").click()
    yield "hide without a reason"
    page.goto(f"/staff/petitions/{house.parted}/")
    yield "a part hidden"
    page.goto(f"/staff/petitions/{house.closed}/")
    page.locator("main summary").first.click()
    page.locator("[formaction$='/reopen']").click()
    yield "reopen without words"
    page.goto("/staff/?state=appeals")
    yield "queue of appeals"
    page.goto(f"/staff/petitions/{house.appealed}/")
    yield "an appeal"
    page.locator("form[action$='/uphold'] button").first.click()
    yield "an appeal turned down without an answer"
    page.locator("[formaction$='/grant']").click()
    yield "an appeal granted without an answer"
    page.goto(f"/staff/petitions/{house.corrected}/")
    yield "corrected"
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
            | {"staff:reopen", "staff:signatures", "staff:edit", "staff:correct", "staff:stop", "staff:hide"}
            | {"staff:note", "staff:grant", "staff:uphold", "staff:switches", "staff:turn"}
        ),
        staff,
    ),
    Route("mailbox", frozenset({"plain:mailbox"}), mailbox),
    *ACCESS_ROUTES,
    *INTEGRITY_ROUTES,
    *REPORT_ROUTES,
)
