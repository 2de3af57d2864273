"""How a page is looked at: axe with every rule it has by default, nothing over the side, nothing too small to touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Page

AXE: Final = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE: Final = """
axe.run(document).then(result => result.violations.map(one => `${one.id}: ${one.nodes.map(n => n.html).join(" | ")}`))
"""
OVER_THE_SIDE: Final = """
(() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    one => one.getBoundingClientRect().right > root.clientWidth + 1 || one.getBoundingClientRect().left < -1);
  return [`${root.scrollWidth} > ${root.clientWidth}: ${wide.slice(-1).map(one => one.outerHTML.slice(0, 200))}`];
})()
"""
# WCAG 2.5.8: 24 by 24 CSS pixels, but for links within a sentence; a box or ring counts with its label.
TOO_SMALL: Final = """
[...document.querySelectorAll("a[href], button, select, summary, input:not([type=hidden]), textarea")].filter(one => {
  if (!one.checkVisibility({ visibilityProperty: true }) || one.matches(".skip")) return false;
  if (one.matches("a") && getComputedStyle(one).display === "inline") return false;
  const box = one.getBoundingClientRect();
  if (one.labels?.[0]?.getBoundingClientRect().height >= 24) return false;
  return box.width > 0 && (box.width < 24 || box.height < 24);
}).map(one => one.outerHTML.slice(0, 200))
"""


@dataclass(frozen=True, slots=True)
class Look:
    """A way in which a page is seen."""

    width: int
    height: int
    scheme: Literal["light", "dark"]
    contrast: Literal["no-preference", "more"] = "no-preference"

    def __str__(self) -> str:
        return f"{self.width} {self.scheme}"

    def take(self, page: Page) -> None:
        """The page is seen this way."""
        page.set_viewport_size({"width": self.width, "height": self.height})
        page.emulate_media(color_scheme=self.scheme, contrast=self.contrast, reduced_motion="reduce")


PHONE: Final = Look(390, 844, "light")
PHONE_AT_NIGHT: Final = Look(390, 844, "dark")
DESK: Final = Look(1280, 900, "light")
DESK_AT_NIGHT: Final = Look(1280, 900, "dark")
SMALLEST: Final = Look(320, 640, "dark", "more")


def measures_of(page: Page) -> list[str]:
    """What runs over the side or is too small to touch, as the page is seen now."""
    found: list[str] = page.evaluate(OVER_THE_SIDE) + page.evaluate(TOO_SMALL)
    return found


def faults_of(page: Page, looks: Sequence[Look], *, name: str, pictures: Path | None = None) -> list[str]:
    """What is wrong with the page: by axe in the first look, by its measures in all; each with its name.

    With a folder, pictures of it, too.
    """
    found = []
    for number, look in enumerate(looks):
        look.take(page)
        faults = measures_of(page)
        if number == 0:
            page.evaluate(AXE)
            faults += page.evaluate(RUN_AXE)
        if pictures is not None:
            page.screenshot(path=pictures / f"{name.replace('/', '-')} {look}.png", full_page=True)
        found += [f"{name}, {look}: {fault}" for fault in faults]
    return found
