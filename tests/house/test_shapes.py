"""Sizes, names and the one shape of an action."""

import ast

import pytest

from tests.house.source import PACKAGE, ROOMS, ROOT, Module, functions, modules

LONGEST_FUNCTION = 25
LONGEST_FILE = 300
# A thing without a noun has not been understood yet.
NO_NOUN = {"common", "utils", "util", "helpers", "core", "base", "services", "managers", "signals", "misc", "tasks"}
NAMED_BY_OTHERS = {"undersigned/config/sqlite/base.py": "where Django looks for a database's backend"}
# Longer on purpose, each with its reason: a noun for a part of it would be invented and not found.
LONG_FUNCTIONS = {
    "undersigned/petitions/queries/lists.py:_card": "fills one value of many fields, a field a line",
    "undersigned/petitions/queries/pages.py:petition_page": "fills one value of many fields, a field a line",
}
LONG_FILES: dict[str, str] = {}
ACTIONS = [module for module in modules() if module.folders[1:] == ("actions",) and module.path.name != "__init__.py"]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of code: the signature and the body, without the docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _all_files() -> list[Module]:
    more = [path for folder in ("workshop", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
    texts = [(path, path.read_text(encoding="utf-8")) for path in more]
    return [*modules(), *(Module(path, text, ast.parse(text)) for path, text in texts)]


def test_functions_are_short() -> None:
    found = {
        f"{module.name}:{node.name}": _length(node)
        for module in modules()
        for node in functions(module.tree)
        if _length(node) > LONGEST_FUNCTION
    }
    assert {name: lines for name, lines in found.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(found), "an exception that is no longer needed"


def test_files_are_short() -> None:
    found = {module.name: len(module.text.splitlines()) for module in _all_files()}
    found = {name: lines for name, lines in found.items() if lines > LONGEST_FILE}
    assert {name: lines for name, lines in found.items() if name not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(found), "an exception that is no longer needed"


def test_everything_has_a_noun() -> None:
    found = [
        module.name
        for module in _all_files()
        if NO_NOUN & {module.path.stem, *module.path.relative_to(ROOT).parts} and module.name not in NAMED_BY_OTHERS
    ]
    assert found == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_promises_and_nothing_else(room: str) -> None:
    body = ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)


@pytest.mark.parametrize("module", ACTIONS, ids=lambda module: f"{module.room}.{module.path.stem}")
def test_an_action_is_the_verb_of_its_file(module: Module) -> None:
    """One public function of the file's name first; more only where they are the same verb done otherwise."""
    public = [
        node
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]
    verb = module.path.stem
    assert [node.name for node in public][:1] == [verb]
    assert [node.name for node in public[1:] if not node.name.startswith(f"{verb}_")] == []
    for action in public:
        assert ast.get_docstring(action), f"{action.name} promises nothing"
        assert action.returns is not None


def test_the_layers_here_are_those_of_the_import_contract() -> None:
    assert {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()} == set(ROOMS)
