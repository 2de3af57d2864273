"""Have a link mailed that signs in."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.fields import LETTER_CONTEXT
from undersigned.accounts.models import SignInLetter
from undersigned.accounts.rules import LETTER_KEPT, Purpose
from undersigned.keys.site import address_fingerprint, seal_for_site
from undersigned.mail.addresses.rules import canonical


def send_sign_in(
    *,
    email: str,
    language: str,
    purpose: str = Purpose.SIGN_IN,
    next_path: str = "",
    petition_id: int | None = None,
    now: datetime,
) -> None:
    """A letter to this address waits to be sent; one transaction, joined if there is one.

    Never looks whether the address has an account: the worker does when it writes the letter, so that neither the
    answer nor its time tells anybody. A letter for the same errand that has not left yet is not doubled (it takes the
    new language and destination), so asking a hundred times queues one letter.
    """
    address = address_fingerprint(canonical(email))
    sealed = seal_for_site(email.encode(), context=LETTER_CONTEXT + address)
    errand = {"address": address, "purpose": Purpose(purpose).value, "petition_id": petition_id}
    waiting = {"letter_due__isnull": False, "letter_sent_at": None, "created_at__gt": now - LETTER_KEPT}
    with transaction.atomic():
        asked = {"language": language, "next_path": next_path, "email_sealed": sealed}
        if SignInLetter.objects.filter(**errand, **waiting).update(**asked) == 0:
            SignInLetter.objects.create(
                **errand, **asked, created_at=now, letter_due=now, letter_kind=Purpose(purpose).value, letter_number=1
            )
