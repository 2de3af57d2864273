"""What may be changed in a draft, and what a petition must have to stand."""

from dataclasses import dataclass


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
    """One source as typed."""

    title: str
    publisher: str = ""
    date: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class DraftChange:
    """Fields to set; None leaves a field as it is. Goal 0 means: no goal of the starter's own."""

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
