"""Every verb that the source writes into the audit trail has words, and somebody has asked whose hand it takes."""

import ast
from collections.abc import Iterator

from tests.house.source import modules
from undersigned.accounts.rules import ROLES_OF_VERB, TwoPersonAct
from undersigned.accounts.verbs import verb_words
from undersigned.signatures.rules.entries import Effect

WRITERS = {"record_audit", "note_acts"}
READINGS = (".look", ".look_up", ".read", "read_reports", "read_reply_address")
# Verbs that are put together where they are written.
PUT_TOGETHER = {"list ": {f"list {effect}" for effect in Effect}}


def written_verbs() -> set[str]:
    """Verbs that stand in the source as they are; those put together there are looked after by their own rooms."""
    return {
        keyword.value.value
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS
        for keyword in node.keywords
        if keyword.arg == "verb" and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str)
    }


def verbs_of_names() -> Iterator[str]:
    """Verbs of actions that know the person by a name of the trail, a parameter of theirs, and by nothing else."""
    for module in modules():
        for function in (node for node in module.tree.body if isinstance(node, ast.FunctionDef)):
            names = {
                argument.arg
                for argument in (*function.args.args, *function.args.kwonlyargs)
                if isinstance(argument.annotation, ast.Name) and argument.annotation.id == "str"
            }
            if function.name not in WRITERS:
                yield from _written_in(function, names)


def _written_in(function: ast.FunctionDef, names: set[str]) -> Iterator[str]:
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in WRITERS:
            continue
        said = {keyword.arg: keyword.value for keyword in node.keywords}
        hand = said.get("actor", said.get("by"))
        if isinstance(hand, ast.Name) and hand.id in names:
            yield from _verbs(said["verb"])


def _verbs(said: ast.expr) -> set[str]:
    if isinstance(said, ast.JoinedStr):
        return PUT_TOGETHER[ast.literal_eval(said.values[0])]
    return {str(ast.literal_eval(said))}


def test_every_verb_that_knows_its_person_by_name_asks_for_a_role() -> None:
    assert set(verbs_of_names()) == set(ROLES_OF_VERB)


def test_every_verb_has_words() -> None:
    verbs = written_verbs()
    assert len(verbs) > 15
    assert sorted(verb for verb in verbs if verb_words(verb) == verb) == []


def test_every_stage_of_what_takes_two_has_words() -> None:
    for act in TwoPersonAct:
        for stage in ("propose", "approve", "cancel", "alone", "failed"):
            assert verb_words(f"{stage}.{act.value}") != f"{stage}.{act.value}"


def test_whoever_reads_what_is_personal_leaves_a_why() -> None:
    without = [
        f"{module.name}: {node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record_audit"
        for said in [{keyword.arg: keyword.value for keyword in node.keywords}]
        if isinstance(verb := said["verb"], ast.Constant)
        and str(verb.value).endswith(READINGS)
        and "reason" not in said
    ]
    assert without == []
