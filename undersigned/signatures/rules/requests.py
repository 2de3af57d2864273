"""From the raw body of a signing form to a frozen request, or to the codes of what is wrong with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from undersigned.mail.addresses.rules import AddressRefused, canonical, parse_address
from undersigned.signatures.rules.bodies import BodyRefused, FieldText, read_fields
from undersigned.signatures.rules.countries import COUNTRIES
from undersigned.signatures.rules.names import FieldRefused, read_line, read_name

FIELDS: Final = (
    "name",
    "email",
    "country",
    "place",
    "show_name",
    "updates",
    "version",
    "website",
    "challenge",
    "altcha",
)
ASKED: Final = FIELDS[:7]
"""What people are asked; the rest serves screening and is never shown again."""
SCREENED_LENGTH: Final = 2048
NAME_LENGTH: Final = 120
PLACE_LENGTH: Final = 120
VERSION: Final = re.compile(r"([1-9][0-9]{0,5})-([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2})", re.ASCII)
LANGUAGE_LENGTH: Final = 12


# Not frozen, which costs three times as much to make; nobody changes one.
@dataclass(slots=True)
class SigningRequest:
    """One person's wish to sign, checked; what is not in here was not asked for."""

    slug: str
    """The petition's, from the address of the page."""
    language: str
    """Of the page that was read, consent sentences included; letters are written in it."""
    name: str = field(repr=False)
    email: str = field(repr=False)
    """As parse_address returned it."""
    canonical: str = field(repr=False)
    country: str
    place: str = field(repr=False)
    version: int
    text_language: str
    show_name: bool
    updates: bool
    network: str = field(default="", repr=False)
    """An IPv4 address or an IPv6 /64 as text, "" where it is unknown (web.visitors.client_network)."""
    trap: str = field(default="", repr=False)
    """What stands in the field that no person sees."""
    challenge: str = field(default="", repr=False)
    """The token that the page's script fetched, "" without script."""
    proof: str = field(default="", repr=False)
    """The page's script's proof of work (ALTCHA payload), "" where none was made."""


@dataclass(slots=True)
class SigningForm:
    """What was typed and what came of it: `request` is None exactly where `errors` is not empty."""

    values: dict[str, str] = field(repr=False)
    """The typed text of each known field that came, to be shown again."""
    errors: dict[str, str]
    """Code per field (words.field_error says it); "" stands for the body as a whole."""
    request: SigningRequest | None = field(repr=False)


def parse_signing(body: bytes, content_type: str, *, slug: str, language: str, network: str = "") -> SigningForm:
    """The signing in this raw body. Never raises, takes time linear in the body, of which 16 kB are read at most.

    `network`: as web.visitors.client_network says it. What serves screening alone is never an error of the form.
    """
    try:
        fields = read_fields(body, content_type, FIELDS)
    except BodyRefused as refused:
        return SigningForm(values={}, errors={"": refused.code}, request=None)
    errors = {name: text.fault for name, text in fields.items() if text.fault and name in ASKED}
    values = {name: text.typed for name, text in fields.items() if name in ASKED}
    reading = _Reading(fields, errors)
    request = reading.request(slug, language, network)
    return SigningForm(values=values, errors=errors, request=None if errors else request)


class _Reading:
    """Reads field by field and notes the first fault of each."""

    def __init__(self, fields: dict[str, FieldText], errors: dict[str, str]) -> None:
        self._fields, self._errors = fields, errors

    def request(self, slug: str, language: str, network: str) -> SigningRequest:
        email = self._read("email", parse_address)
        version, text_language = self._version()
        return SigningRequest(
            slug=slug,
            language=language,
            name=self._read("name", lambda text: read_name(text, limit=NAME_LENGTH)),
            email=email,
            canonical="" if self._errors.get("email") else canonical(email),
            country=self._read("country", read_country),
            place=self._read("place", lambda text: read_line(text, limit=PLACE_LENGTH) if text.strip() else ""),
            version=version,
            text_language=text_language,
            show_name="show_name" in self._fields,
            updates="updates" in self._fields,
            network=network,
            trap=self._unasked("website"),
            challenge=self._unasked("challenge"),
            proof=self._unasked("altcha"),
        )

    def _unasked(self, name: str) -> str:
        text = self._fields.get(name)
        return text.typed[:SCREENED_LENGTH] if text else ""

    def _read(self, name: str, read: Callable[[str], str]) -> str:
        text = self._fields.get(name)
        if name in self._errors:
            return ""
        try:
            return read(text.typed if text else "")
        except (FieldRefused, AddressRefused) as refused:
            self._errors[name] = refused.code
            return ""

    def _version(self) -> tuple[int, str]:
        found = VERSION.fullmatch(self._read("version", str))
        if found is None or len(found[2]) > LANGUAGE_LENGTH:
            self._errors.setdefault("version", "version_broken")
            return 0, ""
        return int(found[1]), found[2]


def read_country(text: str) -> str:
    """Alpha-2 code in capitals, or FieldRefused with `missing` or `unknown_country`."""
    code = text.strip()
    if not code:
        raise FieldRefused("missing")
    # Not upper() of just anything: "ı".upper() is "I" and would make a country of a stray letter.
    if len(code) != 2 or not code.isascii() or code.upper() not in COUNTRIES:
        raise FieldRefused("unknown_country")
    return code.upper()
