"""The letter to whoever asked for a file of signers: it is ready."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.utils import translation

from undersigned.accounts.queries import email_of, may_take_part
from undersigned.accounts.rules import TwoPersonAct
from undersigned.mail.composing import composed, known_language
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter
from undersigned.petitions.queries.desk import titles_of
from undersigned.signatures.export_models import Export, ExportLetter
from undersigned.signatures.rules.exporting import Stage


class ExportLetters(Outboxed[ExportLetter]):
    """It names nobody, and its link opens nothing without signing in and a second factor."""

    model: ClassVar[type[Outbox]] = ExportLetter

    def render(self, row: ExportLetter, now: datetime) -> Letter | None:
        """The letter in that person's language; None where the file is gone, or they may not take it any more."""
        export = row.export
        reader = export.asked_by
        if export.stage != Stage.READY or export.ends_at is None or now >= export.ends_at:
            return None
        if not may_take_part(reader.pk, TwoPersonAct.EXPORT):
            return None
        language = known_language(reader.language)
        with translation.override(language):
            return composed("signatures/letters/export", _words(export), to=email_of(reader), language=language)


def _words(export: Export) -> dict[str, object]:
    return {
        "title": titles_of([export.petition])[export.petition_id],
        "until": export.ends_at,
        "link": f"{settings.UNDERSIGNED.site_url}/staff/petitions/{export.petition.slug}/export/",
    }
