"""What a removal campaign looks for: read from a form, kept as JSON, asked of what a signature holds sealed."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from undersigned.signatures.rules.entries import EntryRefused, Subject, read_value

LONGEST_PATTERN: Final = 120
MOST_STARS: Final = 3
# A pattern that says less meets more than anybody means.
LEAST_LETTERS: Final = 3


class Screened(StrEnum):
    """What screening had said before the letter left."""

    ANY = ""
    HELD = "held"
    PASSED = "passed"


class ConditionsRefused(ValueError):
    """No campaign looks for this; `faults` are pairs of field and code, the field "" where it is about all."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        """Remember the faults."""
        super().__init__(faults)
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Conditions:
    """All that are given must hold. Empty ones say nothing."""

    petition: str = ""
    """Slug."""
    network: str = field(default="", repr=False)
    """As the lists write it. Known for 30 days after signing."""
    domain: str = field(default="", repr=False)
    """`example.org`, or `*.example.org` for it and all below."""
    pattern: str = field(default="", repr=False)
    """Of the whole address, in lower case; `*` is any characters, `?` is one."""
    country: str = ""
    place: str = field(default="", repr=False)
    since: str = ""
    """ISO 8601, UTC: signed at or after it."""
    until: str = ""
    """Signed before it."""
    screened: str = Screened.ANY

    @property
    def needs_opening(self) -> bool:
        """True where what a signature holds sealed has to be read."""
        return bool(self.domain or self.pattern or self.place)

    def is_empty(self) -> bool:
        """True where it speaks of everybody, or of everybody who signed one petition."""
        return not any(value for name, value in asdict(self).items() if name != "petition")


def read_conditions(form: Mapping[str, str]) -> Conditions:
    """The conditions as typed; ConditionsRefused."""
    typed = {name: form.get(name, "").replace("\x00", "").strip() for name in Conditions.__slots__}
    faults: list[tuple[str, str]] = []
    read = {name: _read(name, text, faults) if text else "" for name, text in typed.items()}
    conditions = Conditions(**read)
    if conditions.since and conditions.until and conditions.since >= conditions.until:
        faults.append(("until", "before_since"))
    if not faults and conditions.is_empty():
        faults.append(("", "empty"))
    if faults:
        raise ConditionsRefused(faults)
    return conditions


def written(conditions: Conditions) -> bytes:
    """As they are kept, to be sealed."""
    return json.dumps(asdict(conditions)).encode()


def from_written(kept: bytes) -> Conditions:
    """What `written` wrote."""
    return Conditions(**json.loads(kept))


def fits(conditions: Conditions, *, email: str, place: str) -> bool:
    """True where what a signature holds sealed meets the conditions that speak of it."""
    address = email.lower()
    if conditions.domain and not _is_of(address.rpartition("@")[2], conditions.domain):
        return False
    if conditions.pattern and not _pattern(conditions.pattern).fullmatch(address):
        return False
    return not conditions.place or folded(conditions.place) == folded(place)


def folded(place: str) -> str:
    """A place as it is compared: letters of one case, blanks as one."""
    return " ".join(place.casefold().split())


def _read(name: str, text: str, faults: list[tuple[str, str]]) -> str:
    try:
        return _value(name, text)
    except EntryRefused as refused:
        faults.append((name, refused.code))
    except (ValueError, OverflowError) as refused:
        # A time of the first or the last day may not exist in UTC.
        faults.append((name, str(refused.args[0]) if name not in {"since", "until"} else "not_a_time"))
    return ""


def _value(name: str, text: str) -> str:
    """One condition as it is kept; EntryRefused, or ValueError with a code."""
    match name:
        case "network" | "domain" | "country":
            return read_value(Subject(name), text)
        case "pattern":
            return _checked_pattern(text.lower())
        case "since" | "until":
            moment = datetime.fromisoformat(text)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
        case "screened":
            if text not in tuple(Screened):
                raise ValueError("not_a_choice")
    if len(text) > LONGEST_PATTERN:
        raise ValueError("too_long")
    return text


def _checked_pattern(text: str) -> str:
    if len(text) > LONGEST_PATTERN:
        raise ValueError("too_long")
    if text.count("*") > MOST_STARS:
        raise ValueError("too_many_stars")
    if sum(letter.isalnum() for letter in text) < LEAST_LETTERS:
        raise ValueError("says_too_little")
    return text


def _pattern(text: str) -> re.Pattern[str]:
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(letter) or re.escape(letter) for letter in text), re.DOTALL)


def _is_of(domain: str, wanted: str) -> bool:
    bare = wanted.removeprefix("*.")
    return domain == bare or (wanted != bare and domain.endswith("." + bare))
