"""Confirm the address of a reply."""

from datetime import datetime

from django.db import IntegrityError, transaction

from undersigned.accounts.rules import letter_of
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import PUBLIC
from undersigned.reports.fields import reply_key
from undersigned.reports.models import Reply
from undersigned.reports.rules.replying import CONFIRM_WITHIN, OPEN, ReplyStands, ReplyState


def confirm_reply(*, token: str, now: datetime) -> bool:
    """The reply waits for staff; True also where it did already. False: the link leads nowhere, or is too old.

    Raises ReplyStands where another reply of this address waits or stands on this petition. One transaction.
    """
    reply_id = letter_of(token, key=reply_key())
    try:
        with transaction.atomic():
            reply = Reply.objects.select_for_update().filter(pk=reply_id).first() if reply_id else None
            if reply is None or not Petition.objects.filter(pk=reply.petition_id, state__in=PUBLIC).exists():
                return False
            if reply.state in OPEN:
                return True
            if reply.state != ReplyState.UNCONFIRMED or now >= reply.created_at + CONFIRM_WITHIN:
                return False
            Reply.objects.filter(pk=reply.pk).update(state=ReplyState.WAITING.value, confirmed_at=now)
    except IntegrityError:
        # one_reply_per_mailbox
        raise ReplyStands from None
    return True
