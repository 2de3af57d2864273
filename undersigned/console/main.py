"""The command `undersigned`: parses arguments, then hands over to the verb's own module.

Django is loaded only by the verbs that need it, so that `--help` answers at once.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from undersigned import __version__

# In the order in which --help shows them; each module has add(subparsers) and run(arguments) -> exit status.
VERBS = (
    "undersigned.console.demo.command",
    "undersigned.console.serve",
    "undersigned.console.petition",
    "undersigned.console.doctor",
    "undersigned.console.verify",
    "undersigned.console.log",
    "undersigned.console.migrate",
    "undersigned.console.backup",
    "undersigned.console.restore",
    "undersigned.console.staff",
    "undersigned.console.signature",
    "undersigned.console.screening",
    "undersigned.console.places",
    "undersigned.console.mail",
    "undersigned.console.later",
    "undersigned.console.keys",
)
# These choose their own data; all others act on the demo's where nothing else is named.
OWN_DATA = {"demo", "serve", "verify"}
USAGE = """\
Petitions whose count anyone can check.

On a laptop:      undersigned demo
On a server:      set UNDERSIGNED_SITE_URL and UNDERSIGNED_SMTP_URL, then: undersigned serve --port 8000
Every setting:    docs/running/settings.md
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one verb; returns the exit status: 0 done, 1 the verb's own no, 2 wrong usage or settings."""
    parsed = parser().parse_args(arguments)
    if parsed.verb not in OWN_DATA:
        adopt_demo()
    try:
        return int(parsed.run(parsed))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 1
    except ModuleNotFoundError as missing:
        if (missing.name or "undersigned").startswith("undersigned"):
            raise
        what = f"This needs the packages of a site ({missing.name} is missing): pip install 'undersigned[site]'"
        print(what, file=sys.stderr)
        return 2
    except Exception as fault:
        if type(fault).__name__ != "EnvironmentRefused":
            raise
        print(f"These settings can't be used:\n{fault}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """The whole command line, verbs in order."""
    top = argparse.ArgumentParser(
        prog="undersigned", description=USAGE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    top.add_argument("--version", action="version", version=f"undersigned {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    for module in VERBS:
        import_module(module).add(verbs)
    return top


def adopt_demo() -> None:
    """Where no site is named and the demo has left its settings, the command acts on the demo."""
    if os.environ.get("UNDERSIGNED_DATA") or os.environ.get("DATABASE_URL"):
        return
    from undersigned.config.environment import BASE

    settings = BASE / "var" / "demo" / "environment.json"
    if settings.is_file():
        for name, value in json.loads(settings.read_text()).items():
            os.environ.setdefault(name, value)


def open_house() -> None:
    """Django is ready afterwards; raises EnvironmentRefused where the settings are wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.config.settings")
    from undersigned.config.environment import read_environment

    read_environment()
    import django
    from django.apps import apps

    # A second set-up would point the log to whatever standard error is just now.
    if not apps.ready:
        django.setup()


if __name__ == "__main__":
    sys.exit(main())
