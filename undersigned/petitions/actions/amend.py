"""A published text is changed before anybody has signed it."""

from datetime import datetime

from django.db import transaction

from undersigned.ledger.actions.append import append
from undersigned.petitions.actions.fix_text import fix_text
from undersigned.petitions.actions.write_fields import write_fields
from undersigned.petitions.models import Petition, TextVersion, VersionText
from undersigned.petitions.queries.texts import original_text, texts_of
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.hiding import hides_text
from undersigned.petitions.rules.states import (
    AlreadySigned,
    PartsHidden,
    RulesFixed,
    State,
    StepRefused,
    TextIncomplete,
)


def amend(*, petition_id: int, change: DraftChange, has_signatures: bool, now: datetime) -> Petition:
    """The petition has a new version with these texts, and the log will say `amend`.

    The caller, who can see signatures (a higher room), says whether there are any: AlreadySigned then. Goal, handover,
    language and whether it is sensitive are fixed since it opened: RulesFixed. A change that leaves the text alone
    makes no version.
    """
    if has_signatures:
        raise AlreadySigned(str(petition_id))
    if (change.goal, change.handover, change.language, change.is_sensitive) != (None,) * 4:
        raise RulesFixed(str(petition_id))
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state != State.PUBLISHED:
            raise StepRefused(petition.state, "amended")
        if change.touches_text and hides_text(petition.hidden):
            raise PartsHidden(petition.slug)
        if change.touches_text:
            _new_version(petition, now)
        write_fields(petition=petition, change=change)
        petition.saved_at = now
        petition.revision += 1
        petition.save()
        if change.touches_text:
            _fix(petition, now)
    return petition


def _new_version(petition: Petition, now: datetime) -> None:
    before = texts_of(petition)
    petition.version += 1
    version = TextVersion.objects.create(petition=petition, v=petition.version, created_at=now)
    VersionText.objects.bulk_create(
        VersionText(version=version, language=text.language, title=text.title, story=text.story) for text in before
    )


def _fix(petition: Petition, now: datetime) -> None:
    if not original_text(petition).title:
        raise TextIncomplete(("title",))
    text_hash = fix_text(petition=petition)
    append(pid=petition.pid, type="amend", fields=f"{petition.version} {text_hash}", now=now)
