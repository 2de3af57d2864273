"""`undersigned verify`: recount a public log without trusting whoever runs it.

Runs alone: no Django, no database, no settings of a site. Everything is recomputed from the entries; no stored hash is
believed. Exit status 0 only when all holds, 1 when something does not, 2 when the log could not be read.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from undersigned.console.log_source import LogSource, LogUnreadable
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.notes import Ed25519Verifier, NoteRefused, parse_vkey
from undersigned.tlog.proofs import ProofRefused, consistency_proof, verify_consistency
from undersigned.tlog.readers import LogBroken, check_log, node_from_tiles
from undersigned.tlog.recount import Recount, recount

TELL_EVERY = 50_000


class DoesNotHold(Exception):
    """What was claimed does not hold; the message names the first fault."""


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("verify", help="recount a public log without trusting whoever runs it")
    acts = verb.add_subparsers(dest="act", required=True, metavar="ACT")
    for name, words in (
        ("full", "recompute every hash and every count from the entries"),
        ("recount", "the same, and print the count of every petition"),
        ("grow", "check that the log continues an older checkpoint that you kept"),
    ):
        act = acts.add_parser(name, help=words)
        if name == "grow":
            act.add_argument("file", metavar="FILE", type=Path, help="the older checkpoint, as it was published")
        act.add_argument("--log", required=True, metavar="URL_OR_DIR", help="like https://petitions.example.org/log")
        act.add_argument(
            "--key", required=True, metavar="VKEY", help="the log's public key: the line at /log/vkey"
        )
        act.add_argument("--json", action="store_true", help="print the result as JSON")
        act.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks and prints; 0 where all holds."""
    try:
        source = LogSource(arguments.log)
        key = parse_vkey(arguments.key.strip())
        checkpoint = open_checkpoint(source.checkpoint(), key.name, [key])
        result = grow(source, key, checkpoint, arguments.file) if arguments.act == "grow" else full(source, checkpoint)
    except (NoteRefused, LogBroken, ProofRefused, DoesNotHold, FileNotFoundError) as fault:
        return _tell_fault(arguments, str(fault), status=1)
    except LogUnreadable as fault:
        return _tell_fault(arguments, str(fault), status=2)
    _tell(arguments, checkpoint, result)
    return 0


def full(source: LogSource, checkpoint: Checkpoint) -> Recount:
    """The recount of a log whose every hash was recomputed; raises LogBroken or DoesNotHold."""
    entries = check_log(source.tiles, checkpoint)
    result = recount(_with_progress(entries, checkpoint.size))
    if result.contradiction is not None:
        raise DoesNotHold(str(result.contradiction))
    return result


def grow(source: LogSource, key: Ed25519Verifier, checkpoint: Checkpoint, file: Path) -> Checkpoint:
    """The older checkpoint, which the log continues; raises ProofRefused or DoesNotHold."""
    old = open_checkpoint(file.read_bytes(), key.name, [key])
    if old.size > checkpoint.size:
        raise DoesNotHold(f"the log has shrunk: it had {old.size} entries and has {checkpoint.size}")
    tiles = source.tiles

    def node(level: int, index: int) -> bytes:
        return node_from_tiles(tiles, checkpoint.size, level, index)

    proof = consistency_proof(old.size, checkpoint.size, node)
    verify_consistency(old.size, checkpoint.size, old.root, checkpoint.root, proof)
    return old


def _with_progress(entries: Iterable[bytes], size: int) -> Iterator[bytes]:
    for number, entry in enumerate(entries, start=1):
        if number % TELL_EVERY == 0:
            print(f"  {number:,} of {size:,} entries", file=sys.stderr)
        yield entry


def _tell(arguments: argparse.Namespace, checkpoint: Checkpoint, result: Recount | Checkpoint) -> None:
    if isinstance(result, Checkpoint):
        told = {"holds": True, "origin": checkpoint.origin, "size": checkpoint.size, "old_size": result.size}
        words = f"{checkpoint.origin}: {checkpoint.size:,} entries continue the {result.size:,} of your checkpoint."
    else:
        counts = {pid: line.c for pid, line in result.lines.items()}
        told = {"holds": True, "origin": checkpoint.origin, "size": checkpoint.size, "counts": counts}
        table = [f"{pid}  {count:>10,}" for pid, count in counts.items()] if arguments.act == "recount" else []
        total = f"{checkpoint.origin}: {checkpoint.size:,} entries, {len(counts):,} petitions. Everything holds."
        words = "\n".join([*table, total])
    print(json.dumps(told, indent=2) if arguments.json else words)


def _tell_fault(arguments: argparse.Namespace, fault: str, *, status: int) -> int:
    if arguments.json:
        print(json.dumps({"holds": False if status == 1 else None, "fault": fault}, indent=2))
    else:
        print(f"Does not hold: {fault}" if status == 1 else f"Could not be checked: {fault}", file=sys.stderr)
    return status
