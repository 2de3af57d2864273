"""The letters that tell starters what was decided."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.utils import translation

from undersigned.accounts.queries import account_by_id, email_of
from undersigned.mail.composing import composed, known_language
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import GRANTED_BY, Kind, appeal_ends
from undersigned.moderation.undoing import is_undone
from undersigned.moderation.words import part_words, rule_of
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.desk import petition_by_id, titles_of
from undersigned.petitions.rules.states import State
from undersigned.signatures.queries import has_signatures
from undersigned.switches.queries import why_off
from undersigned.switches.rules import Switch

LOOKS_AGAIN: Final = timedelta(minutes=10)


class DecisionLetters(Outboxed[Decision]):
    """Published: here is your page. Refused and taken down: the words, and what one can do."""

    model: ClassVar[type[Outbox]] = Decision

    def window(self, row: Decision, now: datetime) -> datetime | None:  # noqa: ARG002 - the same for all of them
        """They wait while the staff keep the mail free for signers."""
        return now + LOOKS_AGAIN if why_off(Switch.STARTER_MAIL) is not None else None

    def render(self, row: Decision, now: datetime) -> Letter | None:  # noqa: ARG002 - no decision has an end by itself
        """The letter in the starter's language; None where it is undone, or the petition has lost its starter."""
        petition = petition_by_id(row.petition_id)
        starter = account_by_id(petition.starter_id) if petition and petition.starter_id else None
        if petition is None or starter is None or is_undone(row):
            return None
        language = known_language(starter.language, petition.language)
        with translation.override(language):
            return _letter(row, petition, email_of(starter), language)


def _letter(row: Decision, petition: Petition, to: str, language: str) -> Letter:
    words = _reason_words(row, language) | _page_words(petition, language) | {"words": row.words}
    return composed(f"moderation/letters/{row.kind}", words, to=to, language=language)


def _page_words(petition: Petition, language: str) -> dict[str, Any]:
    site_url = settings.UNDERSIGNED.site_url
    return {
        "title": titles_of([petition])[petition.pk],
        "page": f"{site_url}/{language}/petitions/{petition.slug}/",
        "desk": f"{site_url}/{language}/desk/petitions/{petition.slug}/",
        "is_down": petition.state == State.TAKEN_DOWN,
        "has_signatures": has_signatures(petition.pk),
    }


def _reason_words(row: Decision, language: str) -> dict[str, Any]:
    """What, why, which rule, and until when one can appeal."""
    prefix = f"{settings.UNDERSIGNED.site_url}/{language}"
    original = row.duplicate_of
    return {
        "rule": rule_of(row.code),
        "rule_page": f"{prefix}/decisions/#rule-{row.code}" if row.code else "",
        "original": f"{prefix}/petitions/{original.slug}/" if original else "",
        "appeal_until": appeal_ends(row.kind, row.at) if Kind(row.kind) in GRANTED_BY else None,
        "is_appeal": row.answers_id is not None,
        "is_same_person": row.is_same_person,
        "part": part_words(row.part),
    }
