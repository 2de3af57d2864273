"""The letters that tell the staff of clusters, and of troubles of the public log."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils import translation

from undersigned.accounts.queries import account_by_id, email_of
from undersigned.integrity.models import AlertLetter, TroubleLetter
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES
from undersigned.integrity.rules.troubles import TROUBLE_ROLES
from undersigned.integrity.words import kind_words
from undersigned.mail.composing import composed, known_language
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter


class AlertLetters(Outboxed[AlertLetter]):
    """Which petitions, which kinds, how many; what exactly stands on the staff's page alone."""

    model: ClassVar[type[Outbox]] = AlertLetter

    def render(self, row: AlertLetter, now: datetime) -> Letter | None:  # noqa: ARG002 - a notice stays true
        """The letter in the account's language; None where the person has lost the role meanwhile."""
        account = account_by_id(row.account_id)
        if account is None or account.role not in CAMPAIGN_ROLES:
            return None
        if not row.notice.alerts.exists():
            # All of it is told by a later notice, or is long over.
            return None
        language = known_language(account.language)
        with translation.override(language):
            return _letter(row, email_of(account), language)


def _letter(row: AlertLetter, to: str, language: str) -> Letter:
    alerts = row.notice.alerts.select_related("petition").order_by("-number")
    words = {
        "alerts": [(one.petition.slug, kind_words(one.kind), one.number, one.whole) for one in alerts],
        "page": f"{settings.UNDERSIGNED.site_url}/staff/integrity/clusters/",
    }
    return composed("integrity/letters/clusters", words, to=to, language=language)


class TroubleLetters(Outboxed[TroubleLetter]):
    """What is wrong, in the words of the staff's page; or that it is well again."""

    model: ClassVar[type[Outbox]] = TroubleLetter

    def render(self, row: TroubleLetter, now: datetime) -> Letter | None:  # noqa: ARG002 - a notice stays true
        """The letter in the account's language; None where the person has lost the role meanwhile."""
        account = account_by_id(row.account_id)
        if account is None or account.role not in TROUBLE_ROLES:
            return None
        language, trouble = known_language(account.language), row.trouble
        words = {
            "kind": trouble.kind,
            "words": trouble.words,
            "begun_at": trouble.begun_at,
            "ended_at": trouble.ended_at,
            "page": f"{settings.UNDERSIGNED.site_url}/staff/house/",
        }
        name = "integrity/letters/well" if row.is_end else "integrity/letters/trouble"
        with translation.override(language):
            return composed(name, words, to=email_of(account), language=language)
