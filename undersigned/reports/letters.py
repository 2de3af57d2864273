"""What this room mails: receipts and statements of reasons to reporters, a word to starters, the steps of a reply."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.utils import translation

from undersigned.accounts.queries import account_by_id, email_of
from undersigned.accounts.rules import token_of
from undersigned.mail.composing import composed, known_language
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.desk import petition_by_id, titles_of
from undersigned.petitions.queries.texts import read_texts
from undersigned.petitions.rules.states import PUBLIC
from undersigned.reports.fields import opened_email, reply_key
from undersigned.reports.models import Reply, Report, Settlement
from undersigned.reports.rules.limits import DAY
from undersigned.reports.rules.replying import CONFIRM_WITHIN, ReplyState
from undersigned.reports.rules.reporting import RECEIPTS_A_DAY, Outcome
from undersigned.reports.words import reason_words
from undersigned.switches.queries import why_off
from undersigned.switches.rules import Switch

LOOKS_AGAIN: Final = timedelta(minutes=10)
RECEIPT, SETTLED, LEFT = "receipt", "settled", "left"
CONFIRM, ACCEPTED, REFUSED, TAKEN_BACK = "confirm", "accepted", "refused", "taken_back"


class ReportLetters(Outboxed[Report]):
    """To a reporter who left an address: it has come; and what a person decided, why, and how to object."""

    model: ClassVar[type[Outbox]] = Report

    def window(self, row: Report, now: datetime) -> datetime | None:
        """Receipts are capped, since anybody may have typed the address; what was decided is always told."""
        if row.letter_kind != RECEIPT or row.mailbox is None:
            return None
        sent = Report.objects.filter(mailbox=bytes(row.mailbox), letter_sent_at__gt=now - DAY)
        return _opens([at for at in sent.values_list("letter_sent_at", flat=True) if at is not None])

    def render(self, row: Report, now: datetime) -> Letter | None:  # noqa: ARG002 - what was decided stays true
        """The letter in the language in which it was reported; None once the address has gone."""
        petition = petition_by_id(row.petition_id)
        if petition is None or row.email_sealed is None or row.mailbox is None:
            return None
        settlement = row.settlement if row.letter_kind == SETTLED else None
        email = opened_email(bytes(row.email_sealed), bytes(row.mailbox))
        with translation.override(row.language):
            more = {
                "reason": reason_words(row.reason),
                "at": row.created_at,
                "words": settlement.words if settlement else "",
                "is_deleted": petition.deleted_at is not None,
                "has_acted": settlement is not None and settlement.outcome == Outcome.ACTED,
            }
            return _letter(f"report_{row.letter_kind}", petition, email, row.language, more)


class SettlementLetters(Outboxed[Settlement]):
    """To the starter, where reports were looked at and the petition stays; what goes against it has its own letter."""

    model: ClassVar[type[Outbox]] = Settlement

    def window(self, row: Settlement, now: datetime) -> datetime | None:  # noqa: ARG002 - the same for all of them
        """They wait while the staff keep the mail free for signers."""
        return now + LOOKS_AGAIN if why_off(Switch.STARTER_MAIL) is not None else None

    def render(self, row: Settlement, now: datetime) -> Letter | None:  # noqa: ARG002 - what was decided stays true
        """The letter in the starter's language; None where the petition has lost its starter."""
        petition = petition_by_id(row.petition_id)
        starter = account_by_id(petition.starter_id) if petition and petition.starter_id else None
        if petition is None or starter is None:
            return None
        language = known_language(starter.language, petition.language)
        with translation.override(language):
            title = titles_of([petition])[petition.pk]
            more = {"title": title, "words": row.words, "number": sum(row.numbers.values())}
            return _letter("report_left", petition, email_of(starter), language, more)


class ReplyLetters(Outboxed[Reply]):
    """To whoever asked for a reply: the link that confirms the address, and what was decided."""

    model: ClassVar[type[Outbox]] = Reply

    def window(self, row: Reply, now: datetime) -> datetime | None:
        """Links are capped, since anybody may have typed the address."""
        if row.letter_kind != CONFIRM:
            return None
        sent = Reply.objects.filter(mailbox=bytes(row.mailbox), letter_sent_at__gt=now - DAY)
        return _opens([at for at in sent.values_list("letter_sent_at", flat=True) if at is not None])

    def render(self, row: Reply, now: datetime) -> Letter | None:
        """The letter in the language in which it was asked for; None where the link would lead nowhere any more."""
        petition = petition_by_id(row.petition_id)
        is_over = row.state != ReplyState.UNCONFIRMED or now >= row.created_at + CONFIRM_WITHIN
        if petition is None or (row.letter_kind == CONFIRM and (is_over or petition.state not in PUBLIC)):
            return None
        email = opened_email(bytes(row.email_sealed), bytes(row.mailbox))
        path = f"{settings.UNDERSIGNED.site_url}/{row.language}/replies"
        more = {"link": f"{path}/{token_of(row.pk, key=reply_key())}", "words": row.words, "name": row.name}
        with translation.override(row.language):
            return _letter(f"reply_{row.letter_kind}", petition, email, row.language, more)


def _opens(sent: list[datetime]) -> datetime | None:
    """When the next letter to an address may go that got letters at these moments of the last day."""
    return None if len(sent) < RECEIPTS_A_DAY else sorted(sent, reverse=True)[RECEIPTS_A_DAY - 1] + DAY


def _letter(kind: str, petition: Petition, to: str, language: str, more: dict[str, Any]) -> Letter:
    site_url = settings.UNDERSIGNED.site_url
    words = {
        "title": read_texts([petition.pk], language)[petition.pk].title,
        "page": f"{site_url}/{language}/petitions/{petition.slug}/",
        "contact": f"{site_url}/{language}/contact/",
        **more,
    }
    return composed(f"reports/letters/{kind}", words, to=to, language=language)
