"""Which Chromium is used, and how it is started: quietly, asking nobody but the site."""

import os
import shutil
from typing import Final

CHROMIUM: Final = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
QUIET: Final = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
# Only root cannot have a sandbox.
ARGUMENTS: Final = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]
