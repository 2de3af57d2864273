"""The letters with a link to my signatures; the worker asks here what to send."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils import translation

from undersigned.accounts.rules import LETTER_KEPT, next_letter_at, next_stranger_letter_at, token_of
from undersigned.mail.composing import composed
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter
from undersigned.signatures.fields import mine_key
from undersigned.signatures.mine import mine_address, own_rows
from undersigned.signatures.models import MineLetter


class MineLetters(Outboxed[MineLetter]):
    """An address that has signed something gets its link; one that has not gets a letter that says so."""

    model: ClassVar[type[Outbox]] = MineLetter

    def render(self, row: MineLetter, now: datetime) -> Letter | None:
        """The letter in the language of the page that asked for it; None once used or too old."""
        if row.opened_until is not None or now >= row.created_at + LETTER_KEPT:
            return None
        email = mine_address(row)
        with translation.override(row.language):
            return _letter(row, email, "mine" if own_rows(email) else "nothing")

    def window(self, row: MineLetter, now: datetime) -> datetime | None:
        """When the caps let it go, which are those of sign-in letters; counted over letters to this address that left.

        An address that has signed nothing has nothing to be locked out of: two letters a day.
        """
        sent = MineLetter.objects.filter(address=bytes(row.address), letter_sent_at__gt=now - LETTER_KEPT)
        moments = [at for at in sent.values_list("letter_sent_at", flat=True) if at is not None]
        # Only where two have left is there anything to look up.
        opens = next_stranger_letter_at(moments, now)
        return next_letter_at(moments, now) if opens is not None and own_rows(mine_address(row)) else opens


def _letter(row: MineLetter, email: str, kind: str) -> Letter:
    prefix = f"{settings.UNDERSIGNED.site_url}/{row.language}"
    words = {
        "link": f"{prefix}/mine/{token_of(row.pk, key=mine_key())}",
    }
    return composed(f"signatures/letters/{kind}", words, to=email, language=row.language)
