"""A page as it was rendered once, in every form in which it is given out: packed or not, whole or as 304."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from undersigned.petitions.rules.marks import Stamp
from undersigned.web.door.answers import SECURE_ONLY, Answer, Headers
from undersigned.web.door.codings import NAMES, SHORTEST_BYTES, Coding, has_already, pack

MADE_HERE: Final = frozenset({b"content-length", b"etag", b"vary"})
OF_A_BODY: Final = frozenset({b"content-encoding", b"content-language", b"content-type"})
"""What a 304 has no use for."""
OVERHEAD_BYTES: Final = 6_000
"""What an edition weighs beside its bodies: headers, answers, its place in the store."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What Django answered; header names in lower case."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a page: in one coding, for one scheme."""

    tag: bytes
    """Strong: no other form has it. Empty where the answer is no page (404, 410)."""
    whole: Answer
    unchanged: Answer

    def answer(self, if_none_match: bytes) -> Answer:
        """The whole, or 304 where the client has this very form."""
        if if_none_match and self.tag and has_already(if_none_match, self.tag):
            return self.unchanged
        return self.whole


@dataclass(frozen=True, slots=True)
class Edition:
    """A page rendered once: what is shown at `moment`, and for as long as its stamp stays the petition's."""

    moment: float
    """Seconds since the epoch."""
    stamp: Stamp
    forms: tuple[Form, ...]
    """By coding, for http and for https in turn."""
    weight_bytes: int

    def form(self, coding: int, is_secure: bool) -> Form:
        """The form in this coding for this scheme."""
        return self.forms[coding * 2 + is_secure]


def make_edition(rendered: Rendered, moment: float, stamp: Stamp) -> Edition:
    """The edition of what Django rendered for https."""
    is_short = len(rendered.body) < SHORTEST_BYTES
    bodies = {} if is_short else {coding: pack(rendered.body, coding) for coding in NAMES}
    forms: list[Form] = []
    for coding in Coding:
        body = bodies.get(coding, rendered.body)
        packing = NAMES[coding] if coding in bodies else b""
        headers, tag = _headers(rendered, packing, may_vary=not is_short)
        plain = tuple(header for header in headers if header[0] != SECURE_ONLY)
        forms += [_form(rendered.status, each, body, tag) for each in (plain, headers)]
    return Edition(moment, stamp, tuple(forms), OVERHEAD_BYTES + len(rendered.body) + sum(map(len, bodies.values())))


def _headers(rendered: Rendered, packing: bytes, *, may_vary: bool) -> tuple[Headers, bytes]:
    """All headers but the length, and the tag among them."""
    given = dict(rendered.headers)
    made = []
    tag = b""
    if rendered.status == 200:
        name = given.get(b"etag", b"").strip(b'"') or blake2b(rendered.body, digest_size=12).hexdigest().encode()
        tag = b'"%s-%s"' % (name, packing) if packing else b'"%s"' % name
        made.append((b"etag", tag))
    vary = [part for part in (given.get(b"vary", b""), b"Accept-Encoding" if may_vary else b"") if part]
    if vary:
        made.append((b"vary", b", ".join(vary)))
    if packing:
        made.append((b"content-encoding", packing))
    return (*(header for header in rendered.headers if header[0] not in MADE_HERE), *made), tag


def _form(status: int, headers: Headers, body: bytes, tag: bytes) -> Form:
    unchanged = Answer(304, tuple(header for header in headers if header[0] not in OF_A_BODY), b"")
    return Form(tag, Answer(status, (*headers, (b"content-length", b"%d" % len(body))), body), unchanged)
