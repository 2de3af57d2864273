"""Decide about a reply: what the three decisions have in common."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_id
from undersigned.accounts.rules import NotAllowed, actor, may_decide
from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.reports.models import Reply
from undersigned.reports.rules.replying import ReplyMoved, ReplyStands, ReplyState
from undersigned.reports.rules.reporting import checked_statement


def decide_reply(
    *, reply_id: UUID, known: ReplyState, wanted: ReplyState, words: str, by: Account, now: datetime, **columns: Any
) -> None:
    """The reply is `wanted`, if it was `known`; whoever asked is told, the page shows it, the audit trail holds it.

    Never touches the petition's text: only its revision rises, so that kept pages are made anew. One transaction.
    Raises NotAllowed, StatementMissing, StatementTooLong, ReplyMoved, ReplyStands.
    """
    words = checked_statement(words)
    try:
        with transaction.atomic():
            person = account_by_id(by.pk)
            if person is None or not may_decide(person.role):
                raise NotAllowed
            reply = Reply.objects.select_for_update().get(pk=reply_id)
            if reply.state != known:
                raise ReplyMoved(reply.state)
            decided = {"state": wanted.value, "words": words, "decided_at": now, "decided_by": person}
            Reply.objects.filter(pk=reply_id).update(**decided, **_letter(wanted, now), **columns)
            raise_revision(petition_id=reply.petition_id)
            verb = f"reply_{wanted.value}"
            record_audit(actor=actor(by.pk), verb=verb, object=f"reply {reply_id}", reason=words, now=now)
    except IntegrityError:
        # one_reply_per_body
        raise ReplyStands from None


def _letter(wanted: ReplyState, now: datetime) -> dict[str, Any]:
    return {
        "letter_kind": wanted.value,
        "letter_due": now,
        "letter_number": F("letter_number") + 1,
        "letter_tries": 0,
        "letter_unsettled": 0,
    }
