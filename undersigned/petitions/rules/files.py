"""A petition as a Markdown file with a YAML header: the parser. Every fault is named with its line and field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from undersigned.petitions.rules import writing
from undersigned.petitions.rules.drafts import MOST_ADDRESSEES, MOST_SOURCES, MOST_TOPICS, SourceEntry
from undersigned.petitions.rules.goals import HIGHEST_GOAL
from undersigned.petitions.rules.headers import Entry, FileFault, FileRefused, read_header
from undersigned.petitions.rules.languages import is_language

KEYS: Final = (
    "title", "language", "addressees", "goal", "place", "topics", "sources", "image", "starter", "note",
)  # fmt: skip

SENTENCES: Final = {
    "empty": "must not be empty",
    "too_long": "is too long",
    "control": "holds a control character or a line break",
    "direction": "holds a character that turns the direction of writing",
    "link": "must be an address like https://example.org/page",
    "number": f"must be a whole number from 1 to {HIGHEST_GOAL}",
}


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


def parse_file(text: str, *, language: str = "en") -> PetitionFile:
    """The petition in this text; `language` where the header names none. FileRefused lists every fault."""
    header, story, story_line = read_header(text)
    reader = _Reader(header)
    reader.refuse_unknown("", header, KEYS)
    file = PetitionFile(
        title=reader.line(header, "title", writing.LONGEST_TITLE, is_needed=True),
        story=reader.story(story, story_line),
        language=reader.language(language),
        addressees=reader.lines("addressees", 200, MOST_ADDRESSEES),
        goal=reader.goal(),
        place=reader.line(header, "place", writing.LONGEST_NAME),
        topics=reader.lines("topics", 40, MOST_TOPICS),
        sources=reader.sources(),
        image=reader.image(),
        starter=reader.line(header, "starter", writing.LONGEST_NAME),
        note=reader.note(),
    )
    if reader.faults:
        raise FileRefused(tuple(sorted(reader.faults, key=lambda fault: fault.line)))
    return file


class _Reader:
    """Reads values and gathers faults, so that a person sees all of them at once."""

    def __init__(self, header: Entry) -> None:
        self.header = header
        self.faults: list[FileFault] = []

    def fault(self, line: int, field: str, message: str) -> None:
        self.faults.append(FileFault(line, field, message))

    def refuse_unknown(self, within: str, entry: Entry, known: tuple[str, ...]) -> None:
        for key, value in entry.pairs.items():
            if key not in known:
                self.fault(value.line, within + key, f"is no field here; known are {', '.join(known)}")

    def checked(self, entry: Entry, field: str, read: Callable[[str], str]) -> str:
        if entry.kind != "text":
            self.fault(entry.line, field, "must be text")
            return ""
        try:
            return read(entry.text)
        except writing.WritingRefused as refused:
            self.fault(entry.line, field, SENTENCES[refused.code])
            return ""

    def line(self, parent: Entry, key: str, longest: int, *, within: str = "", is_needed: bool = False) -> str:
        entry = parent.pairs.get(key)
        if entry is None:
            if is_needed:
                self.fault(parent.line, within + key, "is missing")
            return ""
        return self.checked(entry, within + key, lambda raw: writing.line(raw, longest, is_needed=is_needed))

    def link(self, parent: Entry, within: str) -> str:
        entry = parent.pairs.get("link")
        return self.checked(entry, f"{within}link", writing.link) if entry else ""

    def story(self, raw: str, line: int) -> str:
        return self.checked(Entry("text", line, text=raw), "story", writing.story)

    def note(self) -> str:
        entry = self.header.pairs.get("note")
        return self.checked(entry, "note", writing.story) if entry else ""

    def language(self, otherwise: str) -> str:
        code = self.line(self.header, "language", 12)
        if code and not is_language(code):
            self.fault(self.header.pairs["language"].line, "language", "must be a language code like en, tr or zh-Hant")
        return code or otherwise

    def goal(self) -> int | None:
        entry = self.header.pairs.get("goal")
        if entry is None:
            return None
        digits = self.checked(entry, "goal", lambda raw: str(writing.whole_number(raw, HIGHEST_GOAL) or ""))
        return int(digits) if digits else None

    def items(self, key: str, most: int) -> tuple[Entry, ...]:
        entry = self.header.pairs.get(key)
        if entry is None or (entry.kind == "text" and not entry.text):
            return ()
        if entry.kind != "list":
            self.fault(entry.line, key, "must be a list: lines that begin with a hyphen")
            return ()
        if len(entry.items) > most:
            self.fault(entry.line, key, f"may hold at most {most}")
        return entry.items[:most]

    def lines(self, key: str, longest: int, most: int) -> tuple[str, ...]:
        read = [
            self.checked(item, key, lambda raw: writing.line(raw, longest, is_needed=True))
            for item in self.items(key, most)
        ]
        return tuple(dict.fromkeys(text for text in read if text))

    def sources(self) -> tuple[SourceEntry, ...]:
        found = []
        for item in self.items("sources", MOST_SOURCES):
            if item.kind != "map":
                self.fault(item.line, "sources", "each must have title, publisher, date and link")
                continue
            self.refuse_unknown("sources.", item, ("title", "publisher", "date", "link"))
            found.append(
                SourceEntry(
                    title=self.line(item, "title", 300, within="sources.", is_needed=True),
                    publisher=self.line(item, "publisher", 200, within="sources."),
                    date=self.line(item, "date", 40, within="sources."),
                    link=self.link(item, "sources."),
                )
            )
        return tuple(found)

    def image(self) -> ImageEntry | None:
        entry = self.header.pairs.get("image")
        if entry is None or (entry.kind == "text" and not entry.text):
            return None
        if entry.kind != "map":
            self.fault(entry.line, "image", "must have file, caption and link")
            return None
        self.refuse_unknown("image.", entry, ("file", "caption", "link"))
        return ImageEntry(
            file=self.line(entry, "file", 500, within="image.", is_needed=True),
            caption=self.line(entry, "caption", 300, within="image."),
            link=self.link(entry, "image."),
        )
