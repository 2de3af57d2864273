"""The letters that tell starters what was decided."""

from datetime import datetime, timedelta
from typing import ClassVar, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from undersigned.accounts.queries import account_by_id, email_of
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter
from undersigned.moderation.models import Decision
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.desk import petition_by_id, titles_of
from undersigned.switches.queries import why_off
from undersigned.switches.rules import Switch

LOOKS_AGAIN: Final = timedelta(minutes=10)


class DecisionLetters(Outboxed[Decision]):
    """Published: here is your page. Refused and taken down: the words, and what one can do."""

    model: ClassVar[type[Outbox]] = Decision

    def window(self, row: Decision, now: datetime) -> datetime | None:  # noqa: ARG002 - the same for all of them
        """They wait while the staff keep the mail free for signers."""
        return now + LOOKS_AGAIN if why_off(Switch.STARTER_MAIL) is not None else None

    def render(self, row: Decision, now: datetime) -> Letter | None:  # noqa: ARG002 - a decision stays true for ever
        """The letter in the starter's language; None where the petition has lost its starter."""
        petition = petition_by_id(row.petition_id)
        starter = account_by_id(petition.starter_id) if petition and petition.starter_id else None
        if petition is None or starter is None:
            return None
        language = _language(starter.language, petition.language)
        with translation.override(language):
            return _letter(row, petition, email_of(starter), language)


def _language(*wished: str) -> str:
    known = [code for code, _name in settings.LANGUAGES]
    return next((code for code in wished if code in known), settings.LANGUAGE_CODE)


def _letter(row: Decision, petition: Petition, to: str, language: str) -> Letter:
    site = settings.UNDERSIGNED
    words = {
        "title": titles_of([petition])[petition.pk],
        "words": row.words,
        "page": f"{site.site_url}/{language}/petitions/{petition.slug}/",
        "desk": f"{site.site_url}/{language}/desk/petitions/{petition.slug}/",
        "site_name": site.site_name,
        "host": urlsplit(site.site_url).netloc,
        "language": language,
    }
    subject, _blank, text = render_to_string(f"moderation/letters/{row.kind}.txt", words).partition("\n\n")
    subject = " ".join(subject.split())
    html = render_to_string(f"moderation/letters/{row.kind}.html", {**words, "subject": subject})
    return Letter(to=to, subject=subject, text=text.strip() + "\n", html=html, language=language)
