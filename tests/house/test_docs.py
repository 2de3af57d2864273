"""What runs by itself is described, and what the docs point at is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import ROOT, dotted, modules
from undersigned.jobs.schedule import SWEEPS, Periodic
from undersigned.signatures.screening.evidence import Rule
from undersigned.signatures.screening.order import RULES

JOBS = (ROOT / "docs" / "running" / "jobs.md").read_text(encoding="utf-8")
SCREENING = (ROOT / "docs" / "running" / "screening.md").read_text(encoding="utf-8")
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


def _jobs() -> set[str]:
    """Names of all actions that are handed to `later`, read from the constants that name them."""
    found = set()
    for module in modules():
        constants = {
            target.id: node.value.value
            for node in module.tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and dotted(node.func) == "later" and node.args:
                first = node.args[0]
                name = constants.get(first.id) if isinstance(first, ast.Name) else getattr(first, "value", None)
                assert isinstance(name, str), f"{module.place(node)}: name the action by a constant of this file"
                found.add(name.rpartition(".")[2])
    return found


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.action.rpartition(".")[2])
def test_a_sweep_is_described_with_its_time(sweep: Periodic) -> None:
    name = sweep.action.rpartition(".")[2]
    hours = sweep.every.total_seconds() / 3600
    often = "every hour" if hours == 1 else f"every {hours:.0f} hours"
    often = f"every {hours * 60:.0f} minutes" if hours < 1 else often
    assert f"| `{name}` | {often} |" in JOBS


def test_jobs_are_described_and_no_others() -> None:
    described = set(re.findall(r"^\| `(\w+)` \|", JOBS, re.MULTILINE))
    assert _jobs()
    assert described == _jobs() | {sweep.action.rpartition(".")[2] for sweep in SWEEPS}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_screening_rule_is_described_with_all_that_it_says(rule: Rule) -> None:
    (line,) = re.findall(rf"^\| `{rule.name}` \| (.*)$", SCREENING, re.MULTILINE)
    said = re.findall(r"`(\w+)`", line.partition(" | ")[0])
    assert said == [reason.code for reason in rule.reasons]
    for reason in rule.reasons:
        assert reason.verdict.name.lower() in line


def test_screening_rules_are_described_in_their_order_and_no_others() -> None:
    described = re.findall(r"^\| `(\w+)` \| (?:pass|hold|refuse)", SCREENING, re.MULTILINE)
    assert described == [rule.name for rule in RULES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
