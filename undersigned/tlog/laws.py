"""What an event does to its petition's line: the law that the publisher obeys and that a recount checks."""

from dataclasses import dataclass, replace
from enum import IntEnum

from undersigned.tlog.entries import TARGETED


class Contradicts(Exception):
    """The event can't follow what the log already says of this petition; the message says why."""


class Standing(IntEnum):
    """What has become of the `sign` that an event names."""

    NO_SIGNATURE = 0
    STANDS = 1
    WITHDRAWN = 2
    INVALIDATED = 3


@dataclass(frozen=True)
class Line:
    """A petition as its events so far tell it: how many, how many signatures stand, which text, closed or not."""

    n: int = 0
    c: int = 0
    version: int = 0
    is_closed: bool = False
    is_sealed: bool = False


# What an event makes of the signature that it names, and which standing it must find.
FINDS = {"withdraw": Standing.STANDS, "invalidate": Standing.STANDS, "restore": Standing.INVALIDATED}
LEAVES = {"withdraw": Standing.WITHDRAWN, "invalidate": Standing.INVALIDATED, "restore": Standing.STANDS}
EFFECT = {"sign": 1, "withdraw": -1, "invalidate": -1, "restore": 1}
# What would need a new secret, or people to sign, when every secret of the petition is destroyed.
NEVER_AFTER_SEALING = frozenset({"sign", "restore", "reopen", "sealed"})


def after_event(line: Line, kind: str, version: int | None, target: Standing = Standing.NO_SIGNATURE) -> Line:
    """The line after one more event; raises Contradicts where the event can't follow."""
    _check_text(line, kind, version)
    if line.is_sealed and kind in NEVER_AFTER_SEALING:
        raise Contradicts(f"{kind} after the petition was sealed")
    if kind == "sign" and line.is_closed:
        raise Contradicts("sign after the petition was closed")
    if kind in ("close", "reopen") and line.is_closed == (kind == "close"):
        raise Contradicts(f"{kind} of a petition that is {'closed' if line.is_closed else 'open'} already")
    if kind in TARGETED and target != FINDS[kind]:
        raise Contradicts(f"{kind} of a signature that {_found(target)}")
    return replace(
        line,
        n=line.n + 1,
        c=line.c + EFFECT.get(kind, 0),
        version=version if kind in ("open", "amend") and version is not None else line.version,
        is_closed=(line.is_closed or kind == "close") and kind != "reopen",
        is_sealed=line.is_sealed or kind == "sealed",
    )


def _check_text(line: Line, kind: str, version: int | None) -> None:
    if (line.n == 0) != (kind == "open"):
        raise Contradicts("open stands first, once" if kind == "open" else f"{kind} before the petition was opened")
    if kind in ("open", "amend") and version != line.version + 1:
        raise Contradicts(f"{kind} with text version {version} after version {line.version}")
    if kind == "sign" and (version is None or not 1 <= version <= line.version):
        raise Contradicts(f"sign of text version {version}, which is not published")


def _found(target: Standing) -> str:
    return {
        Standing.NO_SIGNATURE: "is none of this petition",
        Standing.STANDS: "stands",
        Standing.WITHDRAWN: "is withdrawn",
        Standing.INVALIDATED: "is invalidated",
    }[target]
