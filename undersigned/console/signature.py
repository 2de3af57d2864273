"""`undersigned signature find`: what is kept of one signature, for somebody who asks about their own. Audited."""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

from undersigned.console.main import open_house


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("signature", help="find the signatures of an address on a petition (audited)")
    acts = verb.add_subparsers(dest="act", required=True, metavar="ACT")
    find = acts.add_parser("find", help="show where a signature is, why, and until when it is kept")
    find.add_argument("--petition", required=True, metavar="SLUG")
    find.add_argument("--email", required=True, metavar="ADDRESS")
    find.add_argument("--reason", default="asked on the command line", help="why, for the audit trail")
    find.add_argument("--json", action="store_true")
    find.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints what was found; 0 found, 1 none. The reading is written down before anything is shown."""
    open_house()
    from undersigned.mail.addresses.rules import AddressRefused, parse_address
    from undersigned.signatures.actions.look_up import look_up

    try:
        email = parse_address(arguments.email)
    except AddressRefused:
        print(f"{arguments.email} is not an e-mail address.", file=sys.stderr)
        return 2
    rows = look_up(
        slug=arguments.petition, email=email, actor="console", reason=arguments.reason, now=datetime.now(UTC)
    )
    found = [asdict(row) for row in rows]
    if arguments.json:
        print(json.dumps(found, indent=2, ensure_ascii=False, default=lambda moment: moment.isoformat()))
    else:
        for signature in found:
            print("\n".join(f"{name:14} {value}" for name, value in signature.items()), end="\n\n")
    if not found:
        print("No signature of this address on this petition.", file=sys.stderr)
    return 0 if found else 1
