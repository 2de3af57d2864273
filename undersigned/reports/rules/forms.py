"""From the raw body of a public form to a frozen wish, or to the codes of what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from undersigned.mail.addresses.rules import AddressRefused, parse_address
from undersigned.reports.rules.replying import NAME_AT_MOST, OFFICE_AT_MOST, REPLY_AT_MOST
from undersigned.reports.rules.reporting import WORDS_AT_MOST, Reason
from undersigned.signatures.rules.bodies import BodyRefused, FieldText, read_fields
from undersigned.signatures.rules.names import FieldRefused, read_line, read_name

TRAP: Final = "website"
"""The field that no person sees."""
Wish = TypeVar("Wish")


@dataclass(frozen=True, slots=True)
class ReportWish:
    """One person's report, checked."""

    reason: Reason
    words: str = field(repr=False)
    email: str = field(repr=False)
    """ "" where none was left."""
    is_trapped: bool = False


@dataclass(frozen=True, slots=True)
class ReplyWish:
    """What somebody who is named wants to stand beside a petition, checked."""

    name: str
    office: str
    email: str = field(repr=False)
    text: str
    is_trapped: bool = False


@dataclass(frozen=True, slots=True)
class ReadForm(Generic[Wish]):
    """What was typed, and what came of it: `wish` is None exactly where `errors` is not empty."""

    values: dict[str, str] = field(repr=False)
    errors: dict[str, str]
    """Code by field; "" stands for the body as a whole."""
    wish: Wish | None = field(repr=False)


def parse_report(body: bytes, content_type: str) -> ReadForm[ReportWish]:
    """The report in this raw body. Never raises; 16 kB are read at most."""

    def wish(read: "Reading") -> ReportWish:
        reason = read.of("reason", read_reason)
        return ReportWish(
            # Where it is faulty nothing comes of it.
            reason=Reason(reason) if reason else Reason.OTHER,
            words=read.of("words", lambda text: read_words(text, limit=WORDS_AT_MOST, is_needed=reason == "other")),
            email=read.of("email", lambda text: parse_address(text) if text.strip() else ""),
            is_trapped=read.is_trapped(),
        )

    return _parsed(body, content_type, ("reason", "words", "email"), wish)


def parse_reply(body: bytes, content_type: str) -> ReadForm[ReplyWish]:
    """The reply in this raw body. Never raises; 16 kB are read at most."""

    def wish(read: "Reading") -> ReplyWish:
        return ReplyWish(
            name=read.of("name", lambda text: read_name(text, limit=NAME_AT_MOST)),
            office=read.of("office", lambda text: read_line(text, limit=OFFICE_AT_MOST)),
            email=read.of("email", parse_address),
            text=read.of("text", lambda text: read_words(text, limit=REPLY_AT_MOST, is_needed=True)),
            is_trapped=read.is_trapped(),
        )

    return _parsed(body, content_type, ("name", "office", "email", "text"), wish)


class Reading:
    """Reads field by field and notes the first fault of each."""

    def __init__(self, fields: dict[str, FieldText], errors: dict[str, str]) -> None:
        """`errors` gets what is found."""
        self._fields, self._errors = fields, errors

    def of(self, name: str, read: Callable[[str], str]) -> str:
        """The field as `read` makes it, "" where it is faulty."""
        if name in self._errors:
            return ""
        try:
            return read(self._fields[name].typed if name in self._fields else "")
        except (FieldRefused, AddressRefused) as refused:
            self._errors[name] = refused.code
            return ""

    def is_trapped(self) -> bool:
        """True where something stands in the field that no person sees."""
        return TRAP in self._fields and self._fields[TRAP].typed.strip() != ""


def _parsed(body: bytes, content_type: str, names: tuple[str, ...], wish: Callable[[Reading], Wish]) -> ReadForm[Wish]:
    try:
        fields = read_fields(body, content_type, (*names, TRAP))
    except BodyRefused as refused:
        return ReadForm(values={}, errors={"": refused.code}, wish=None)
    errors = {name: text.fault for name, text in fields.items() if text.fault and name != TRAP}
    values = {name: text.typed for name, text in fields.items() if name != TRAP}
    wished = wish(Reading(fields, errors))
    return ReadForm(values, errors, None if errors else wished)


def read_reason(text: str) -> str:
    """One of the codes, or FieldRefused with `missing`."""
    if text not in set(Reason):
        raise FieldRefused("missing")
    return text


def read_words(text: str, *, limit: int, is_needed: bool) -> str:
    """Words in paragraphs: each line as read_line takes it, at most one blank line between two; "" where not needed."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n"):
        if line.strip(" \u00a0\u3000"):
            lines.append(read_line(line, limit=max(limit, len(line))))
        elif lines and lines[-1]:
            lines.append("")
    words = "\n".join(lines).strip("\n")
    if len(words) > limit:
        raise FieldRefused("too_long")
    if not words and is_needed:
        raise FieldRefused("missing")
    return words
