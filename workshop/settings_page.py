"""docs/running/settings.md, written from the settings' own descriptions, so that the two can't differ."""

import sys
import types
import typing
from pathlib import Path

from pydantic.fields import FieldInfo

from undersigned.config.environment import PREFIX, Environment

PAGE = Path(__file__).resolve().parent.parent / "docs" / "running" / "settings.md"
HEAD = """# Settings

Every setting comes from the environment; there is no other place. A name that begins with `UNDERSIGNED_` and is not
listed here is an error, since a mistyped setting that is silently ignored is worse than none. All faults are reported at
once. `undersigned serve` refuses to start with settings that are unsafe in production and says which.

This page is made by `./run settings` from `undersigned/config/environment.py`; change it there.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(name, field) for name, field in Environment.model_fields.items())])


def _section(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    variable = alias if isinstance(alias, str) else PREFIX + name.upper()
    default = "none" if field.default in (None, ()) else f"`{_plain(field.default)}`"
    kinds = f"\nOne of: {', '.join(f'`{choice}`' for choice in _choices(field.annotation))}.\n" * bool(
        _choices(field.annotation)
    )
    return f"## `{variable}`\n\n{field.description}\n{kinds}\nDefault: {default}.\n"


def _choices(kind: object) -> tuple[object, ...]:
    """What a Literal allows, also where the setting may be left out."""
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)
    if isinstance(kind, types.UnionType):
        return tuple(choice for part in typing.get_args(kind) for choice in _choices(part))
    return ()


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def main() -> int:
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(PAGE.parent.parent.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
