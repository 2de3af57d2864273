"""`undersigned verify`: recount a public log without trusting whoever runs it.

Runs alone: no Django, no database, no settings of a site. Everything is recomputed from the entries; no stored hash is
believed. Exit status 0 only when all holds, 1 when something does not, 2 when it could not be checked.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from undersigned.console.auditing import audit, progress
from undersigned.console.log_source import LogSource
from undersigned.console.proving import DoesNotHold, Found, Trust, grow, proof, receipt
from undersigned.console.published_texts import texts
from undersigned.console.unreadable import LogUnreadable
from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.notes import NoteRefused, parse_vkey
from undersigned.tlog.policies import PolicyRefused, parse_policy
from undersigned.tlog.proof_files import parse_proof_file
from undersigned.tlog.proofs import ProofRefused
from undersigned.tlog.readers import LogBroken
from undersigned.tlog.receipts import ReceiptRefused
from undersigned.tlog.tiles import TileRefused

ACTS = {
    "full": "recompute every hash and every count from the entries",
    "recount": "the same, and print the count of every petition",
    "grow": "check that the log continues an older checkpoint that you kept",
    "receipt": "check a signer's receipt, and with --log whether the signature still stands",
    "proof": "check a number that you were given as a signed file (count.tlog-proof)",
    "texts": "check that a petition's published texts and rules are those that the log holds",
}
FILES = {"grow": "the older checkpoint, as it was published", "receipt": "the receipt", "proof": "the proof"}
PLACE = "where versions/1.txt and rules.txt are, like https://petitions.example.org/api/v1/petitions/a-petition"
# What does not hold; all else is said to be not checked.
FAULTS = (NoteRefused, LogBroken, ProofRefused, ReceiptRefused, PolicyRefused, TileRefused, DoesNotHold)


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("verify", help="recount a public log without trusting whoever runs it")
    acts = verb.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, words in ACTS.items():
        act = acts.add_parser(name, help=words)
        if name in FILES:
            act.add_argument("file", metavar="FILE", type=Path, help=FILES[name])
        if name == "receipt":
            act.add_argument("--text", metavar="FILE", type=Path, help="the text that was signed, to be compared")
        if name == "texts":
            act.add_argument("place", metavar="URL_OR_DIR", help=PLACE)
            act.add_argument("--pid", help="the petition's name in the log, if you know it")
        is_needed = name not in ("receipt", "proof")
        act.add_argument(
            "--log", required=is_needed, metavar="URL_OR_DIR", help="like https://petitions.example.org/log"
        )
        act.add_argument("--key", required=True, metavar="VKEY", help="the log's public key: the line at /log/vkey")
        act.add_argument("--policy", metavar="F", type=Path, help="a tlog-policy file: which witnesses are enough")
        act.add_argument("--json", action="store_true", help="print the result as JSON")
        act.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks and prints; 0 where all holds."""
    try:
        trust = _trust(arguments)
        found = _check(arguments, trust)
    except FAULTS as fault:
        return _tell_fault(arguments, str(fault), status=1)
    except LogUnreadable as fault:
        return _tell_fault(arguments, str(fault), status=2)
    except OSError as fault:
        # A file of the log that is not there is the log's fault; what was named on the line, or can't be read, is not.
        named = fault.filename is not None and str(fault.filename) in _named(arguments)
        return _tell_fault(arguments, f"{fault}", status=1 if isinstance(fault, FileNotFoundError) and not named else 2)
    _tell(arguments, found)
    return 0


def _trust(arguments: argparse.Namespace) -> Trust:
    try:
        key = parse_vkey(arguments.key.strip())
    except NoteRefused as fault:
        raise LogUnreadable(f"the key that was given: {fault}") from fault
    if arguments.policy is None:
        return Trust(key)
    try:
        return Trust(key, parse_policy(arguments.policy.read_bytes()))
    except PolicyRefused as fault:
        raise LogUnreadable(f"{arguments.policy}: {fault}") from fault


def _check(arguments: argparse.Namespace, trust: Trust) -> Found:
    source = LogSource(arguments.log) if arguments.log else None
    if arguments.act == "receipt":
        text = arguments.text.read_bytes() if arguments.text is not None else None
        found = receipt(source, trust, arguments.file, progress(0), text)
        return _with_witnesses(found, trust, parse_proof_file(arguments.file.read_bytes()).note.encode())
    if arguments.act == "proof":
        found = proof(source, trust, arguments.file)
        return _with_witnesses(found, trust, parse_proof_file(arguments.file.read_bytes()).note.encode())
    assert source is not None
    note = source.checkpoint()
    checkpoint = trust.open(note)
    told = {"origin": checkpoint.origin, "size": checkpoint.size}
    if arguments.act == "grow":
        found = grow(source, trust, checkpoint, arguments.file)
    elif arguments.act == "texts":
        found = texts(source, checkpoint, arguments.place, arguments.pid, progress(checkpoint.size))
    else:
        found = full(source, checkpoint, with_table=arguments.act == "recount")
    return _with_witnesses(Found({**told, **found.values}, found.words), trust, note)


def full(source: LogSource, checkpoint: Checkpoint, *, with_table: bool = False) -> Found:
    """The recount of a log whose every hash was recomputed; raises LogBroken or DoesNotHold."""
    result = audit(source, checkpoint, progress(checkpoint.size))
    if result.contradiction is not None:
        raise DoesNotHold(str(result.contradiction))
    counts = {pid: line.c for pid, line in result.lines.items()}
    table = [f"{pid}  {count:>10,}" for pid, count in counts.items()] if with_table else []
    total = f"{checkpoint.origin}: {checkpoint.size:,} entries, {len(counts):,} petitions. Everything holds."
    return Found({"counts": counts}, [*table, total])


def _with_witnesses(found: Found, trust: Trust, note: bytes) -> Found:
    cosigned = trust.witnesses(note)
    values = [{"name": each.name, "time": each.time} for each in cosigned]
    words = [f"Witnessed by {each.name} at {_moment(each.time)}." for each in cosigned]
    return Found({**found.values, "witnesses": values}, [*found.words, *words])


def _moment(time: int) -> str:
    try:
        return f"{datetime.fromtimestamp(time, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return f"POSIX time {time}"


def _named(arguments: argparse.Namespace) -> set[str]:
    """Files that stand on the line."""
    return {str(getattr(arguments, name, "")) for name in ("policy", "file", "text")}


def _tell(arguments: argparse.Namespace, found: Found) -> None:
    print(json.dumps({"holds": True, **found.values}, indent=2) if arguments.json else "\n".join(found.words))


def _tell_fault(arguments: argparse.Namespace, fault: str, *, status: int) -> int:
    if arguments.json:
        print(json.dumps({"holds": False if status == 1 else None, "fault": fault}, indent=2))
    else:
        print(f"Does not hold: {fault}" if status == 1 else f"Could not be checked: {fault}", file=sys.stderr)
    return status
