"""A signer objects to the removal of their signature."""

from datetime import datetime

from django.db import transaction

from undersigned.integrity.fields import seal_words
from undersigned.integrity.models import Objection
from undersigned.integrity.queries import is_about_earlier, objecting_row
from undersigned.integrity.rules.campaigns import Outcome, checked_words
from undersigned.signatures.rules.states import State


def object_to_removal(*, token: str, words: str, now: datetime) -> bool:
    """True where the staff will read these words; False where the link leads to no removed signature.

    Sent again the newest words stand, until somebody has decided: then they stay as they were. Of a signature that was
    taken out again since, for whatever reason, they are a new objection in the place of the old one. Raises
    WordsRefused.
    """
    words = checked_words(words)
    with transaction.atomic():
        row = objecting_row(token)
        if row is None or row.state != State.REMOVED:
            return False
        said, is_new = Objection.objects.select_for_update().get_or_create(
            signature=row.pk, defaults={"petition": row.petition, "words": seal_words(words), "created_at": now}
        )
        if is_new:
            return True
        if is_about_earlier(said, row):
            said.outcome, said.answer, said.decided_by, said.decided_at = Outcome.WAITING.value, b"", "", None
            said.created_at = now
        if said.outcome == Outcome.WAITING:
            said.words = seal_words(words)
            said.save(update_fields=["words", "outcome", "answer", "decided_by", "decided_at", "created_at"])
    return True
