"""The route list: every address and state of the site that people see, as short ways through it.

A way goes to a state, yields its name, and goes on; whoever follows it looks at the page each time. What a way says
that it shows is compared with what the browser really stood on, and by tests/house/test_routes.py with config/urls.py.
"""

from collections.abc import Callable, Iterator
from typing import Final

from playwright.sync_api import expect

from tests.browser.desk_ways import DESK_ROUTES
from tests.browser.furnish import CONTENT, STARTER
from tests.browser.scenes import Route, Scene, Way, address, begin, fill_in, open_form
from tests.browser.support_ways import SUPPORT_ROUTES

SITE_PAGES: Final = ("about", "imprint", "privacy", "terms", "contact", "accessibility")
MISTYPED: Final = "gamil.com"
PHOTO: Final = CONTENT / "lake-bench.webp"

WITHOUT_A_PAGE: Final = {
    "api:petition": "JSON",
    "api:count": "JSON",
    "api:challenge": "JSON",
    "api:text": "a text that is hashed",
    "api:rules": "a text that is hashed",
    "api:proof": "a signed file",
    "api:tally": "JSON",
    "api:numbered_tally": "JSON",
    "api:panel": "JSON",
    "desk:sign_out": "leads to desk:sign_in",
    "plain:wish": "leads to public:home",
    "plain:healthz": "for programs",
    "plain:readyz": "for programs",
    "plain:metrics": "for programs",
    "plain:robots": "for programs",
    "plain:favicon": "a picture",
    "plain:media": "a picture",
    "plain:log-checkpoint": "a signed note",
    "plain:log-tile": "bytes of the log",
    "plain:log-vkey": "a key",
    "plain:log-promise-vkey": "a key",
    "plain:log-policy": "for programs",
    "plain:witness-add-checkpoint": "for programs",
    "plain:witness-vkey": "a key",
    "public:decisions_feed": "a feed",
    "public:tally": "a part, which public:petition swaps in",
    "desk:exchange_link": "leads back to desk:petition",
    "desk:resubmit": "leads back to desk:petition",
    "staff:hold": "leads back to staff:petition",
    "staff:let_go": "leads to staff:queue",
    "staff:show": "leads back to staff:petition",
    "staff:take_over": "leads back to staff:petition",
    "staff:picture": "a picture",
    "staff:language": "leads back to where it was chosen",
    "start:another": "leads to start:title",
    "start:similar": "a part, which start:title swaps in",
    "start:story_preview": "a part, which start:story swaps in",
}
"""Addresses of the site at which nobody looks, each with the reason."""

ROUTES: list[Route] = [*DESK_ROUTES, *SUPPORT_ROUTES]


def shows(*names: str) -> Callable[[Way], Way]:
    """The way is on the list."""

    def listed(way: Way) -> Way:
        ROUTES.append(Route(way.__name__, frozenset(names), way))
        return way

    return listed


@shows("public:home", "public:petitions")
def lists(scene: Scene) -> Iterator[str]:
    scene.go("")
    yield "home"
    scene.page.locator(".languages summary").click()
    yield "home with its languages"
    for query in ("", "?sort=most_signed", "?sort=open", "?page=2"):
        scene.go(f"petitions/{query}")
        yield f"list {query}"


@shows("public:petition")
def petitions(scene: Scene) -> Iterator[str]:
    for state in ("footbridge", "shade_trees", "plain", "amended", "closed", "stopped", "parted", "taken_down"):
        scene.go(f"petitions/{getattr(scene.house, state)}/")
        yield f"petition {state}"


@shows("public:decisions")
def decisions(scene: Scene) -> Iterator[str]:
    scene.go("decisions/")
    yield "decisions"


@shows("public:counting")
def counting(scene: Scene) -> Iterator[str]:
    for state in ("footbridge", "shade_trees", "closed"):
        scene.go(f"petitions/{getattr(scene.house, state)}/count/")
        yield f"how {state} is counted"
    scene.page.locator("recount-log button").click()
    expect(scene.page.locator("recount-log .notice.good")).to_be_visible()
    yield "recounted"


@shows("public:panel")
def believing(scene: Scene) -> Iterator[str]:
    for state in ("footbridge", "shade_trees", "closed"):
        scene.go(f"petitions/{getattr(scene.house, state)}/integrity/")
        yield f"whether {state} can be believed"


@shows("public:site_page", "public:telling", "")
def other_pages(scene: Scene) -> Iterator[str]:
    for name in (*SITE_PAGES, "your-signature"):
        scene.go(f"{name}/")
        yield name
    scene.go("no-such-place/")
    yield "404"


@shows("public:sign", "public:code", "public:resend", "public:confirm")
def signing(scene: Scene) -> Iterator[str]:
    page, email = scene.page, address(scene, MISTYPED)
    open_form(scene, scene.house.footbridge)
    scene.send("form[action$='/sign']")
    yield "signing with nothing filled in"
    fill_in(scene, name="Ida Brambleworth", email="ida@brambleworth@example")
    scene.send("form[action$='/sign']")
    yield "signing with one mistake"
    fill_in(scene, name="Ida Brambleworth", email=email)
    scene.send("form[action$='/sign']")
    expect(page.locator("[name=code]")).to_be_visible()
    yield "check your mail with a hint"
    scene.fill(code="000")
    scene.send("form[action$='/confirm/code']")
    yield "wrong code"
    page.locator("main summary").click()
    yield "nothing came"
    # Asked for again before the first has gone, one letter goes for both.
    scene.letters(email)
    scene.send("form[action$='/confirm/resend']")
    yield "sent again"
    link = scene.link(email, number=2)
    page.goto(link)
    yield "confirm"
    page.locator("button[value=confirm]").click()
    expect(page.locator("live-count")).to_be_visible()
    yield "thanks"
    page.goto(link)
    expect(page.locator("button[value=confirm]")).to_have_count(0)
    yield "confirmed already"


@shows("public:confirm")
def letters(scene: Scene) -> Iterator[str]:
    page, email = scene.page, address(scene)
    for number, name in enumerate(("Ida Brambleworth", "Ben Brambleworth"), start=1):
        open_form(scene, scene.house.footbridge)
        fill_in(scene, name=name, email=email)
        scene.send("form[action$='/sign']")
        page.goto(scene.link(email, number=number))
        if number == 1:
            page.locator("button[value=confirm]").click()
    yield "second place of a household"
    page.locator("button[value=refuse]").click()
    yield "this was not me"
    scene.go(f"confirm/{scene.house.too_late}")
    yield "signing has ended"
    scene.go("confirm/no-such-letter")
    yield "no such letter"


@shows("public:sign")
def answers_to_forms(scene: Scene) -> Iterator[str]:
    page = scene.page
    open_form(scene, scene.house.amended)
    fill_in(scene, name="Wei", email=address(scene))
    page.locator("[name=version]").evaluate("field => field.value = '1-en'")
    scene.send("form[action$='/sign']")
    expect(page.locator(".changes")).to_be_visible()
    yield "the text has changed"
    for slug, answer in ((scene.house.closed, "closed meanwhile"), (scene.house.taken_down, "gone meanwhile")):
        open_form(scene, scene.house.footbridge)
        fill_in(scene, name="Wei", email=address(scene))
        version = f"1-{scene.language}"
        page.locator("[name=version]").evaluate("(field, version) => field.value = version", version)
        page.locator("form[action$='/sign']").evaluate(
            "(form, path) => form.action = path", f"/{scene.language}/petitions/{slug}/sign"
        )
        scene.send("form[action$='/sign']")
        yield answer


@shows("start:title", "start:addressees", "start:story", "start:photo", "start:sources", "start:terms")
def writing(scene: Scene) -> Iterator[str]:
    page = scene.page
    scene.go("start/")
    yield "title"
    scene.send()
    yield "title is missing"
    scene.fill(title="A footbridge over the Wend for Alderwick")
    scene.send()
    yield "similar petitions"
    begin(scene, f"Benches in {address(scene)}")
    yield "addressees"
    page.locator("button[value=next]").click()
    yield "addressees are missing" if page.url.endswith("/addressees/") else "story without addressees"
    scene.go("start/addressees/?q=Town")
    yield "addressees found"
    scene.go("start/addressees/?q=Nobody+at+all")
    yield "addressees not found"
    scene.fill(name="Town council of Kavakdere", office="Mayor")
    page.locator("button[value=add]").click()
    yield "addressees with one"
    scene.go("start/story/")
    yield "story"
    page.locator("button[value=next]").click()
    yield "story is missing" if page.url.endswith("/story/") else "photo without story"
    scene.go("start/story/")
    page.locator("[name=story]").press_sequentially("## Why\n\nIt is **dark** there.")
    expect(page.locator("story-preview strong")).to_be_visible()
    yield "story with its preview"
    page.locator("button[value=next]").click()
    yield "photo"
    page.locator("[name=photo]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"no photo"})
    scene.send()
    yield "photo that is none"
    page.locator("[name=photo]").set_input_files(PHOTO)
    scene.fill(caption="How it might look")
    scene.send()
    scene.go("start/photo/")
    yield "photo that is there"
    scene.go("start/sources/")
    yield "sources"
    page.locator("[name=link-1]").fill("javascript:alert(1)")
    page.locator("button[value=next]").click()
    yield "source with a mistake"
    scene.go("start/terms/")
    yield "goal and language"
    scene.fill(goal="many")
    scene.send()
    yield "goal that is none"


@shows("start:preview", "start:hand_in", "start:check_mail", "desk:sign_in_link", "desk:petition")
def handing_in(scene: Scene) -> Iterator[str]:
    page, email = scene.page, address(scene, MISTYPED)
    begin(scene, f"A lamp for {email}")
    scene.go("start/hand-in/")
    yield "hand in with something missing" if page.url.endswith("/hand-in/") else "what is missing"
    scene.go("start/addressees/")
    scene.fill(name="Town council of Kavakdere")
    page.locator("button[value=next]").click()
    scene.fill(story="It is dark there. We ask for one lamp.")
    page.locator("button[value=next]").click()
    scene.go("start/preview/")
    yield "preview"
    scene.go("start/hand-in/")
    yield "hand in"
    scene.fill(email="nobody")
    scene.send()
    yield "hand in with mistakes"
    scene.fill(name="Mehtap Kıvılcım", email=email)
    scene.send()
    scene.go("start/check-mail/")
    yield "check your mail"
    page.goto(scene.link(email))
    yield "letter for the petition"
    scene.send()
    expect(page.locator("main .notice.good")).to_be_visible()
    yield "handed in"


@shows("desk:sign_in", "desk:sign_in_link")
def signing_in(scene: Scene) -> Iterator[str]:
    page = scene.page
    scene.go("desk/")
    yield "sign in"
    page.locator("main summary").click()
    yield "sign in by password"
    scene.fill(login=STARTER, password="three brown hens")
    page.locator("button[value=password]").click()
    yield "wrong password"
    scene.go("desk/sign-in/")
    scene.fill(email="nobody")
    page.locator("button[value=link]").click()
    yield "no address"
    scene.fill(email=STARTER)
    page.locator("button[value=link]").click()
    yield "link is mailed"
    page.goto(str(scene.letters(STARTER)[0]["link"]))
    yield "link that signs in"
    scene.go("desk/sign-in/gone/")
    yield "dead link"
