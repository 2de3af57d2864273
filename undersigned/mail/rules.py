"""What a letter is, how an attempt to send it can end, and how long things may take."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Final

# An attempt whose end nobody saw may have arrived: it is made a second time, and never a third by itself.
MOST_UNSETTLED = 2
LEASE: Final = timedelta(seconds=60)
"""How long a worker holds letters without a sign of life; then another one may take them."""
FARTHEST_LEASE: Final = timedelta(seconds=120)
"""No lease ends later, even where another machine's clock is a minute ahead: one that does was given before a clock
was set back."""


class End(StrEnum):
    """How the last attempt of a letter ended."""

    SENT = "sent"
    REFUSED = "refused"  # the receiving side said no for good (5xx)
    LATER = "later"  # a passing refusal (4xx) or a fault before DATA: tried again
    UNSURE = "unsure"  # broken off after DATA began: it may have arrived


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address, ready to leave; `text` always says all that `html` says."""

    to: str
    subject: str
    text: str
    html: str
    language: str = "en"
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormLetter:
    """What many get alike. `text` and `html` hold by turns a text and the name of a part, texts first and last."""

    subject: str
    text: Sequence[str]
    html: Sequence[str]
    language: str
    headers: Sequence[tuple[str, str]] = ()

    def fill(self, to: str, parts: Mapping[str, str]) -> "FilledLetter":
        """The letter to one person; parts are plain text."""
        return FilledLetter(self, to, parts, {name: html.escape(part) for name, part in parts.items()})


@dataclass(frozen=True, slots=True)
class FilledLetter:
    """A form letter to one address with that person's parts."""

    form: FormLetter
    to: str
    text_parts: Mapping[str, str]
    html_parts: Mapping[str, str]

    def plain(self) -> Letter:
        """The same letter in whole texts."""
        form = self.form
        text, page = _whole(form.text, self.text_parts), _whole(form.html, self.html_parts)
        return Letter(self.to, form.subject, text, page, form.language, dict(form.headers))


def _whole(texts: Sequence[str], parts: Mapping[str, str]) -> str:
    return "".join(parts[text] if place % 2 else text for place, text in enumerate(texts))


def as_form(letter: Letter) -> FormLetter:
    """The same letter as a form without parts."""
    return FormLetter(letter.subject, (letter.text,), (letter.html,), letter.language, tuple(letter.headers.items()))


@dataclass(frozen=True, slots=True)
class Marks:
    """Places for parts in a text that is being rendered. Nobody who writes texts can know `secret`."""

    secret: str

    def place(self, name: str) -> str:
        """What stands in the text where this part belongs."""
        return f"\ufdd0{self.secret}:{name}\ufdd1"

    def form(self, subject: str, text: str, page: str, language: str) -> FormLetter:
        """The form letter of texts that were rendered with places; ValueError where the subject has one."""
        if self.secret in subject:
            raise ValueError("a subject is the same for everybody")
        return FormLetter(subject, self._cut(text), self._cut(page), language)

    def _cut(self, text: str) -> tuple[str, ...]:
        return tuple(re.split(f"\ufdd0{re.escape(self.secret)}:([a-z_]+)\ufdd1", text))
