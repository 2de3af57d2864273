"""Which sentences stood beside the form when somebody signed: a short code that words.py can say again."""

from typing import Final

EDITION: Final = 1
"""Raised whenever the meaning of the sentences in words.py changes; the old ones stay there under their number."""


def consent_code(handover: str, retention_months: int) -> str:
    """The code for sentences of today's edition about this handover and this time of keeping."""
    return f"{EDITION}-{handover}-{retention_months}"


def read_consent(code: str) -> tuple[int, str, int]:
    """Edition, handover and months."""
    edition, handover, months = code.split("-")
    return int(edition), handover, int(months)
