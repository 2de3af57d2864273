"""How the staff come in, who may do what, and what was done: the ways through second factor, people and audit trail."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from playwright.sync_api import Page, expect

from tests.browser.furnish import STAFF, newcomer_of
from tests.browser.scenes import Route, Scene, address
from undersigned.accounts.totp import code_at, step_of


def secret_on(page: Page) -> bytes:
    """The key that the page shows in letters."""
    shown = "".join(page.locator(".key-text").inner_text().split())
    return base64.b32decode(shown + "=" * (-len(shown) % 8))


def second_factor(scene: Scene) -> Iterator[str]:
    page, email = scene.page, newcomer_of(scene.language)
    scene.enter(email)
    page.goto("/staff/house/")
    expect(page.locator(".key-picture")).to_be_visible()
    yield "second factor to set up"
    secret = secret_on(page)
    scene.fill(code="12")
    scene.send("main form:has([name=code])")
    yield "code of another app"
    scene.fill(code=code_at(secret, step_of(datetime.now(UTC))), name="Phone")
    scene.send("main form:has([name=code])")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    yield "recovery codes"
    page.goto("/staff/own/")
    yield "own access with one factor"
    page.context.clear_cookies()
    scene.enter(email)
    page.goto("/staff/own/")
    yield "second factor to show"
    scene.fill(code="000000")
    scene.send("main form:has([name=code])")
    yield "wrong code"
    # The next step's: this one's is used up. Should a step begin before it arrives, it is that very step's.
    scene.fill(code=code_at(secret, step_of(datetime.now(UTC)) + 1))
    scene.send("main form:has([name=code])")
    expect(page.locator("[value=end_others]")).to_be_visible()
    yield "own access with two browsers"
    page.locator("[value=end_others]").click()
    yield "signed out elsewhere"


def people(scene: Scene) -> Iterator[str]:
    page = scene.page
    scene.enter(STAFF)
    page.goto("/staff/people/")
    yield "people"
    page.locator("[value=grant]").click()
    yield "role without words"
    scene.fill(email=address(scene), reason="She is on duty at weekends.")
    page.locator("[name=role][value=reader]").check()
    page.locator("[value=grant]").click()
    expect(page.locator("[value=cancel]").first).to_be_visible()
    yield "proposed"
    page.locator("[value=cancel]").first.click()
    yield "turned down without words"
    page.locator("[name=why]").first.fill("We have enough people.")
    page.locator("[value=cancel]").first.click()
    yield "turned down"
    page.goto(f"/staff/petitions/{scene.house.taken_down}/")
    page.locator("main summary").last.click()
    scene.send("form[action$='/put-back']")
    yield "showing again without words"


def irrevocable(scene: Scene) -> Iterator[str]:
    page, house = scene.page, scene.house
    scene.enter(STAFF)
    page.goto(f"/staff/petitions/{house.taken_down}/delete/")
    yield "deleting"
    scene.send("main form")
    yield "deleting without a reason"
    page.goto(f"/staff/petitions/{house.footbridge}/export/")
    yield "files of signers"
    page.locator("[value=propose]").click()
    yield "a file for nothing"
    page.locator("[name=purpose]").first.check()
    scene.fill(reason="The council asked for them, by hand.")
    page.locator("[value=propose]").click()
    expect(page.locator("[value=cancel]").first).to_be_visible()
    yield "a file is proposed"
    page.locator("[name=why]").first.fill("They came and counted.")
    page.locator("[value=cancel]").first.click()


def trail(scene: Scene) -> Iterator[str]:
    page = scene.page
    scene.enter(STAFF)
    page.goto("/staff/audit/")
    yield "audit trail"
    page.goto("/staff/audit/?about=nothing-of-that-kind&since=2026-01-01")
    yield "audit trail without a match"


ACCESS_ROUTES: Final = (
    Route("second_factor", frozenset({"staff:factor", "staff:set_up", "staff:own"}), second_factor),
    Route("people", frozenset({"staff:people", "staff:proposals", "staff:put_back"}), people),
    Route("irrevocable", frozenset({"staff:delete", "staff:export"}), irrevocable),
    Route("trail", frozenset({"staff:audit"}), trail),
)
