"""My signatures: all that was signed with one address, for whoever reads its mail. Read only.

One address has another fingerprint under every petition, so each petition whose keys live is asked for its own.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.module_loading import import_string

from undersigned.accounts.rules import letter_of, link_ends
from undersigned.keys.petition_keys import KeysDestroyed, KeysMissing, petition_keys
from undersigned.keys.site import unseal_for_site
from undersigned.ledger.waiting import patience
from undersigned.mail.addresses.rules import canonical
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.texts import ReadText, read_texts
from undersigned.petitions.rules.states import PUBLIC
from undersigned.signatures.fields import MINE_CONTEXT, mine_key, mine_opened_key
from undersigned.signatures.models import MineLetter, Signature
from undersigned.signatures.proofs import proofs_of
from undersigned.signatures.queries import readable_contents
from undersigned.signatures.rules.keeping import kept_until
from undersigned.signatures.rules.origins import origin_words
from undersigned.signatures.rules.own import Mine, OwnEvent, OwnSignature
from undersigned.signatures.rules.persons import fingerprint
from undersigned.signatures.rules.states import CONFIRM_WITHIN, STANDING, State
from undersigned.signatures.words import consented_sentences, reason_sentence


def mine_link(token: str, now: datetime) -> str | None:
    """The address that the link's button would open; None where it is wrong, used or too old. Changes nothing."""
    letter_id = letter_of(token, key=mine_key())
    letter = MineLetter.objects.filter(pk=letter_id, opened_until=None).first() if letter_id else None
    if letter is None or now >= link_ends(sent_at=letter.letter_sent_at, created_at=letter.created_at):
        return None
    return mine_address(letter)


def opened_mine(token: str, kept: str, language: str, now: datetime) -> Mine | None:
    """My signatures, for the browser that pressed the link's button and kept what it got then; None otherwise."""
    letter_id = letter_of(token, key=mine_key())
    if letter_id is None or letter_of(kept, key=mine_opened_key()) != letter_id:
        return None
    letter = MineLetter.objects.filter(pk=letter_id, opened_until__gt=now).first()
    if letter is None or letter.opened_until is None:
        return None
    email = mine_address(letter)
    return Mine(email=email, until=letter.opened_until, signatures=own_signatures(email, language))


def mine_address(letter: MineLetter) -> str:
    """The address that asked, unsealed."""
    return unseal_for_site(bytes(letter.email_sealed), context=MINE_CONTEXT + bytes(letter.address)).decode()


def own_signatures(email: str, language: str) -> tuple[OwnSignature, ...]:
    """All that was signed with this address (as parse_address returned it), the newest first."""
    rows = own_rows(email)
    texts = read_texts({row.petition_id for row in rows}, language) if rows else {}
    return tuple(_own(row, texts[row.petition_id]) for row in rows)


def own_rows(email: str) -> list[Signature]:
    """The rows of this address under all petitions that can still be read, the newest first; one query finds them."""
    marks = list(_marks(canonical(email)))
    if not marks:
        return []
    table = Signature._meta.db_table
    # Pairs, not two lists: a petition's fingerprint is looked up under that petition alone, each by the unique index.
    pairs = ", ".join(["(%s, %s)"] * len(marks))
    found = RawSQL(  # noqa: S611 - the statement's own text holds nothing that somebody typed
        f'SELECT id FROM "{table}" WHERE (petition_id, fingerprint) IN (VALUES {pairs})',  # noqa: S608
        [part for mark in marks for part in mark],
    )
    rows = Signature.objects.filter(pk__in=found).select_related("petition", "event")
    return list(rows.defer("petition__rules_text", "petition__note").order_by("-created_at", "slot"))


def _marks(address: str) -> Iterator[tuple[int, bytes]]:
    """Petition and fingerprint of this address under every petition whose keys live."""
    living = Petition.objects.filter(Q(published_at__isnull=False) | Q(gathering__isnull=False), sealed_at=None)
    for petition_id, pid in living.order_by("pk").values_list("pk", "pid"):
        try:
            yield petition_id, fingerprint(petition_keys(pid).fingerprint, address)
        except (KeysDestroyed, KeysMissing):
            # Sealing was interrupted, or the key store is not at hand: nobody can be read there.
            continue


def _own(row: Signature, text: ReadText) -> OwnSignature:
    contents = readable_contents(row)
    petition = row.petition
    return OwnSignature(
        id=row.pk,
        slug=petition.slug,
        is_public=petition.state in PUBLIC,
        title=text.title,
        language=text.title_language,
        state=row.state,
        name=contents.name if contents else "",
        place=contents.place if contents else "",
        country=row.country,
        day=row.day,
        show_name=row.show_name,
        updates=row.updates,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        kept_until=_kept_until(row),
        retention_months=petition.retention_months,
        event=_own_event(row),
        published_within=patience(is_sensitive=petition.is_sensitive),
    )


def _own_event(row: Signature) -> OwnEvent:
    reason = _removed_for(row)
    return OwnEvent(
        index=row.event.index if row.event else None,
        removed_for=reason,
        removed_text=reason_sentence(reason) if reason else "",
        was_restored=row.event is not None and row.event.type == "restore",
    )


def _kept_until(row: Signature) -> datetime | None:
    if row.confirmed_at is None and row.state not in STANDING:
        return row.created_at + CONFIRM_WITHIN
    petition = row.petition
    return kept_until(petition.closed_at, petition.retention_months) if petition.closed_at else None


def taken_out(email: str, signature_id: uuid.UUID) -> dict[str, Any] | None:
    """All that is kept of this signature of this address, as values for JSON; None where it is not theirs."""
    row = next((row for row in own_rows(email) if row.pk == signature_id), None)
    if row is None:
        return None
    contents = readable_contents(row)
    proofs = proofs_of(row.pk)
    until = _kept_until(row)
    return {
        "petition": row.petition.slug,
        "state": row.state,
        "name": contents.name if contents else None,
        "email": contents.email if contents else None,
        "place": contents.place if contents else None,
        "country": row.country or None,
        "signed_on": row.day.isoformat(),
        "last_signed_at": row.created_at.isoformat(),
        "confirmed_at": row.confirmed_at.isoformat() if row.confirmed_at else None,
        **_choices(row),
        **_logged(row),
        **_kept_beside(row),
        "kept_until": until.isoformat() if until else None,
        "months_kept_after_closing": row.petition.retention_months,
        "promise": proofs.promise if proofs else None,
        "receipt": (proofs.receipt or None) if proofs else None,
    }


def _logged(row: Signature) -> dict[str, Any]:
    """What the log says of it last."""
    return {
        "log_event": row.event.type if row.event else None,
        "log_index": row.event.index if row.event else None,
        "removed_for": _removed_for(row) or None,
    }


def _kept_beside(row: Signature) -> dict[str, Any]:
    """What is kept because of it: why screening held it, for 30 days marks of its origin, what higher rooms have."""
    kept = {"screening_reason": row.reason or None, "marks_of_origin": origin_words(bytes(row.origin))}
    for path in settings.TAKEN_OUT_TOO:
        kept |= import_string(path)(row.pk)
    return kept


def _removed_for(row: Signature) -> str:
    return row.event.fields if row.event and row.state == State.REMOVED else ""


def _choices(row: Signature) -> dict[str, Any]:
    """What was read and chosen when signing, with the sentences that stood beside the form."""
    return {
        "place_of_household": row.slot,
        "language": row.language,
        "text_version": row.version,
        "text_language": row.text_language,
        "shows_name": row.show_name,
        "shown_name": row.shown_name or None,
        "wants_updates": row.updates,
        "consent": consented_sentences(row.consent, row.language) if row.state != State.REFUSED else None,
        "letters_asked_for": row.letter_number,
        "last_letter_sent_at": row.letter_sent_at.isoformat() if row.letter_sent_at else None,
    }
