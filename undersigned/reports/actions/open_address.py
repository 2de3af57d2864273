"""Read from which address a reply came."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_id
from undersigned.accounts.rules import NotAllowed, actor, may_decide
from undersigned.reports.fields import opened_email
from undersigned.reports.models import Reply


def open_address(*, reply_id: UUID, by: Account, now: datetime) -> str:
    """The address, to check who it is; the reading is written down. Raises NotAllowed."""
    with transaction.atomic():
        person = account_by_id(by.pk)
        if person is None or not may_decide(person.role):
            raise NotAllowed
        reply = Reply.objects.get(pk=reply_id)
        record_audit(
            actor=actor(by.pk),
            verb="read_reply_address",
            object=f"reply {reply_id}",
            reason="to check who it is",
            now=now,
        )
        return opened_email(bytes(reply.email_sealed), bytes(reply.mailbox))
