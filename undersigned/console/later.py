"""`undersigned later`: the pages that a proxy shows while the site is too busy or away."""

import argparse
import sys
from pathlib import Path

from undersigned.console.main import open_house


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("later", help="write the pages that a proxy shows while the site is too busy or away")
    verb.add_argument("folder", type=Path, help="where the proxy reads them, as docs/running/nginx.conf says")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """One file per language, over those that were there; 1 where the folder can't be written."""
    open_house()
    from undersigned.web.later import later_pages

    folder: Path = arguments.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for code, page in later_pages():
            (folder / f"{code}.html").write_text(page, encoding="utf-8")
            print(folder / f"{code}.html")
    except OSError as fault:
        print(f"{folder} can't be written: {fault.strerror}.", file=sys.stderr)
        return 1
    return 0
