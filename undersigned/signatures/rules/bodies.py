"""Raw form bodies. Frameworks turn invalid bytes into replacement characters and hide repeated fields; this says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import unquote_to_bytes

FORM_TYPE: Final = "application/x-www-form-urlencoded"
LIMIT_BYTES: Final = 16_384
LIMIT_FIELDS: Final = 64


class BodyRefused(Exception):
    """The body as a whole can't be read; `code` is `wrong_type` or `too_long`."""

    def __init__(self, code: str) -> None:
        """Remember the code."""
        super().__init__(code)
        self.code = code


# Not frozen, which costs three times as much to make; nobody changes one.
@dataclass(slots=True)
class FieldText:
    """What was typed into a field, fit to be shown again, and the code of a fault of its bytes, or ""."""

    typed: str = field(repr=False)
    fault: str = ""


def read_fields(body: bytes, content_type: str, names: Iterable[str]) -> dict[str, FieldText]:
    """The known fields in this body; others are ignored, a repeated one and invalid UTF-8 are faults of the field."""
    if content_type != FORM_TYPE and content_type.partition(";")[0].strip().lower() != FORM_TYPE:
        raise BodyRefused("wrong_type")
    if len(body) > LIMIT_BYTES or body.count(b"&") >= LIMIT_FIELDS:
        raise BodyRefused("too_long")
    wanted = _wanted(tuple(names))
    found: dict[str, FieldText] = {}
    for pair in body.split(b"&"):
        key, _, value = pair.partition(b"=")
        name = wanted.get(key) or wanted.get(_decoded(key))
        if name is not None:
            found[name] = _field(_decoded(value)) if name not in found else FieldText(found[name].typed, "repeated")
    return found


@lru_cache(maxsize=64)
def _wanted(names: tuple[str, ...]) -> Mapping[bytes, str]:
    return {name.encode("ascii"): name for name in names}


def _decoded(part: bytes) -> bytes:
    if b"+" in part:
        part = part.replace(b"+", b" ")
    return unquote_to_bytes(part) if b"%" in part else part


def _field(value: bytes) -> FieldText:
    try:
        return FieldText(value.decode("utf-8"))
    except UnicodeDecodeError:
        return FieldText(value.decode("utf-8", "replace"), "broken_text")
