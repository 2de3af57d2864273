"""The signer's ways through the site: thanks, my signatures with every act, the page that checks a receipt."""

from collections.abc import Iterator
from typing import Final

from playwright.sync_api import expect

from tests.browser.scenes import Route, Scene, address, fill_in, open_form


def asking(scene: Scene) -> Iterator[str]:
    scene.go("mine/")
    yield "ask for my signatures"
    scene.fill(email="ida@brambleworth@example")
    scene.send("form[method=post]")
    yield "ask with a mistake"
    scene.fill(email=address(scene, "gmial.com"))
    scene.send("main form")
    expect(scene.page.locator("main form")).to_have_count(0)
    yield "asked, with a hint"
    scene.go("mine/no-such-link")
    yield "dead link"


def mine(scene: Scene) -> Iterator[str]:
    page, email = scene.page, confirmed(scene)
    path = opened(scene, email, 2)
    yield "my signatures"
    for act in ("place", "withdraw", "erase", "proofs"):
        page.locator(f"button[value={act}]").first.click()
        expect(page.locator("button[value=take_out]")).to_have_count(0)
        yield f"my signatures: {act}"
        page.goto(path)
    page.locator("button[value=place]").first.click()
    page.locator("[name=place]").evaluate("field => field.value = 'x'.repeat(200)")
    page.locator("button[value=correct_place]").click()
    yield "a place that is too long"
    page.goto(path)
    page.locator("button[value=withdraw]").click()
    page.locator("button[value=withdraw_now]").click()
    expect(page.locator("[role=status]")).to_be_visible()
    yield "withdrawn"
    page.locator("button[value=erase]").click()
    page.locator("button[value=erase_now]").click()
    expect(page.locator("button[value=erase_now]")).to_have_count(0)
    yield "erased"


def closing(scene: Scene) -> Iterator[str]:
    email = confirmed(scene)
    scene.go("mine/")
    scene.fill(email=email)
    scene.send("main form")
    scene.page.goto(scene.link(email, number=2))
    yield "the button"
    scene.page.locator("button[value=open]").click()
    scene.page.locator("button[value=done]").click()
    yield "done"


def receipt(scene: Scene) -> Iterator[str]:
    page = scene.page
    scene.go("receipt/")
    yield "check a receipt"
    scene.go("receipt/#bm90IGEgcmVjZWlwdA")
    page.reload()
    expect(page.locator("receipt-check .notice.bad")).to_be_visible()
    yield "a broken receipt"
    confirmed(scene)
    page.locator("main section button[value=proofs]").click()
    again = page.locator("form:has(button.large) button[value=proofs]")
    while again.count():
        yield "promised"
        page.wait_for_timeout(500)
        again.click()
    page.locator("button[value=receipt]").wait_for()
    yield "receipt"
    page.locator("a[href*='/receipt/#']").click()
    expect(page.locator("receipt-check .notice.good")).to_be_visible()
    yield "a true receipt"
    page.locator("button[data-act=later]").click()
    expect(page.locator("receipt-check .notice.good")).to_have_count(2)
    yield "it stands"


def confirmed(scene: Scene) -> str:
    """The address of somebody who has just confirmed; the page thanks them."""
    email = address(scene)
    open_form(scene, scene.house.footbridge)
    fill_in(scene, name="Ida Brambleworth", email=email)
    scene.send("form[action$='/sign']")
    scene.page.goto(scene.link(email))
    scene.page.locator("button[value=confirm]").click()
    expect(scene.page.locator("live-count")).to_be_visible()
    return email


def opened(scene: Scene, email: str, number: int) -> str:
    """The address of this person's page, opened by the link of their newest letter."""
    scene.go("mine/")
    scene.fill(email=email)
    scene.send("main form")
    link = scene.link(email, number=number)
    scene.page.goto(link)
    scene.page.locator("button[value=open]").click()
    expect(scene.page.locator("button[value=done]")).to_be_visible()
    return link


SIGNER_ROUTES: Final = (
    Route("asking", frozenset({"signer:ask", "signer:mine"}), asking),
    Route("mine", frozenset({"signer:mine"}), mine),
    Route("closing", frozenset({"signer:mine"}), closing),
    Route("receipt", frozenset({"signer:receipt", "signer:proof"}), receipt),
)
