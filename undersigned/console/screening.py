"""`undersigned screening`: what the rules said of signings lately. In *observe* this is what one reads before *on*."""

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from undersigned.console.main import open_house

if TYPE_CHECKING:
    from undersigned.signatures.screening.counted import Totals


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("screening", help="show how often each rule of screening spoke, and what stands")
    verb.add_argument("--petition", metavar="SLUG", help="of this one alone; without it of the whole site")
    verb.add_argument("--hours", type=int, default=72, help="how far back (72), in clock hours")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the counts; 1 where there is no such petition."""
    open_house()
    from undersigned.petitions.queries.door import public_petition
    from undersigned.petitions.rules.states import PetitionNotFound
    from undersigned.signatures.rules.windows import hour_of
    from undersigned.signatures.screening.counted import alarms, totals

    now = datetime.now(UTC)
    try:
        petition_id = public_petition(arguments.petition).pk if arguments.petition else None
    except PetitionNotFound:
        print("There is no such petition.", file=sys.stderr)
        return 1
    found = totals(petition_id, since=hour_of(now) - timedelta(hours=arguments.hours), until=now)
    print("\n".join(_lines(found)))
    for subject, ends_at in alarms(now).items():
        if petition_id in {None, subject}:
            where = f"petition number {subject}" if subject else "the whole site"
            print(f"An alarm stands on {where} until {ends_at:%H:%M} UTC.")
    return 0


def _lines(found: "Totals") -> list[str]:
    named = {"received": found.received, "passed": found.passed}
    named |= {f"held, {reason}": number for reason, number in sorted(found.held.items())}
    named |= {f"refused, {reason}": number for reason, number in sorted(found.refused.items())}
    named |= {f"spoke: {reason}": number for reason, number in sorted(found.fired.items())}
    named |= {"confirmed": found.confirmed}
    return [f"{name:32} {number:>9,}" for name, number in named.items()]
