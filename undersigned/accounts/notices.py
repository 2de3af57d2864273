"""Letters to the staff about what takes two of them, and about a role that was taken away."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils import translation

from undersigned.accounts.models import Account, AuditEntry, Proposal, StaffNotice
from undersigned.accounts.queries import account_by_id, email_of, name_of
from undersigned.accounts.rules import Standing, account_of
from undersigned.accounts.words import act_words, role_words
from undersigned.mail.composing import composed, known_language
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter

TO_THOSE_WHO_LOST_THEIRS = frozenset({"role_gone", "alone_week"})
"""Letters that also reach whose role is gone: they are the ones who would have said no."""


class StaffNotices(Outboxed[StaffNotice]):
    """Something waits for your approval; it will be done by itself, nobody else could; somebody's role is gone."""

    model: ClassVar[type[Outbox]] = StaffNotice

    def render(self, row: StaffNotice, now: datetime) -> Letter | None:  # noqa: ARG002 - no such letter grows old
        """The letter in the person's language; None where it is decided already or the person has left."""
        reader = row.account
        if not reader.is_active or not (reader.role or row.letter_kind in TO_THOSE_WHO_LOST_THEIRS):
            return None
        if row.proposal is not None and row.proposal.standing != Standing.WAITING:
            return None
        language = known_language(reader.language)
        with translation.override(language):
            words = _of_proposal(row.proposal, reader) if row.proposal is not None else _of_entry(row.entry)
            return composed(f"accounts/letters/{row.letter_kind}", words, to=email_of(reader), language=language)


def _of_proposal(proposal: Proposal, reader: Account) -> dict[str, str]:
    return {
        "act": act_words(proposal.act),
        "who": name_of(proposal.proposed_by),
        "link": f"{settings.UNDERSIGNED.site_url}/staff/proposals/" if reader.role else "",
    }


def _of_entry(entry: AuditEntry | None) -> dict[str, str]:
    """Of a role that was taken away, as the audit trail tells it."""
    assert entry is not None
    role, _colon, reason = entry.reason.partition(": ")
    return {
        "who": _name(entry.actor),
        "whose": _name(entry.object),
        "role": role_words(role),
        "reason": reason,
    }


def _name(told: str) -> str:
    person = account_by_id(account_of(told) or 0)
    return told if person is None else name_of(person)
