"""Letters to the staff about what takes two of them."""

from datetime import datetime
from typing import ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from undersigned.accounts.models import StaffNotice
from undersigned.accounts.queries import email_of, name_of
from undersigned.accounts.rules import Standing
from undersigned.accounts.words import act_words
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter


class StaffNotices(Outboxed[StaffNotice]):
    """Something waits for your approval; or: it will be done by itself, since nobody else could approve it."""

    model: ClassVar[type[Outbox]] = StaffNotice

    def render(self, row: StaffNotice, now: datetime) -> Letter | None:  # noqa: ARG002 - no such letter grows old
        """The letter in the person's language; None where it is decided already or the person has left."""
        reader = row.account
        if row.proposal.standing != Standing.WAITING or not reader.is_active or not reader.role:
            return None
        known = {code for code, _name in settings.LANGUAGES}
        language = reader.language if reader.language in known else settings.LANGUAGE_CODE
        with translation.override(language):
            return _letter(row, language)


def _letter(row: StaffNotice, language: str) -> Letter:
    site = settings.UNDERSIGNED
    words = {
        "act": act_words(row.proposal.act),
        "who": name_of(row.proposal.proposed_by),
        "link": f"{site.site_url}/staff/proposals/",
        "site_name": site.site_name,
        "host": urlsplit(site.site_url).netloc,
        "language": language,
    }
    subject, _blank, text = render_to_string(f"accounts/letters/{row.letter_kind}.txt", words).partition("\n\n")
    subject = " ".join(subject.split())
    html = render_to_string(f"accounts/letters/{row.letter_kind}.html", {**words, "subject": subject})
    return Letter(to=email_of(row.account), subject=subject, text=text.strip() + "\n", html=html, language=language)
