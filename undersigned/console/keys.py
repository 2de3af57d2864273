"""`undersigned keys rotate`: a new ring key, under which every petition's key is wrapped afresh."""

import argparse

from undersigned.console.main import open_house


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("keys", help="rotate the site's ring key")
    verb.add_argument("act", choices=("rotate",))
    verb.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Rotates and says how many petition keys were wrapped afresh."""
    open_house()
    from undersigned.keys.petition_keys import rotate_ring

    print(f"{rotate_ring()} petition keys are wrapped by a new ring key. Old ring keys stay, for what they sealed.")
    return 0
