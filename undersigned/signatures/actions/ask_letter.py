"""A row asks for a letter about what was done to its signature."""

from datetime import datetime

from undersigned.signatures.models import Signature
from undersigned.signatures.rules.states import Kind


def ask_letter(row: Signature, kind: Kind, due: datetime | None) -> None:
    """The row asks for this letter in place of any that waited; None: for none any more. The caller saves it."""
    row.letter_kind, row.letter_due = kind.value, due
    row.letter_number += 1
    row.letter_tries = row.letter_unsettled = 0
