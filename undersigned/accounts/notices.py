"""Letters to the staff about what takes two of them."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils import translation

from undersigned.accounts.models import StaffNotice
from undersigned.accounts.queries import email_of, name_of
from undersigned.accounts.rules import Standing
from undersigned.accounts.words import act_words
from undersigned.mail.composing import composed, known_language
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter


class StaffNotices(Outboxed[StaffNotice]):
    """Something waits for your approval; or: it will be done by itself, since nobody else could approve it."""

    model: ClassVar[type[Outbox]] = StaffNotice

    def render(self, row: StaffNotice, now: datetime) -> Letter | None:  # noqa: ARG002 - no such letter grows old
        """The letter in the person's language; None where it is decided already or the person has left."""
        reader = row.account
        if row.proposal.standing != Standing.WAITING or not reader.is_active or not reader.role:
            return None
        language = known_language(reader.language)
        with translation.override(language):
            return _letter(row, language)


def _letter(row: StaffNotice, language: str) -> Letter:
    words = {
        "act": act_words(row.proposal.act),
        "who": name_of(row.proposal.proposed_by),
        "link": f"{settings.UNDERSIGNED.site_url}/staff/proposals/",
    }
    return composed(f"accounts/letters/{row.letter_kind}", words, to=email_of(row.account), language=language)
