"""Below the shells nobody looks at a clock: time comes in as `now`."""

import ast

from tests.house.source import SHELLS, Module, dotted, modules

CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "date.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "Now",
}


def _looks(module: Module) -> list[str]:
    return [
        f"{module.place(node)} {dotted(node.func)}()"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and dotted(node.func) in CLOCKS and not module.is_excused(node)
    ]


def test_the_shells_do_look() -> None:
    assert [look for module in modules() if module.room in SHELLS for look in _looks(module)]


def test_no_clock_below_the_shells() -> None:
    found = [look for module in modules() if module.room not in SHELLS | {""} for look in _looks(module)]
    assert found == []


def test_columns_fill_no_time_in_by_themselves() -> None:
    found = [
        f"{module.place(node)} {keyword.arg}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in {"auto_now", "auto_now_add"}
    ]
    assert found == []
