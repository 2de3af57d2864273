"""Only actions, jobs and migrations write; what else must, says why on its line (`# house: reason`)."""

import ast

from tests.house.source import Module, modules

WRITES = {
    "save",
    "create",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
    "bulk_create",
    "bulk_update",
    "aupdate",
    "acreate",
    "asave",
    "adelete",
    "create_user",
    "create_superuser",
}
WRITERS = {"actions", "jobs", "migrations"}
# Others whose office is to write, each with its reason.
OFFICES = {
    "undersigned/keys/stores.py": "the key store is a database of its own, and this is the one way into it",
    "undersigned/signatures/letters.py": "`sent` is called by mail's action inside its transaction",
}
# `update` is a verb of dictionaries, hashes and sets as well, and `delete` one of caches: a query set is known by the
# way to it.
QUERY_SET = {"objects", "filter", "exclude", "all", "select_for_update", "order_by", "using", "_base_manager"}
AMBIGUOUS = {"update", "delete", "create"}


def _chain(node: ast.expr) -> set[str]:
    """Every name on the way to this expression: `A.objects.filter(x)` gives A, objects and filter."""
    names = set()
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return names | ({node.id} if isinstance(node, ast.Name) else set())


def _writes(tree: ast.Module) -> list[ast.Call]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            chain = _chain(node.func.value)
            is_row = node.func.attr not in AMBIGUOUS or bool(chain & QUERY_SET)
            if is_row and not _is_image(node):
                found.append(node)
    return found


def _is_image(node: ast.Call) -> bool:
    """Pillow's `image.save(file, format=...)` is no row."""
    return any(keyword.arg in {"format", "quality"} for keyword in node.keywords)


def _may_write(module: Module) -> bool:
    return bool(WRITERS & set(module.folders)) or module.name in OFFICES


def test_the_scan_sees_writes_where_they_belong() -> None:
    seen = [node for module in modules() if _may_write(module) for node in _writes(module.tree)]
    assert len(seen) >= 20


def test_only_actions_and_jobs_write() -> None:
    found = [
        f"{module.place(node)} .{node.func.attr}()"  # type: ignore[attr-defined]  # _writes gives no other
        for module in modules()
        if not _may_write(module)
        for node in _writes(module.tree)
        if not module.is_excused(node)
    ]
    assert found == []


def test_no_sql_that_writes_outside_actions() -> None:
    """A room's `statements.py` is what its actions say where the ORM has no words."""
    words = ("INSERT INTO", "UPDATE ", "DELETE FROM", "DROP ", "TRUNCATE")
    found = [
        module.place(node)
        for module in modules()
        if not _may_write(module) and module.path.name != "statements.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.lstrip().startswith(words)
        if not module.is_excused(node)
    ]
    assert found == []


def test_only_actions_use_statements() -> None:
    found = [
        f"{module.place(node)} {node.module}"
        for module in modules()
        if not _may_write(module)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".statements")
    ]
    assert found == []


def test_every_office_is_still_needed() -> None:
    writing = {module.name for module in modules() if module.name in OFFICES and _writes(module.tree)}
    assert writing == set(OFFICES)
