"""Questions about signatures. Read only; what a row holds sealed is opened here and never kept."""

import base64
import binascii
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from undersigned.keys.petition_keys import KeysDestroyed, KeysMissing, PetitionKeys, petition_keys
from undersigned.keys.sealing import SealBroken
from undersigned.keys.site import site_key, unseal_for_site
from undersigned.ledger.models import Event
from undersigned.ledger.showing import shown_size
from undersigned.mail.addresses.rules import canonical
from undersigned.petitions.models import Petition, TextVersion, VersionText
from undersigned.petitions.rules.states import GRACE
from undersigned.petitions.rules.states import State as PetitionState
from undersigned.petitions.rules.supporters import SUPPORTABLE
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.consents import consent_code
from undersigned.signatures.rules.contents import Contents, open_contents
from undersigned.signatures.rules.keeping import kept_until
from undersigned.signatures.rules.outcomes import FoundSignature
from undersigned.signatures.rules.persons import fingerprint, person_tag
from undersigned.signatures.rules.places import Taken, promised_places
from undersigned.signatures.rules.states import AFFIRMED, CONFIRM_WITHIN, VACANT, WAITING, State
from undersigned.signatures.rules.tokens import TokenParts, make_code, make_token, read_token

HANDLE_CONTEXT = b"undersigned/1 signing handle"
SIGNABLE = (PetitionState.PUBLISHED, PetitionState.CLOSED)
GATHERING = (PetitionState.GATHERING,)
"""Signable by those who have the secret link."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What signing must know of a petition."""

    id: int
    pid: str
    is_open: bool
    version: int
    languages: frozenset[str]
    consent: str
    places: int


def open_grounds(slugs: Collection[str], *, most_places: int, states: Collection[str] = SIGNABLE) -> dict[str, Ground]:
    """Published and closed petitions by slug, with the languages of the version that stands; one query.

    Or petitions in the given states.
    """
    rows: dict[str, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_grounds_statement(len(slugs), len(states)), [*slugs, *states])
        for slug, *row in cursor.fetchall():
            rows.setdefault(slug, []).append(tuple(row))
    return {slug: _ground(found, most_places) for slug, found in rows.items()}


@lru_cache(maxsize=600)
def _grounds_statement(slugs: int, states: int) -> str:
    """By hand, since Django's own way to it takes longer than the answer."""
    petition, version, text = (f'"{model._meta.db_table}"' for model in (Petition, TextVersion, VersionText))
    columns = ("slug", "id", "pid", "state", "version", "handover", "retention_months", "rules_text")
    return (
        f"SELECT {', '.join(f'{petition}.{name}' for name in columns)}, {text}.language FROM {petition} "  # noqa: S608 - names of models
        f"JOIN {version} ON {version}.petition_id = {petition}.id AND {version}.v = {petition}.version "
        f"JOIN {text} ON {text}.version_id = {version}.id "
        f"WHERE {petition}.slug IN ({', '.join(['%s'] * slugs)}) "
        f"AND {petition}.state IN ({', '.join(['%s'] * states)})"
    )


def _ground(rows: Sequence[tuple[Any, ...]], most_places: int) -> Ground:
    """Of one petition, a row for each language."""
    pk, pid, state, version, handover, retention_months, rules_text, _language = rows[0]
    return Ground(
        id=pk,
        pid=pid,
        is_open=state != PetitionState.CLOSED,
        version=version,
        languages=frozenset(row[-1] for row in rows),
        consent=consent_code(handover, retention_months),
        places=min(most_places, promised_places(rules_text)),
    )


def taken_places(addresses: Collection[tuple[int, bytes]]) -> dict[tuple[int, bytes], list[Taken]]:
    """The rows at these addresses, by petition and fingerprint; one query."""
    taken: dict[tuple[int, bytes], list[Taken]] = {}
    for petition, mark, row, slot, person, state in _rows_at(list(addresses)):
        taken.setdefault((petition, bytes(mark)), []).append(Taken(row, slot, bytes(person), state))
    return taken


def _rows_at(addresses: Sequence[tuple[int, bytes]]) -> Iterable[tuple[Any, ...]]:
    petitions, marks = [petition for petition, _ in addresses], [mark for _, mark in addresses]
    if connection.vendor != "postgresql":
        rows = Signature.objects.filter(petition__in=set(petitions), fingerprint__in=marks)
        return rows.values_list("petition_id", "fingerprint", "id", "slot", "person_key", "state")
    # OFFSET 0 leaves PostgreSQL no other plan than a look into the index per address. Asked by two lists it reads all
    # signatures of a petition that it knows nothing of yet, which is every petition on the day of its storm.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT x.petition, x.mark, there.id, there.slot, there.person_key, there.state "  # noqa: S608 - our table
            "FROM unnest(%s::bigint[], %s::bytea[]) AS x(petition, mark) CROSS JOIN LATERAL "
            f'(SELECT id, slot, person_key, state FROM "{Signature._meta.db_table}" '
            "WHERE petition_id = x.petition AND fingerprint = x.mark OFFSET 0) AS there",
            [petitions, marks],
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def contents_of(row: Signature, keys: PetitionKeys | None = None) -> Contents | None:
    """What the row holds sealed, or None where nobody is left in it; `row.petition` must be loaded with its pid.

    Raises keys.petition_keys.KeysDestroyed where the petition is sealed. `keys`: the petition's, if they are at hand.
    """
    if not row.sealed:
        return None
    pid = row.petition.pid
    return open_contents(bytes(row.sealed), key=(keys or petition_keys(pid)).seal, pid=pid, row=row.pk)


def readable_contents(row: Signature) -> Contents | None:
    """As contents_of, and None where the petition's keys were destroyed as well."""
    try:
        return contents_of(row)
    except KeysDestroyed:
        return None


def sign_event(row: Signature) -> Event | None:
    """The `sign` that later events of this signature name: its own event, or the one that its latest event names."""
    return row.event if row.event is None or row.event.type == "sign" else row.event.target


def text_hashes(petitions: Collection[int]) -> dict[tuple[int, int], bytes]:
    """SHA-256 of every text version of these petitions that is fixed, by petition and version; one query."""
    rows = TextVersion.objects.filter(petition__in=petitions).values_list("petition_id", "v", "text_hash")
    return {(petition, v): base64.b64decode(value) for petition, v, value in rows if value}


def token_of(row: Signature) -> str:
    """The token of the row's newest letter."""
    parts = TokenParts(row=row.pk, number=row.letter_number, tag=person_tag(bytes(row.person_key)))
    return make_token(site_key("letter token"), parts)


def code_of(row: Signature, number: int) -> str:
    """The six digits of the row's letter with this number."""
    return make_code(site_key("letter code"), row.pk, number)


def read_letter_token(token: str) -> TokenParts | None:
    """What a token says, or None where this site did not make it."""
    return read_token(site_key("letter token"), token)


def is_about(parts: TokenParts, row: Signature) -> bool:
    """True while the row still holds the person whom the letter named, and the letter was really asked for."""
    return parts.tag == person_tag(bytes(row.person_key)) and 1 <= parts.number <= row.letter_number


def read_handle(handle: str) -> UUID | None:
    """The row that a handle seals, or None where this site did not seal it."""
    try:
        sealed = base64.urlsafe_b64decode(handle.encode("ascii") + b"=" * (-len(handle) % 4))
        return UUID(bytes=unseal_for_site(sealed, context=HANDLE_CONTEXT))
    except (SealBroken, UnicodeEncodeError, binascii.Error, ValueError):
        return None


def takes_support(petition: Petition) -> bool:
    """True while the text that supporters read stands and is not public yet."""
    return petition.state in SUPPORTABLE


def takes_confirmations(petition: Petition, now: datetime) -> bool:
    """True while the petition is open, and for 24 h after closing as long as the log does not say `close`."""
    if petition.state == PetitionState.PUBLISHED:
        return True
    if petition.state != PetitionState.CLOSED or petition.closed_at is None or petition.grace_ended_at is not None:
        return False
    return now < petition.closed_at + GRACE


def other_names(row: Signature) -> tuple[str, ...]:
    """Names of other people who signed this petition with the row's address and stand or wait."""
    rows = Signature.objects.filter(
        petition=row.petition_id, fingerprint=row.fingerprint, state__in=(*WAITING, *AFFIRMED)
    ).exclude(pk=row.pk)
    opened = (readable_contents(other) for other in rows.select_related("petition").order_by("slot"))
    return tuple(contents.name for contents in opened if contents is not None)


def recent_signers(petition: Petition, limit: int, now: datetime | None = None) -> list[str]:
    """Names that their owners chose to show, the last confirmed first; counted signatures only.

    At `now` nobody whose signature the number does not yet show at that moment; None: all that the log has published.
    """
    rows = Signature.objects.filter(petition=petition, state="counted").exclude(shown_name="")
    if now is not None:
        rows = rows.filter(event__index__lt=shown_size(now))
    return list(rows.order_by("-confirmed_at").values_list("shown_name", flat=True)[:limit])


def signature_in(petition_id: int, typed: str) -> UUID | None:
    """The signature with this id, if it is one of this petition."""
    try:
        wanted = UUID(typed)
    except ValueError:
        return None
    return Signature.objects.filter(petition=petition_id, pk=wanted).values_list("pk", flat=True).first()


def find_signature(slug: str, email: str) -> list[FoundSignature]:
    """All that is kept of whoever signed with this address (from parse_address); look_up records the reading."""
    petition = Petition.objects.filter(slug=slug).first()
    if petition is None or petition.sealed_at or petition.deleted_at:
        return []
    try:
        mark = fingerprint(petition_keys(petition.pid).fingerprint, canonical(email))
    except (KeysDestroyed, KeysMissing):
        # Nobody could ever sign it, or it lapsed.
        return []
    rows = Signature.objects.filter(petition=petition, fingerprint=mark).select_related("petition", "event")
    return [_found(row) for row in rows.order_by("slot")]


def _found(row: Signature) -> FoundSignature:
    contents = contents_of(row) or Contents("", "", "", b"")
    event: Event | None = row.event
    return FoundSignature(
        id=str(row.pk),
        petition=row.petition.slug,
        state=row.state,
        slot=row.slot,
        name=contents.name,
        email=contents.email,
        place=contents.place,
        country=row.country,
        language=row.language,
        version=row.version,
        text_language=row.text_language,
        show_name=row.show_name,
        updates=row.updates,
        consent=row.consent,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        kept_until=_kept_until(row),
        log_index=event.index if event else None,
    )


def _kept_until(row: Signature) -> datetime | None:
    petition = row.petition
    if row.state in (*WAITING, State.REFUSED):
        return row.created_at + CONFIRM_WITHIN
    return kept_until(petition.closed_at, petition.retention_months) if petition.closed_at else None


def has_signatures(petition_id: int) -> bool:
    """True as soon as somebody signed, confirmed or not: from then on the text stays as it was read."""
    return Signature.objects.filter(petition=petition_id).exclude(state__in=VACANT).exists()
