"""The way of those who look after the numbers, and of a signer who objects."""

from collections.abc import Iterator
from typing import Final

from playwright.sync_api import expect

from tests.browser.furnish import STAFF
from tests.browser.scenes import Route, Scene, address, fill_in, open_form


def integrity(scene: Scene) -> Iterator[str]:
    page, house = scene.page, scene.house
    email = address(scene)
    open_form(scene, house.footbridge)
    fill_in(scene, name="Ida Brambleworth", email=email)
    scene.send("form[action$='/sign']")
    page.goto(scene.link(email))
    page.locator("button[value=confirm]").click()
    scene.enter(STAFF)
    page.goto("/staff/")
    page.locator(".languages summary").click()
    page.locator(f".languages button[value={scene.language}]").click()
    page.goto("/staff/integrity/")
    yield "integrity"
    page.goto(f"/staff/integrity/held/{house.footbridge}/")
    yield "held letters"
    page.goto("/staff/integrity/clusters/")
    yield "clusters"
    yield from alarms(scene)
    yield from lists(scene)
    page.goto("/staff/integrity/campaigns/")
    yield "campaigns"
    page.goto("/staff/integrity/campaigns/new/")
    yield "new campaign"
    scene.send("main form")
    yield "a campaign that means everybody"
    scene.fill(pattern=email)
    scene.send("main form")
    expect(page.locator("[name=start-words]")).to_be_visible(timeout=30_000)
    yield "dry run is over"
    page.locator("[value=look]").click()
    yield "sample"
    page.locator("[value=start]").click()
    yield "start without words"
    page.locator("[name=reason]").select_option("bot")
    page.locator("[name=start-words]").fill("One script.")
    page.locator("[value=start]").click()
    expect(page.locator("progress-watch[data-at-work]")).to_have_count(0, timeout=30_000)
    yield "carried out"
    campaign = page.url
    page.goto(scene.link(email, number=2))
    yield "objection"
    scene.send("main form")
    yield "objection without words"
    scene.fill(words="I am a person.")
    scene.send("main form")
    yield "objected"
    page.goto("/staff/integrity/objections/")
    yield "objections"
    page.locator("[value=accept]").first.click()
    yield "accepted without words"
    page.goto(campaign)
    page.locator("main summary").click()
    page.locator("[value=undo]").click()
    yield "undo without words"
    page.goto("/staff/integrity/")
    yield "integrity with something to do"


def alarms(scene: Scene) -> Iterator[str]:
    page = scene.page
    page.goto("/staff/integrity/alarms/")
    yield "alarms"
    page.locator("[value=ring]").click()
    yield "an alarm without words"
    page.locator("[name=hours]").select_option("1")
    scene.fill(petition=scene.house.footbridge, words="A forum calls for it.")
    page.locator("[value=ring]").click()
    yield "an alarm that rings"
    page.locator("[name=why]").first.fill("It is quiet.")
    page.locator("[value=end]").first.click()


def lists(scene: Scene) -> Iterator[str]:
    page = scene.page
    page.goto("/staff/integrity/lists/")
    yield "lists"
    page.locator("[value=try]").click()
    yield "a line with nothing in it"
    page.locator("[name=subject]").select_option("domain")
    page.locator("[name=effect]").select_option("hold")
    scene.fill(value="*.crowd.example", note="Their own domain.")
    page.locator("[value=try]").click()
    yield "tried out"
    page.locator("[value=add]").click()
    yield "a line is saved"


INTEGRITY_ROUTES: Final = (
    Route(
        "integrity",
        frozenset(
            {"staff:integrity", "staff:held", "staff:lists", "staff:campaigns", "staff:new_campaign", "staff:clusters"}
            | {"staff:campaign", "staff:objections", "staff:alarms", "public:objection"}
        ),
        integrity,
    ),
)
