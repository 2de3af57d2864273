"""What may be changed in a draft, and what a petition must have to be handed in."""

from dataclasses import dataclass
from typing import Final

MOST_ADDRESSEES: Final = 10
MOST_SOURCES: Final = 30
MOST_TOPICS: Final = 10


@dataclass(frozen=True, slots=True)
class AddresseeChoice:
    """An addressee from the directory (`id`), or a new one by its words (`id` None)."""

    name: str
    office: str = ""
    body: str = ""
    language: str = ""
    wikidata: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """One source, its words already checked."""

    title: str
    publisher: str = ""
    date: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class DraftChange:
    """Checked fields to set; None leaves a field as it is. Goal 0 means: no goal of the starter's own."""

    title: str | None = None
    story: str | None = None
    language: str | None = None
    addressees: tuple[AddresseeChoice, ...] | None = None
    sources: tuple[SourceEntry, ...] | None = None
    goal: int | None = None
    place: str | None = None
    topics: tuple[str, ...] | None = None
    handover: str | None = None
    starter_name: str | None = None
    note: str | None = None
    is_sensitive: bool | None = None

    @property
    def touches_text(self) -> bool:
        """Whether the hashed text of a version would be another one."""
        parts = (self.title, self.story, self.language, self.addressees, self.sources)
        return any(part is not None for part in parts)


def missing_parts(*, title: str, story: str, addressees: int) -> tuple[str, ...]:
    """Names of what a draft still lacks, in the order of the guided start."""
    needed = {"title": bool(title), "addressees": addressees > 0, "story": bool(story)}
    return tuple(name for name, is_there in needed.items() if not is_there)
