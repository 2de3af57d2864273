"""Policies (C2SP tlog-policy): which logs and which witnesses somebody trusts, and how many of them are enough.

Names are opaque: they are kept as text that maps every byte to itself, so that no rule of Unicode has a say.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from undersigned.tlog.checkpoints import Checkpoint, parse_checkpoint
from undersigned.tlog.cosignatures import COSIGNATURE_V1, CosignatureVerifier, Cosigned, cosigned_by
from undersigned.tlog.notes import Ed25519Verifier, NoteRefused, open_note, parse_vkey, split_vkey

NO_QUORUM = "none"
_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_FORBIDDEN = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")


class PolicyRefused(Exception):
    """Not a policy; the message names the line. Or: the policy does not accept this checkpoint."""


@dataclass(frozen=True)
class Group:
    """Witnesses and groups, of which `threshold` have to have witnessed."""

    threshold: int
    members: tuple[str, ...]


@dataclass
class Policy:
    """The logs (any of them will do), the witnesses by name, the groups, and the name of the quorum."""

    logs: list[Ed25519Verifier] = field(default_factory=list)
    # None: a key of a kind that is not known here; it is never found to have witnessed.
    witnesses: dict[str, CosignatureVerifier | None] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = ""

    def is_reached(self, cosigned: Sequence[Cosigned]) -> bool:
        """True where the witnesses that have cosigned are a quorum."""
        keys = {(each.name, each.key_id) for each in cosigned}

        def holds(name: str) -> bool:
            if name in self.groups:
                group = self.groups[name]
                return sum(holds(member) for member in group.members) >= group.threshold
            witness = self.witnesses[name]
            return witness is not None and (witness.name, witness.key_id) in keys

        return self.quorum == NO_QUORUM or holds(self.quorum)


@dataclass(frozen=True)
class Accepted:
    """A checkpoint that a policy accepts, and the known witnesses that have cosigned it."""

    checkpoint: Checkpoint
    cosigned: tuple[Cosigned, ...]


def parse_policy(data: bytes) -> Policy:
    """The policy in these bytes; PolicyRefused naming the first line that is wrong."""
    if _FORBIDDEN.search(data):
        raise PolicyRefused("a policy holds no control characters but tab and line feed")
    reader = _Reader()
    for number, line in enumerate(data.decode("latin-1").split("\n"), start=1):
        words = line.replace("\t", " ").split(" ")
        words = [word for word in words if word]
        if not words or words[0].startswith("#"):
            continue
        try:
            reader.take(words[0], words[1:])
        except (PolicyRefused, NoteRefused) as fault:
            raise PolicyRefused(f"line {number}: {fault}") from fault
    if not reader.policy.quorum:
        raise PolicyRefused("a policy has a quorum line")
    return reader.policy


def open_by_policy(note: bytes, policy: Policy) -> Accepted:
    """The checkpoint in a note that one of the policy's logs signed and a quorum of witnesses cosigned.

    Raises NoteRefused for a note that is broken or by nobody known, PolicyRefused where the quorum is not reached.
    """
    text, signed = open_note(note, policy.logs)
    checkpoint = parse_checkpoint(text)
    if not any(log.name == checkpoint.origin for log in signed):
        raise NoteRefused(f"the log {checkpoint.origin} itself has not signed this checkpoint")
    return Accepted(checkpoint, check_quorum(note, policy))


def check_quorum(note: bytes, policy: Policy) -> tuple[Cosigned, ...]:
    """The known witnesses that cosigned this note, which are a quorum; else PolicyRefused."""
    cosigned = cosigned_by(note, [witness for witness in policy.witnesses.values() if witness is not None])
    if not policy.is_reached(cosigned):
        names = ", ".join(each.name for each in cosigned) or "none of the policy's witnesses"
        raise PolicyRefused(f"the witnesses are no quorum: {names} cosigned this checkpoint")
    return tuple(cosigned)


def format_policy(log: str, url: str, witnesses: Sequence[tuple[str, str]], threshold: int) -> str:
    """A policy with one log and a quorum of `threshold` of these witnesses (vkey, URL); 0 requires none."""
    lines = [f"log {log} {url}".rstrip()]
    names = [f"witness-{number}" for number in range(1, len(witnesses) + 1)]
    lines += [f"witness {name} {vkey} {url}".rstrip() for name, (vkey, url) in zip(names, witnesses, strict=True)]
    if not threshold:
        return "\n".join([*lines, f"quorum {NO_QUORUM}"]) + "\n"
    return "\n".join([*lines, f"group witnesses {threshold} {' '.join(names)}", "quorum witnesses"]) + "\n"


class _Reader:
    """A policy being read line by line: only what stands above may be named."""

    def __init__(self) -> None:
        self.policy = Policy()
        self.keys: dict[str, set[bytes]] = {"log": set(), "witness": set()}
        self.members: set[str] = set()
        self.verbs: dict[str, Callable[[list[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }

    def take(self, verb: str, words: list[str]) -> None:
        if verb not in self.verbs:
            raise PolicyRefused(f"there is no line {verb!r}")
        self.verbs[verb](words)

    def _log(self, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise PolicyRefused("log has a vkey and perhaps an address")
        log = parse_vkey(_text(words[0]))
        self._once("log", log.public)
        self.policy.logs.append(log)

    def _witness(self, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise PolicyRefused("witness has a name, a vkey and perhaps an address")
        name, key = split_vkey(_text(words[1]))
        self._once("witness", key[1:])
        self._new_name(words[0])
        is_known = key[0] == COSIGNATURE_V1 and len(key) == 33
        self.policy.witnesses[words[0]] = CosignatureVerifier(name, key[1:]) if is_known else None

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise PolicyRefused("group has a name, a threshold and members")
        name, threshold, members = words[0], words[1], words[2:]
        for member in members:
            if member not in self.policy.witnesses and member not in self.policy.groups:
                raise PolicyRefused(f"no witness and no group {_text(member)} stands above")
            if member in self.members:
                raise PolicyRefused(f"{_text(member)} is a member already")
            self.members.add(member)
        count = {"any": 1, "all": len(members)}.get(threshold) or _count(threshold)
        if count > len(members):
            raise PolicyRefused("the threshold is more than there are members")
        self._new_name(name)
        self.policy.groups[name] = Group(count, tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.policy.quorum:
            raise PolicyRefused("a policy has one quorum, by one name")
        name = words[0]
        if name != NO_QUORUM and name not in self.policy.witnesses and name not in self.policy.groups:
            raise PolicyRefused(f"no witness and no group {_text(name)} stands above")
        self.policy.quorum = name

    def _once(self, kind: str, key: bytes) -> None:
        if key in self.keys[kind]:
            raise PolicyRefused(f"this {kind}'s key stands above already")
        self.keys[kind].add(key)

    def _new_name(self, name: str) -> None:
        if name == NO_QUORUM or name in self.policy.witnesses or name in self.policy.groups:
            raise PolicyRefused(f"the name {_text(name)} is taken")


def _count(threshold: str) -> int:
    if not _NUMBER.fullmatch(threshold):
        raise PolicyRefused("a threshold is any, all, or a number from 1")
    return int(threshold)


def _text(word: str) -> str:
    """The word as it was meant, which is UTF-8 everywhere."""
    return word.encode("latin-1").decode("utf-8", "replace")
