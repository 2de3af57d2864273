"""Single parts of a public petition that the staff have hidden."""

from typing import Final

PHOTO: Final = "photo"
STARTER: Final = "starter_name"
PLACE: Final = "place"
SOURCE: Final = "source:"


def hidden_parts(stored: str) -> frozenset[str]:
    """The names out of the column."""
    return frozenset(stored.split())


def stored_parts(parts: frozenset[str]) -> str:
    """The column for these names."""
    return " ".join(sorted(parts))


def source_part(order: int) -> str:
    """The name of the source with this number."""
    return f"{SOURCE}{order}"


def hides_source(stored: str) -> bool:
    """Whether any source is hidden: then the hashed text, which holds them all, is not served."""
    return any(part.startswith(SOURCE) for part in stored.split())
