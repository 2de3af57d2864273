"""Report something that stands in public."""

from datetime import datetime

from django.db import transaction

from undersigned.petitions.queries.door import public_petition
from undersigned.reports.actions.count_form import count_form
from undersigned.reports.fields import mailbox_of, origin_of, sealed_email, sealed_words
from undersigned.reports.models import Report
from undersigned.reports.rules.forms import ReportWish
from undersigned.reports.rules.limits import Use
from undersigned.reports.rules.reporting import About


def report(*, slug: str, wish: ReportWish, network: str, language: str, now: datetime) -> None:
    """The report waits for staff, and a receipt for its reporter where an address was left; one transaction.

    Says nothing of what became of it: one beyond the limits of its network or petition, or with the trap filled, is
    dropped. One of an address whose report is still open stands beside that one, since nobody has shown whose address
    it is: what came before keeps its words. It has no receipt of its own. Nothing on the page changes. Raises
    PetitionNotFound.
    """
    petition = public_petition(slug)
    mailbox = mailbox_of(wish.email) if wish.email else None
    told = {
        "reason": wish.reason.value,
        "words_sealed": sealed_words(wish.words, petition.pid) if wish.words else None,
        "email_sealed": sealed_email(wish.email, mailbox) if mailbox else None,
        "origin": origin_of(petition.pid, network),
        "language": language,
    }
    with transaction.atomic():
        if not count_form(use=Use.REPORT, network=network, pid=petition.pid, now=now) or wish.is_trapped:
            return
        about = {"petition_id": petition.pk, "about": About.PETITION.value, "about_id": petition.pk, "mailbox": mailbox}
        is_first = mailbox and not Report.objects.filter(**about, settlement=None).exists()
        Report.objects.create(**about, **told, created_at=now, **(_receipt(now) if is_first else {}))


def _receipt(now: datetime) -> dict[str, object]:
    return {"letter_kind": "receipt", "letter_due": now, "letter_number": 1}
