"""A petition as a Markdown file with a YAML header: the parser."""

from dataclasses import dataclass

from undersigned.petitions.rules.drafts import SourceEntry


@dataclass(frozen=True, slots=True)
class ImageEntry:
    """The photo that the file names; `file` is a path beside it."""

    file: str
    caption: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class PetitionFile:
    """What the file says."""

    title: str
    story: str
    language: str
    addressees: tuple[str, ...]
    goal: int | None
    place: str
    topics: tuple[str, ...]
    sources: tuple[SourceEntry, ...]
    image: ImageEntry | None
    starter: str
    note: str


@dataclass(frozen=True, slots=True)
class FileFault:
    """One thing that is wrong; `line` counts from 1, `field` is "" where none is meant."""

    line: int
    field: str
    message: str


class FileRefused(Exception):
    """The file can't be read as a petition; `.faults` says all that is wrong."""

    def __init__(self, faults: tuple[FileFault, ...]) -> None:
        """Remember the faults."""
        super().__init__("\n".join(f"line {fault.line}: {fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


def parse_file(text: str, *, language: str = "en") -> PetitionFile:
    """The petition in this text; `language` where the header names none. FileRefused lists every fault."""
    raise NotImplementedError
