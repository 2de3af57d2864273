"""The secret link of a petition that looks for supporters, in every state."""

from collections.abc import Iterator
from typing import Final

from tests.browser.scenes import Route, Scene, address, fill_in

STATES: Final = ("full", "read", "lapsed", "refused", "stopped", "taken_down", "unconfirmed", "closed", "exchanged")


def supporting(scene: Scene) -> Iterator[str]:
    house, email = scene.house, address(scene)
    scene.go(f"support/{house.gathering}")
    yield "a petition that looks for supporters"
    scene.send("form[action*='/support/']")
    yield "supporting with nothing filled in"
    fill_in(scene, name="Ida Brambleworth", email=email)
    scene.send("form[action*='/support/']")
    yield "a supporter looks into their mail"
    scene.page.goto(scene.link(email))
    yield "a supporter's letter"
    scene.send("main form")
    yield "somebody supports it"
    scene.page.goto(scene.link(email))
    yield "a supporter's letter again"
    for state in STATES:
        scene.go(f"support/{getattr(house, f'support_{state}')}")
        yield f"the link of a petition: {state}"
    scene.go("support/nothing")
    yield "a link that leads nowhere"


SUPPORT_ROUTES: Final = (Route("supporting", frozenset({"public:support", "public:confirm"}), supporting),)
