"""What the program logs and what it measures is described, word by word."""

import ast
import re

from tests.house.source import PACKAGE, ROOT, dotted, modules

LOGS = (ROOT / "docs" / "running" / "logs.md").read_text(encoding="utf-8")
METRICS = (ROOT / "docs" / "running" / "metrics.md").read_text(encoding="utf-8")
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
# Put together from a template of a library, or said by a caller's own word.
UNNAMED = {"undersigned/config/logs.py"}


def _events() -> dict[str, str]:
    """Every event that is logged, by the place that logs it."""
    found = {}
    for module in modules():
        for node in ast.walk(module.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
                continue
            if not re.search(r"\b_?log(ger)?\b", dotted(node.func.value) or ast.unparse(node.func.value)):
                continue
            place = module.path.relative_to(ROOT).as_posix()
            first = node.args[0]
            if isinstance(first, ast.Constant):
                found[str(first.value)] = place
            else:
                assert place in UNNAMED, f"{place}:{node.lineno}: name the event by a constant"
    return found


def test_every_event_of_the_log_is_described() -> None:
    events = _events()
    assert {"request", "publishing", "renewed"} <= events.keys()
    assert {event: place for event, place in events.items() if f"`{event}`" not in LOGS} == {}


def test_every_series_is_described_and_no_others() -> None:
    text = (PACKAGE / "web" / "exposition.py").read_text(encoding="utf-8")
    told = set(re.findall(r'"(undersigned_[a-z_]+)"', text))
    described = set(re.findall(r"`(undersigned_[a-z_]+?)(?:_total)?(?:\{[a-z,]+\})?`", METRICS))
    assert len(told) > 12
    assert described == told
