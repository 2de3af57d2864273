"""Every verb that the source writes into the audit trail has words."""

import ast

from tests.house.source import modules
from undersigned.accounts.rules import TwoPersonAct
from undersigned.accounts.verbs import verb_words


def written_verbs() -> set[str]:
    """Verbs that stand in the source as they are; those put together there are looked after by their own rooms."""
    return {
        keyword.value.value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record_audit", "note_acts"}
        for keyword in node.keywords
        if keyword.arg == "verb" and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
    }


def test_every_verb_has_words() -> None:
    verbs = written_verbs()
    assert len(verbs) > 15
    assert sorted(verb for verb in verbs if verb_words(verb) == verb) == []


def test_every_stage_of_what_takes_two_has_words() -> None:
    for act in TwoPersonAct:
        for stage in ("propose", "approve", "cancel", "alone", "failed"):
            assert verb_words(f"{stage}.{act.value}") != f"{stage}.{act.value}"
