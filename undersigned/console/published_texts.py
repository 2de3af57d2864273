"""What `undersigned verify texts` says: the texts and rules that a petition publishes are those that the log holds."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from undersigned.console.log_source import LogSource, reader_of
from undersigned.console.proving import DoesNotHold, Found, told
from undersigned.console.unreadable import LogUnreadable, LogWithheld
from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.entries import Entry, EntryRefused, encode_hash, parse_entry
from undersigned.tlog.readers import check_log

HEADS = (b"undersigned/1 open ", b"undersigned/1 amend ")
RULES = "rules.txt"


@dataclass
class Line:
    """What the log says of one petition's texts."""

    rules: str
    texts: list[str] = field(default_factory=list)
    """Hashes of version 1, 2, 3, standard base64."""


def texts(source: LogSource, checkpoint: Checkpoint, place: str, pid: str | None, tell: Callable[[int], None]) -> Found:
    """Every text version and the rules at this place have the hashes of the log's `open` and `amend` entries.

    `place` holds `versions/<v>.txt` and `rules.txt`: the petition's address under /api/v1/petitions/, or a folder. The
    petition is the one that was opened with these rules, and `pid` where it is given. Raises DoesNotHold naming the
    first that differs, LogBroken, and LogUnreadable where a text is not given: that one is not checked.
    """
    read = reader_of(place)
    rules = encode_hash(hashlib.sha256(_read(read, RULES)).digest())
    found, line = _petition(_lines(source, checkpoint, tell), rules, pid)
    withheld = []
    for version, wanted in enumerate(line.texts, start=1):
        try:
            data = _read(read, f"versions/{version}.txt")
        except LogUnreadable as fault:
            withheld.append(f"{fault}; the log holds the hash {wanted}")
            continue
        given = encode_hash(hashlib.sha256(data).digest())
        if given != wanted:
            raise DoesNotHold(f"text version {version} has the hash {given}; the log holds {wanted}: another text")
    if withheld:
        raise LogUnreadable(_some(found, line, withheld))
    words = f"{found}: the rules and {len(line.texts)} text versions are, to the byte, those that the log holds."
    return Found({"pid": found, "rules": rules, "texts": line.texts}, [words])


def _lines(source: LogSource, checkpoint: Checkpoint, tell: Callable[[int], None]) -> dict[str, Line]:
    """What the whole log, checked against its checkpoint, says of every petition's texts."""
    lines: dict[str, Line] = {}
    for index, data in enumerate(told(check_log(source.tiles, checkpoint), tell)):
        if data.startswith(HEADS):
            _take(lines, _parsed(index, data), index)
    return lines


def _parsed(index: int, data: bytes) -> Entry:
    try:
        return parse_entry(data)
    except EntryRefused as refused:
        raise DoesNotHold(f"entry {index}: {refused}") from refused


def _take(lines: dict[str, Line], entry: Entry, index: int) -> None:
    if (entry.type == "open") == (entry.pid in lines):
        raise DoesNotHold(f"entry {index}: a petition is opened first, and once")
    line = lines.setdefault(entry.pid, Line(entry.fields[2])) if entry.type == "open" else lines[entry.pid]
    if entry.fields[0] != str(len(line.texts) + 1):
        raise DoesNotHold(f"entry {index}: text version {entry.fields[0]} can't follow {len(line.texts)}")
    line.texts.append(entry.fields[1])


def _petition(lines: dict[str, Line], rules: str, pid: str | None) -> tuple[str, Line]:
    named = [each for each, line in lines.items() if line.rules == rules]
    if pid is not None:
        if pid not in lines:
            raise DoesNotHold(f"the log holds no petition {pid}")
        if pid not in named:
            raise DoesNotHold(f"the rules have the hash {rules}; the log holds {lines[pid].rules} for {pid}")
        return pid, lines[pid]
    if len(named) != 1:
        raise DoesNotHold(f"{len(named) or 'no'} petitions of this log were opened with these rules (hash {rules})")
    return named[0], lines[named[0]]


def _read(read: Callable[[str], bytes], path: str) -> bytes:
    """The published bytes; LogUnreadable saying that they are not given, and so not checked."""
    try:
        return read(path)
    except LogWithheld as withheld:
        raise LogUnreadable(f"{path} is withheld: the site says that a part of it is hidden") from withheld
    except FileNotFoundError as missing:
        raise LogUnreadable(f"{path} is not given") from missing


def _some(pid: str, line: Line, withheld: list[str]) -> str:
    checked = len(line.texts) - len(withheld)
    rest = f"The rules and {checked} of {len(line.texts)} text versions of {pid} hold."
    return f"{'; '.join(withheld)}. Whoever has kept the text can check it against this hash. {rest}"
