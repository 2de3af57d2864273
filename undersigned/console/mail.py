"""`undersigned mail pause|resume`: stops outgoing letters, lets them flow again."""

import argparse
from datetime import UTC, datetime

from undersigned.console.main import open_house


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("mail", help="pause or resume outgoing mail; waiting letters are kept")
    verb.add_argument("act", choices=("pause", "resume"))
    verb.add_argument("--reason", default="paused by hand", help="shown by doctor and to staff while it lasts")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Switches and says what is now."""
    open_house()
    from undersigned.mail.actions.pause import pause
    from undersigned.mail.actions.resume import resume

    if arguments.act == "pause":
        pause(reason=arguments.reason, now=datetime.now(UTC))
        print("Outgoing mail is paused. Letters are written and wait.")
    else:
        print("Outgoing mail flows again." if resume() else "Outgoing mail was not paused.")
    return 0
