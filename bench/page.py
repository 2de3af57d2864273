"""docs/speed.md: its table stands between two marks and is written from figures, never by hand."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.figures import TARGETS, table

PAGE = Path(__file__).resolve().parent.parent / "docs" / "speed.md"
BEGIN = "<!-- {}: written by ./run bench --write-docs -->"
END = "<!-- end of {} -->"


def write_page(files: Sequence[Path]) -> None:
    """The page holds the figures of these runs; where two have the same figure the later file's stands."""
    runs = [json.loads(file.read_text()) for file in files]
    values: dict[str, float] = {}
    notes: dict[str, str] = {}
    for run in runs:
        values |= {key: run[key] for key in TARGETS if key in run}
        notes |= run["notes"]
    text = _between(PAGE.read_text(), "the table", f"{table(values, notes)}\n\n{_said(runs)}")
    profile = next((run["profile"] for run in reversed(runs) if "profile" in run), None)
    if profile:
        text = _between(text, "the profile", profile)
    PAGE.write_text(text)


def _said(runs: Sequence[dict[str, Any]]) -> str:
    """When, where and how long, a line a run."""
    lines = []
    for run in runs:
        about = run["run"]
        if "options" in about:
            keys = ", ".join(f"`{key}`" for key in TARGETS if key in run)
            noise = f"; {about['others']}" if "others" in about else ""
            lines.append(f"- {about['at']}, {about['machine']}: {about['options']}{noise}. {keys}.")
    return "\n".join(lines)


def _between(text: str, name: str, new: str) -> str:
    before, begin, rest = text.partition(BEGIN.format(name))
    _, end, after = rest.partition(END.format(name))
    if not begin or not end:
        raise ValueError(f"docs/speed.md has lost the marks of {name}")
    return f"{before}{begin}\n{new}\n{end}{after}"
