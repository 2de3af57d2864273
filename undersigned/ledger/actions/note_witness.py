"""Note what a witness said of itself: how much of the log it knows, or why it did not cosign."""

from datetime import datetime

from undersigned.ledger.models import Witness


def note_witness(*, vkey: str, now: datetime, known_size: int | None = None, fault: str = "") -> None:
    """The witness's row says this afterwards. A size that is not given stays as it was. One statement."""
    new = Witness(vkey=vkey, known_size=known_size or 0, asked_at=now, fault=fault)
    changed = ["asked_at", "fault"]
    if known_size is not None:
        new.answered_at = now
        changed += ["known_size", "answered_at"]
    Witness.objects.bulk_create([new], update_conflicts=True, unique_fields=["vkey"], update_fields=changed)
