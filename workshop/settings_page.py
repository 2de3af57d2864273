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
listed here is an error, since a mistyped setting that is silently ignored is worse than none. All faults are reported
at once. `undersigned serve` refuses to start with settings that are unsafe in production and says which.

This page is made by `./run settings` from `undersigned/config/environment.py`; change it there.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(name, field) for name, field in Environment.model_fields.items())])


def _section(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    variable = alias if isinstance(alias, str) else PREFIX + name.upper()
    parts = [f"## `{variable}`", str(field.description)]
    if choices := _choices(field.annotation):
        parts.append(f"One of: {', '.join(f'`{choice}`' for choice in choices)}.")
    # Some defaults follow from other settings; then the description says how.
    if "Default:" not in parts[1]:
        parts.append(f"Default: {_default(field.default)}.")
    return "\n\n".join(parts) + "\n"


def _choices(kind: object) -> tuple[object, ...]:
    """What a Literal allows, also where the setting may be left out."""
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)
    if isinstance(kind, types.UnionType):
        return tuple(choice for part in typing.get_args(kind) for choice in _choices(part))
    return ()


def _default(value: object) -> str:
    if value in (None, ()):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def main() -> int:
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.relative_to(PAGE.parent.parent.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
