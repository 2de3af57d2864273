"""The starter's way over their desk."""

from collections.abc import Iterator
from typing import Final

from tests.browser.furnish import NEWCOMER, STARTER
from tests.browser.scenes import Route, Scene


def desk(scene: Scene) -> Iterator[str]:
    page, house = scene.page, scene.house
    scene.enter(NEWCOMER)
    scene.go("desk/")
    yield "desk with nothing on it"
    page.context.clear_cookies()
    scene.enter(STARTER)
    scene.go("desk/")
    yield "desk"
    states = ("unsigned", "held", "asked_back", "corrected", "stopped", "parted", "appealed", "refused", "taken_down")
    for state in ("gathered", "support_over", *states):
        scene.go(f"desk/petitions/{getattr(house, state)}/")
        yield f"desk petition {state}"
    scene.go(f"desk/petitions/{house.gathered}/")
    scene.page.locator("main details summary").last.click()
    yield "exchanging a secret link"
    scene.go(f"desk/petitions/{house.refused}/")
    scene.send("form[action$='/appeal']")
    yield "appeal without words"
    scene.go(f"desk/petitions/{house.asked_back}/edit/")
    yield "correct"
    scene.fill(title="")
    scene.send("main form")
    yield "correct with a mistake"
    scene.go(f"desk/petitions/{house.unsigned}/edit/")
    yield "edit"
    scene.fill(title="")
    scene.send("main form")
    yield "edit with a mistake"
    scene.go(f"desk/petitions/{house.unsigned}/close/")
    yield "close"
    scene.go("desk/password/")
    yield "password"
    scene.fill(password="short")
    scene.send("main form")
    yield "password that is too short"


SHOWN: Final = frozenset({"desk:desk", "desk:petition", "desk:appeal", "desk:edit", "desk:close", "desk:password"})
DESK_ROUTES: Final = (Route("desk", SHOWN, desk),)
