"""What `undersigned verify` says of single files: an older checkpoint, a receipt, a proof of a number."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from undersigned.console.log_source import LogSource
from undersigned.tlog.checkpoints import Checkpoint, open_checkpoint
from undersigned.tlog.cosignatures import Cosigned
from undersigned.tlog.notes import Ed25519Verifier, NoteRefused
from undersigned.tlog.policies import Policy, PolicyRefused, check_quorum
from undersigned.tlog.proof_files import check_count, parse_proof_file
from undersigned.tlog.proofs import ProofRefused, consistency_proof, verify_consistency
from undersigned.tlog.readers import check_log, node_from_tiles
from undersigned.tlog.receipts import Checked, check_receipt, later_entries
from undersigned.tlog.recount import Counter

# Ends where a signature no longer stands.
ENDS = {"withdraw", "invalidate"}


class DoesNotHold(Exception):
    """What was claimed does not hold; the message names the first fault."""


@dataclass(frozen=True)
class Trust:
    """What the auditor believes: the log's key, and a policy where they have one."""

    key: Ed25519Verifier
    policy: Policy | None = None

    def open(self, note: bytes) -> Checkpoint:
        """The checkpoint that the log signed and, by the policy, enough witnesses cosigned; else NoteRefused."""
        checkpoint = open_checkpoint(note, self.key.name, [self.key])
        if self.policy is None:
            return checkpoint
        if self.policy.logs and self.key.public not in {log.public for log in self.policy.logs}:
            raise NoteRefused("the policy does not trust this log's key")
        try:
            check_quorum(note, self.policy)
        except PolicyRefused as refused:
            raise NoteRefused(str(refused)) from refused
        return checkpoint

    def witnesses(self, note: bytes) -> list[Cosigned]:
        """The policy's witnesses that cosigned this note."""
        return [] if self.policy is None else list(check_quorum(note, self.policy))


@dataclass(frozen=True)
class Found:
    """What was found to hold: values for programs, sentences for people."""

    values: dict[str, object]
    words: list[str] = field(default_factory=list)


def grow(source: LogSource, trust: Trust, checkpoint: Checkpoint, file: Path) -> Found:
    """The log continues the older checkpoint in this file; raises DoesNotHold."""
    old = open_checkpoint(file.read_bytes(), trust.key.name, [trust.key])
    check_continues(source, old, checkpoint)
    return Found(
        {"old_size": old.size},
        [f"{checkpoint.origin}: {checkpoint.size:,} entries continue the {old.size:,} of your checkpoint."],
    )


def check_continues(source: LogSource, old: Checkpoint, new: Checkpoint) -> None:
    """Returns where the new checkpoint's log begins with the old one's; DoesNotHold, naming a fork or a roll-back."""
    if old.size > new.size:
        raise DoesNotHold(f"the log has shrunk: it had {old.size} entries and has {new.size}")
    if old.size == new.size and old.root != new.root:
        raise DoesNotHold(f"the log was forked: it signed two roots of {new.size} entries")
    tiles = source.tiles
    proof = consistency_proof(old.size, new.size, lambda level, index: node_from_tiles(tiles, new.size, level, index))
    try:
        verify_consistency(old.size, new.size, old.root, new.root, proof)
    except ProofRefused as refused:
        raise DoesNotHold(
            f"the {new.size} entries do not continue the {old.size} of the older checkpoint: the log was forked, or "
            f"its files are not those of its checkpoint, which `full` tells ({refused})"
        ) from refused


def receipt(
    source: LogSource | None, trust: Trust, file: Path, tell: Callable[[int], None], text: bytes | None = None
) -> Found:
    """The receipt in this file holds, and with a log at hand: its signature stands until today. Raises otherwise.

    `text`: what was signed, to the byte, where the auditor has it; another one is refused.
    """
    checked = check_receipt(file.read_bytes(), trust.open, text=text)
    entry, index = checked.entry, checked.index
    values: dict[str, object] = {"pid": entry.pid, "index": index, "entry": entry.type, "receipt_size": _size(checked)}
    words = [
        f"The receipt holds: entry {index} of {checked.checkpoint.origin} ({entry.type}) is a signature under the "
        f"petition {entry.pid}, and whoever made this receipt knows its secret.",
        f"SHA-256 of the text that was signed: {checked.text.hex()}"
        + ("." if text is None else ", which is that of the text you gave."),
    ]
    if source is None:
        words.append("Whether a later entry takes it back was not looked up: name the log with --log.")
        return Found(values, words)
    newest, restored_at = _check_standing(source, trust, checked, tell)
    stands = f"It stands: none of the {newest.size:,} entries until today takes it back."
    if restored_at is not None:
        stands = (
            f"It stands again: it was taken out, and entry {restored_at} put it back, which has a receipt of its own."
        )
    return Found({**values, "size": newest.size, "stands": True, "restored_at": restored_at}, [*words, stands])


def proof(source: LogSource | None, trust: Trust, file: Path) -> Found:
    """The number in this proof holds; with a log at hand: that log continues the proof's checkpoint."""
    parsed = parse_proof_file(file.read_bytes())
    checkpoint = trust.open(parsed.note.encode())
    entry = check_count(parsed, checkpoint)
    values: dict[str, object] = {
        "pid": entry.pid,
        "count": entry.c,
        "n": entry.n,
        "index": parsed.index,
        "proof_size": checkpoint.size,
    }
    words = [
        f"The number holds: {entry.c:,} signatures stand under the petition {entry.pid} after its event number "
        f"{entry.n:,}, entry {parsed.index} of {checkpoint.origin}."
    ]
    if source is not None:
        newest = trust.open(source.checkpoint())
        check_continues(source, checkpoint, newest)
        values["size"] = newest.size
        words.append(f"The log has {newest.size:,} entries today and continues the {checkpoint.size:,} of this proof.")
    return Found(values, words)


def _check_standing(
    source: LogSource, trust: Trust, checked: Checked, tell: Callable[[int], None]
) -> tuple[Checkpoint, int | None]:
    """The newest checkpoint, until which the signature stands, and the later entry that put it back, if one did.

    DoesNotHold naming the entry that takes it back, or one that the laws forbid: a `restore` under another petition
    puts nothing back.
    """
    newest = trust.open(source.checkpoint())
    check_continues(source, checked.checkpoint, newest)
    entries = lawful(told(check_log(source.tiles, newest), tell))
    later = deque(later_entries(checked, entries, 0), maxlen=1)
    if later and later[0][1].type in ENDS:
        index, entry = later[0]
        reason = f" ({entry.fields[1]})" if entry.type == "invalidate" else ""
        raise DoesNotHold(
            f"the receipt is genuine, but entry {index} takes the signature back: {entry.type}{reason}. It is no "
            "longer in the number."
        )
    return newest, later[0][0] if later else None


def lawful(entries: Iterable[bytes]) -> Iterator[bytes]:
    """The same entries, counted on the way; DoesNotHold at the first one that contradicts those before it."""
    counter = Counter()
    for entry in entries:
        counter.take_all([entry])
        if counter.result.contradiction is not None:
            raise DoesNotHold(str(counter.result.contradiction))
        yield entry


def told(entries: Iterator[bytes], tell: Callable[[int], None]) -> Iterator[bytes]:
    """The same entries; now and then `tell` hears how many there were."""
    for number, entry in enumerate(entries, start=1):
        if number % 10_000 == 0:
            tell(number)
        yield entry


def _size(checked: Checked) -> int:
    return checked.checkpoint.size
