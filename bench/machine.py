"""What processes cost, and what else the machine was doing: read from /proc (proc(5)), so Linux only."""

import contextlib
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Moment:
    """What had been worked at one time, in seconds of CPU."""

    at: float
    parts: Mapping[str, float]
    machine: float
    """By everybody, the kernel's interrupts included."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What was worked between two moments."""

    seconds: float
    parts: Mapping[str, float]
    others: float
    """Share of all cores that neither the parts nor `also` used, between 0 and 1."""
    load: float
    """Load average of the last minute, at the end."""


def look(roots: Mapping[str, Iterable[int]]) -> Moment:
    """Now; `roots` names the processes of each part, whose descendants belong to it, living or reaped."""
    children = _children()
    parts = {part: sum(_worked(pid) for pid in _with_descendants(pids, children)) for part, pids in roots.items()}
    return Moment(time.monotonic(), parts, _machine())


def spent(before: Moment, after: Moment, also: float = 0.0) -> Spent:
    """The difference; `also` is what known processes outside of the parts worked (the load generator)."""
    parts = {part: max(0.0, after.parts[part] - before.parts[part]) for part in before.parts}
    seconds = after.at - before.at
    strange = after.machine - before.machine - sum(parts.values()) - also
    others = min(1.0, max(0.0, strange / (seconds * cores()))) if seconds > 0 else 0.0
    return Spent(seconds, parts, others, os.getloadavg()[0])


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def descendants(pid: int) -> list[int]:
    """The process and all that came of it and still live."""
    return _with_descendants([pid], _children())


def parent(pid: int) -> int | None:
    """Its parent's id; None where there is no such process."""
    fields = _fields(pid)
    return int(fields[1]) if fields else None


def memory_mb(pid: int) -> float:
    """Resident memory of one process, pages that it shares by its share of them (PSS); 0 where it is gone."""
    with contextlib.suppress(OSError, ValueError):
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def description() -> str:
    """The machine in half a line."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in (PROC / "cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        os.uname().machine,
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cores()} cores ({model}), {memory:.0f} GB, Linux {os.uname().release.partition('-')[0]}"


def _with_descendants(pids: Iterable[int], children: Mapping[int, list[int]]) -> list[int]:
    found, waiting = [], list(pids)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _children() -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit() and (of := parent(int(folder.name))) is not None:
            children.setdefault(of, []).append(int(folder.name))
    return children


def _fields(pid: int) -> list[str]:
    """What follows the name in /proc/PID/stat: state, parent, and so on; empty where the process is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _worked(pid: int) -> float:
    """utime, stime, cutime and cstime: its own, and that of children it has waited for."""
    fields = _fields(pid)
    return sum(int(field) for field in fields[11:15]) / TICKS if fields else 0.0


def _machine() -> float:
    """All but idle and waiting for the disk; what a hypervisor took away is nobody's work."""
    user, nice, system, _idle, _waiting, hard, soft = (
        int(field) for field in (PROC / "stat").read_text().split("\n", 1)[0].split()[1:8]
    )
    return (user + nice + system + hard + soft) / TICKS
