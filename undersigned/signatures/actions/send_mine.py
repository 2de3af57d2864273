"""A link to my signatures is asked for."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.rules import LETTER_KEPT
from undersigned.keys.site import address_fingerprint, seal_for_site
from undersigned.mail.addresses.rules import canonical
from undersigned.signatures.fields import MINE_CONTEXT
from undersigned.signatures.models import MineLetter


def send_mine(*, email: str, language: str, now: datetime) -> None:
    """A letter to this address (from parse_address) waits to be sent; one transaction.

    Never looks whether anything was signed with the address: the worker does when it writes the letter, so that neither
    the answer nor its time tells anybody. One that has not left yet is not doubled, so asking a hundred times queues
    one letter.
    """
    address = address_fingerprint(canonical(email))
    sealed = seal_for_site(email.encode(), context=MINE_CONTEXT + address)
    asked = {"language": language, "email_sealed": sealed}
    with transaction.atomic():
        waiting = MineLetter.objects.filter(
            address=address, letter_due__isnull=False, letter_sent_at=None, created_at__gt=now - LETTER_KEPT
        )
        if waiting.update(**asked) == 0:
            MineLetter.objects.create(
                address=address, **asked, created_at=now, letter_due=now, letter_kind="mine", letter_number=1
            )
