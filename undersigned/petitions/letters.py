"""The letters that tell starters how the search for supporters ended, or that it will soon."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.conf import settings
from django.utils import translation

from undersigned.accounts.queries import account_by_id, email_of
from undersigned.mail.composing import composed, known_language
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.queries.desk import petition_by_id, titles_of
from undersigned.petitions.rules.states import State
from undersigned.petitions.rules.supporters import GATHERS_FOR
from undersigned.switches.queries import why_off
from undersigned.switches.rules import Switch

LOOKS_AGAIN: Final = timedelta(minutes=10)


class GatheringLetters(Outboxed[Gathering]):
    """There are enough supporters, and what happens next; or there were not, and what is kept."""

    model: ClassVar[type[Outbox]] = Gathering

    def window(self, row: Gathering, now: datetime) -> datetime | None:  # noqa: ARG002 - the same for all of them
        """They wait while the staff keep the mail free for signers."""
        return now + LOOKS_AGAIN if why_off(Switch.STARTER_MAIL) is not None else None

    def render(self, row: Gathering, now: datetime) -> Letter | None:
        """The letter in the starter's language; None where it is no longer how the petition stands."""
        petition = petition_by_id(row.petition_id)
        starter = account_by_id(petition.starter_id) if petition and petition.starter_id else None
        kind = _kind(row, petition, now) if petition else None
        if petition is None or starter is None or kind is None:
            return None
        language = known_language(starter.language, petition.language)
        prefix = f"{settings.UNDERSIGNED.site_url}/{language}"
        words = {
            "title": titles_of([petition])[petition.pk],
            "needed": row.needed,
            "confirmed": row.confirmed,
            "ends_at": row.began_at + GATHERS_FOR,
            "page": f"{prefix}/petitions/{petition.slug}/",
            "desk": f"{prefix}/desk/petitions/{petition.slug}/",
        }
        with translation.override(language):
            return composed(f"petitions/letters/{kind}", words, to=email_of(starter), language=language)


def _kind(row: Gathering, petition: Petition, now: datetime) -> str | None:
    """Which letter: what was decided meanwhile has a letter of its own."""
    if row.letter_kind == "soon":
        # It may have waited for days while outgoing mail was paused, or have its supporters since a second ago.
        is_true = petition.state == State.GATHERING and row.confirmed < row.needed and now < row.began_at + GATHERS_FOR
        return "soon" if is_true else None
    if row.letter_kind == "lapsed":
        return "lapsed" if petition.state == State.LAPSED and petition.deleted_at is None else None
    return {State.HELD: "enough", State.PUBLISHED: "enough_published"}.get(State(petition.state))
