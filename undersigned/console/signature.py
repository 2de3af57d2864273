"""`undersigned signature find|remove|restore`: one signature or some, found by address or named by id. Audited."""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from undersigned.console.main import open_house

if TYPE_CHECKING:
    from undersigned.signatures.rules.outcomes import FoundSignature

UNREASONED = "asked on the command line"


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("signature", help="find, take out or put back signatures (audited)")
    acts = verb.add_subparsers(dest="act", required=True, metavar="ACT")
    find = acts.add_parser("find", help="show where a signature is, why, and until when it is kept")
    find.add_argument("--petition", required=True, metavar="SLUG")
    find.add_argument("--email", required=True, metavar="ADDRESS")
    find.add_argument("--reason", default=UNREASONED, help="why, for the audit trail")
    find.add_argument("--json", action="store_true")
    find.set_defaults(run=run_find)
    remove = acts.add_parser("remove", help="take signatures out of the count; the public log gives the reason")
    _add_which(remove)
    remove.add_argument(
        "--reason", required=True, choices=("duplicate", "bounced", "bot", "rules", "legal", "audit"), help="in the log"
    )
    remove.set_defaults(run=run_remove)
    restore = acts.add_parser("restore", help="put removed signatures back, also after closing")
    _add_which(restore)
    restore.set_defaults(run=run_restore)


def _add_which(act: argparse.ArgumentParser) -> None:
    act.add_argument("--petition", metavar="SLUG", help="with --email")
    act.add_argument("--email", metavar="ADDRESS", help="whose signatures, on --petition")
    act.add_argument("ids", nargs="*", type=UUID, metavar="ID", help="or: ids, as `signature find` shows them")
    act.add_argument("--words", default="", help="why, in your words, for the audit trail")


def run_find(arguments: argparse.Namespace) -> int:
    """Prints what was found; 0 found, 1 none, 2 no address. The reading is written down before anything is shown."""
    open_house()
    rows = _look_up(arguments, arguments.reason)
    if rows is None:
        return 2
    found = [asdict(row) for row in rows]
    if arguments.json:
        print(json.dumps(found, indent=2, ensure_ascii=False, default=lambda moment: moment.isoformat()))
    else:
        for signature in found:
            print("\n".join(f"{name:14} {value}" for name, value in signature.items()), end="\n\n")
    if not found:
        print("No signature of this address on this petition.", file=sys.stderr)
    return 0 if found else 1


def run_remove(arguments: argparse.Namespace) -> int:
    """Prints the ids of those taken out; 0 some, 1 none stood, 2 wrong usage."""
    open_house()
    from undersigned.signatures.actions.remove import remove
    from undersigned.signatures.rules.removing import RemovalRefused

    ids = _meant(arguments)
    if ids is None:
        return 2
    try:
        done = remove(
            signature_ids=ids, reason=arguments.reason, words=arguments.words, by="console", now=datetime.now(UTC)
        )
    except RemovalRefused as refused:
        print(refused, file=sys.stderr)
        return 2
    return _told(done, "No signature stands there that could be taken out.")


def run_restore(arguments: argparse.Namespace) -> int:
    """Prints the ids of those put back; 0 some, 1 none was removed or its petition is sealed, 2 wrong usage."""
    open_house()
    from undersigned.signatures.actions.restore import restore

    ids = _meant(arguments)
    if ids is None:
        return 2
    done = restore(signature_ids=ids, words=arguments.words, by="console", now=datetime.now(UTC))
    return _told(done, "No removed signature is there that could be put back.")


def _told(done: list[UUID], nothing: str) -> int:
    for signature_id in done:
        print(signature_id)
    if not done:
        print(nothing, file=sys.stderr)
    return 0 if done else 1


def _meant(arguments: argparse.Namespace) -> list[UUID] | None:
    """The ids that were given or found; None where neither or both were asked for, or the address is none."""
    by_address = arguments.petition is not None and arguments.email is not None
    if by_address == bool(arguments.ids):
        print("Name signatures by their ids, or by --petition and --email.", file=sys.stderr)
        return None
    if not by_address:
        return list(arguments.ids)
    rows = _look_up(arguments, arguments.words or UNREASONED)
    return None if rows is None else [UUID(row.id) for row in rows]


def _look_up(arguments: argparse.Namespace, reason: str) -> "list[FoundSignature] | None":
    from undersigned.mail.addresses.rules import AddressRefused, parse_address
    from undersigned.signatures.actions.look_up import look_up

    try:
        email = parse_address(arguments.email)
    except AddressRefused:
        print(f"{arguments.email} is not an e-mail address.", file=sys.stderr)
        return None
    return look_up(slug=arguments.petition, email=email, actor="console", reason=reason, now=datetime.now(UTC))
