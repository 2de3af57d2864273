"""Questions about files of those who agreed to be handed on. The lines themselves are opened by actions alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db.models import Q, QuerySet

from undersigned.keys.petition_keys import petition_keys
from undersigned.keys.sealing import unseal
from undersigned.petitions.rules.states import Handover
from undersigned.signatures.export_models import Export, ExportPart
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.exporting import ExportGone, Purpose
from undersigned.signatures.rules.states import State

ExportRow: TypeAlias = Export
"""A file as the shells know it."""
LISTED = 50


@dataclass(frozen=True, slots=True)
class File:
    """What somebody downloads: a name for it, and its parts, opened one after the other."""

    name: str
    parts: Iterator[bytes]


def covered(petition_id: int, purpose: Purpose) -> QuerySet[Signature]:
    """Counted signatures whose signer agreed to this: by the sentences beside the form, or by asking for news."""
    agreed = Q(updates=True) if purpose is Purpose.NEWS else Q(consent__contains=f"-{Handover.NAMES.value}-")
    return Signature.objects.filter(agreed, petition=petition_id, state=State.COUNTED)


def covered_numbers(petition_id: int) -> dict[Purpose, int]:
    """How many agreed, by purpose."""
    return {purpose: covered(petition_id, purpose).count() for purpose in Purpose}


def next_covered(export: Export, limit: int) -> list[Signature]:
    """The next signers of the file, in the order of their fingerprints: it tells nothing, and has an index."""
    rows = covered(export.petition_id, Purpose(export.purpose)).order_by("fingerprint", "slot")
    last = bytes(export.cursor)
    if last:
        mark, slot = last[:-1], last[-1]
        rows = rows.filter(Q(fingerprint__gt=mark) | Q(fingerprint=mark, slot__gt=slot))
    return list(rows[:limit])


def exports_of(petition_id: int) -> list[Export]:
    """Files of the petition, the newest first."""
    rows = Export.objects.filter(petition=petition_id).select_related("asked_by")
    return list(rows.order_by("-begun_at")[:LISTED])


def export_in(petition_id: int, typed: str) -> UUID | None:
    """The file with this id, if it is one of this petition."""
    try:
        wanted = UUID(typed)
    except ValueError:
        return None
    return Export.objects.filter(petition=petition_id, pk=wanted).values_list("pk", flat=True).first()


def opened_parts(export: Export) -> Iterator[bytes]:
    """The file, a part at a time; only take_export calls it. ExportGone where a part goes meanwhile: a file that breaks
    off is not taken for a whole one.
    """
    key = petition_keys(export.petition.pid).seal
    for number in range(ExportPart.objects.filter(export=export.pk).count()):
        part = ExportPart.objects.filter(export=export.pk, number=number).first()
        if part is None:
            raise ExportGone
        yield unseal(bytes(part.sealed), key=key, context=part_context(export.pk, number))


def part_context(export_id: UUID, number: int) -> bytes:
    """Where a part belongs: in another file, or at another place in this one, it does not open."""
    return b"undersigned/1 export " + export_id.bytes + number.to_bytes(4, "big")


def file_name(export: Export, at: datetime) -> str:
    """A name that says of which petition, for what and when."""
    return f"{export.petition.slug}-{export.purpose}-{at:%Y-%m-%d}.csv"


def about(export: Export) -> dict[str, Any]:
    """How the audit trail names it."""
    return {"object": f"petition {export.petition.pid}", "reason": f"{export.purpose}: {export.reason}"}
