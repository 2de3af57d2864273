"""Makes docs/pictures/petition.png anew: `.venv/bin/python -m tests.browser.picture`.

Makes a demonstration in a folder of its own, which takes a minute, opens its most signed invented petition at a desk's
width, and keeps what is seen first in at most 300 kB.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.eyes import Look
from workshop.postgres import free_port

PICTURE: Final = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "petition.png"
LARGEST: Final = 300_000
PETITION: Final = "A footbridge over the Wend"
LOOK: Final = Look(1280, 960, "light")


def main() -> None:
    """The picture is there; its size is printed."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [sys.executable, "-m", "undersigned.console.main", "demo", "--port", str(port)]
        environment = os.environ | {"UNDERSIGNED_DATA": str(Path(folder) / "demo")}
        demo = subprocess.Popen(command, env=environment)
        try:
            wait_for(f"http://127.0.0.1:{port}")
            shoot(f"http://127.0.0.1:{port}")
        finally:
            demo.terminate()
            demo.wait(60)
    colours = Image.open(PICTURE).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    colours.save(PICTURE, optimize=True)
    size = PICTURE.stat().st_size
    print(f"{PICTURE}: {size:,} bytes")
    if size > LARGEST:
        sys.exit(f"more than {LARGEST:,}")


def wait_for(address: str) -> None:
    deadline = time.monotonic() + 600
    while time.monotonic() < deadline:
        try:
            with urlopen(f"{address}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.5)
    sys.exit("the demonstration does not answer")


def shoot(address: str) -> None:
    """The window as one sees it after scrolling past the line that says what a demonstration is."""
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS) as browser,
    ):
        page = browser.new_page(base_url=address, locale="en-GB")
        LOOK.take(page)
        page.goto("/en/petitions/?sort=most_signed")
        page.locator(".card a", has_text=PETITION).first.click()
        page.locator(".photo img").evaluate("photo => photo.decode()")
        page.evaluate("scrollTo({ top: document.querySelector('.demo-strip').offsetHeight, behavior: 'instant' })")
        page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
