"""Ask for a reply beside a petition."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.queries.door import public_petition
from undersigned.reports.actions.count_form import count_form
from undersigned.reports.fields import mailbox_of, sealed_email
from undersigned.reports.models import Reply
from undersigned.reports.rules.forms import ReplyWish
from undersigned.reports.rules.limits import Use
from undersigned.reports.rules.replying import CONFIRM_WITHIN, UNCONFIRMED_AT_MOST, ReplyState, body_key


def ask_reply(*, slug: str, wish: ReplyWish, network: str, language: str, now: datetime) -> None:
    """A letter with the link that confirms the address waits to be sent; one transaction.

    Says nothing of what became of it: a form beyond the limits, with the trap filled, or of an address that has enough
    unconfirmed ones on this petition, is dropped. Each form is a row of its own, so that a link confirms what was
    written with it and nothing that came after. Raises PetitionNotFound.
    """
    petition = public_petition(slug)
    mailbox = mailbox_of(wish.email)
    with transaction.atomic():
        if not count_form(use=Use.REPLY, network=network, pid=petition.pid, now=now) or wish.is_trapped:
            return
        open_ones = Reply.objects.filter(
            petition=petition, mailbox=mailbox, state=ReplyState.UNCONFIRMED, created_at__gt=now - CONFIRM_WITHIN
        )
        if open_ones.count() >= UNCONFIRMED_AT_MOST:
            return
        Reply.objects.create(
            petition=petition,
            name=wish.name,
            name_key=body_key(wish.name),
            office=wish.office,
            text=wish.text,
            mailbox=mailbox,
            email_sealed=sealed_email(wish.email, mailbox),
            language=language,
            created_at=now,
            letter_kind="confirm",
            letter_due=now,
            letter_number=1,
        )
