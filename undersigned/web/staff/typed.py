"""What was typed into the staff's forms."""

from typing import Final

from django.utils.translation import gettext as _

from undersigned.accounts.rules import REASON_AT_MOST

LONGEST_PAGE_NUMBER: Final = 6
"""Digits: no database skips more rows than it can number."""


def number_of(typed: str) -> int:
    """The number that was meant; 0, which is no row's, where that is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


def page_number(typed: str) -> int:
    """The page of a list that was asked for; the first where that is no number of a page."""
    return max(number_of(typed), 1) if len(typed) <= LONGEST_PAGE_NUMBER else 1


def reason_missing() -> str:
    """What stands beside a reason that is missing or too long."""
    return _("Please say why, in at most {count} characters: it is kept in the audit trail.").format(
        count=REASON_AT_MOST
    )
