"""Single parts of a public petition that the staff have hidden."""

from typing import Final

PHOTO: Final = "photo"
STARTER: Final = "starter_name"
PLACE: Final = "place"
TITLE: Final = "title"
STORY: Final = "story"
NOTE: Final = "note"
SOURCE: Final = "source:"
ADDRESSEE: Final = "addressee:"
PARAGRAPH: Final = "story:"

MOST_PARAGRAPHS: Final = 200
"""Only the first so many can be hidden alone: their names have to fit into LONGEST_STORED."""
LONGEST_STORED: Final = 4000


def hidden_parts(stored: str) -> frozenset[str]:
    """The names out of the column."""
    return frozenset(stored.split())


def stored_parts(parts: frozenset[str]) -> str:
    """The column for these names."""
    return " ".join(sorted(parts))


def source_part(order: int) -> str:
    """The name of the source with this number."""
    return f"{SOURCE}{order}"


def addressee_part(order: int) -> str:
    """The name of the addressee with this number."""
    return f"{ADDRESSEE}{order}"


def paragraph_part(number: int) -> str:
    """The name of the story's paragraph with this number, from 1."""
    return f"{PARAGRAPH}{number}"


def hidden_paragraphs(hidden: frozenset[str]) -> frozenset[int]:
    """The numbers of the paragraphs that are hidden alone."""
    return frozenset(int(part.removeprefix(PARAGRAPH)) for part in hidden if part.startswith(PARAGRAPH))


def is_of_text(part: str) -> bool:
    """Whether this part stands in the hashed text."""
    return part in {TITLE, STORY} or part.startswith((SOURCE, ADDRESSEE, PARAGRAPH))


def hides_text(stored: str) -> bool:
    """Whether anything is hidden that stands in the hashed text: then its bytes can't be served."""
    return any(is_of_text(part) for part in hidden_parts(stored))
