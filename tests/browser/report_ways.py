"""The ways of those who report, of those who are named and reply, and of the staff who answer both."""

from collections.abc import Iterator
from typing import Final

from playwright.sync_api import expect

from tests.browser.furnish import STAFF
from tests.browser.scenes import Route, Scene, address

WORDS: Final = "The third sentence is not true: the timetable says otherwise."


def reporting(scene: Scene) -> Iterator[str]:
    scene.go(f"petitions/{scene.house.footbridge}/report/")
    yield "report"
    scene.send()
    yield "report without a reason"
    _report(scene, scene.house.footbridge)
    yield "reported"


def _report(scene: Scene, slug: str) -> None:
    scene.go(f"petitions/{slug}/report/")
    scene.page.locator("[name=reason][value=libel]").check()
    scene.fill(words=WORDS, email=address(scene))
    scene.send()
    expect(scene.page.locator("main form")).to_have_count(0)


def replying(scene: Scene) -> Iterator[str]:
    page, house = scene.page, scene.house
    scene.go(f"petitions/{house.footbridge}/reply/")
    yield "reply"
    scene.send()
    yield "reply with nothing filled in"
    email = address(scene)
    _ask(scene, house.footbridge, email)
    yield "reply is asked for"
    link = scene.link(email)
    page.goto(link)
    yield "reply to confirm"
    scene.send()
    yield "reply that waits"
    _ask(scene, house.footbridge, email)
    page.goto(scene.link(email, number=2))
    scene.send()
    yield "a second reply of one address"
    scene.go("replies/no-such-reply")
    yield "dead link of a reply"


def _ask(scene: Scene, slug: str, email: str) -> None:
    scene.go(f"petitions/{slug}/reply/")
    scene.fill(
        name=f"Wend Valley Council {email.partition('@')[0]}",
        office="Roads and bridges",
        text="The old bridge was checked in May.\n\nA new one is in the budget of next year, and is built in May.",
        email=email,
    )
    scene.send()
    expect(scene.page.locator("main form")).to_have_count(0)


def staff_and_reports(scene: Scene) -> Iterator[str]:
    page, house = scene.page, scene.house
    for slug in (house.shade_trees, house.plain):
        _report(scene, slug)
    _enter(scene)
    page.goto("/staff/reports/?page=2")
    yield "an empty page of reports"
    page.goto("/staff/reports/")
    yield "reports"
    scene.fill(urgent_from="none")
    scene.send("form.sheet")
    yield "a threshold that is no number"
    scene.fill(urgent_from="1")
    scene.send("form.sheet")
    yield "urgent reports"
    page.goto(f"/staff/petitions/{house.shade_trees}/reports/")
    yield "reports of a petition"
    page.locator("[value=open]").first.click()
    yield "what they wrote"
    page.locator("main summary").first.click()
    page.locator("button[value=leave]").click()
    yield "answer without words"
    page.locator("#f-words-leave").fill("It quotes the timetable, which we read.")
    page.locator("button[value=leave]").click()
    yield "reports are answered"
    page.goto(f"/staff/petitions/{house.shade_trees}/reports/")
    yield "answered before"


def staff_and_replies(scene: Scene) -> Iterator[str]:
    page, email = scene.page, address(scene)
    _ask(scene, scene.house.plain, email)
    page.goto(scene.link(email))
    scene.send()
    _enter(scene)
    page.goto("/staff/replies/?state=refused")
    yield "replies"
    page.goto("/staff/replies/")
    yield "replies that wait"
    page.locator(".lines a", has_text=email.partition("@")[0]).click()
    yield "reply that waits"
    page.locator("button[value=open]").click()
    yield "reply with its address"
    page.locator("button[value=accept]").click()
    yield "accept without words"
    page.locator("#f-words-accept").fill("Called the number on their own site.")
    page.locator("button[value=accept]").click()
    yield "reply is accepted"
    scene.go(f"petitions/{scene.house.plain}/")
    expect(page.locator(".reply").first).to_be_visible()
    yield "petition with a reply"
    page.goto("/staff/replies/?state=accepted")
    page.locator(".lines a", has_text=email.partition("@")[0]).click()
    yield "reply that stands"


def _enter(scene: Scene) -> None:
    scene.enter(STAFF)
    scene.page.goto("/staff/")
    scene.page.locator(".languages summary").click()
    scene.page.locator(f".languages button[value={scene.language}]").click()


REPORT_ROUTES: Final = (
    Route("reporting", frozenset({"public:report"}), reporting),
    Route("replying", frozenset({"public:reply", "public:reply_link"}), replying),
    Route("staff_and_reports", frozenset({"staff:reports", "staff:reports_of"}), staff_and_reports),
    Route("staff_and_replies", frozenset({"staff:replies", "staff:reply"}), staff_and_replies),
)
