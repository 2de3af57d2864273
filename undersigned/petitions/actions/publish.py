"""A petition stands before the public."""

from datetime import datetime

from django.db import transaction

from undersigned.jobs.actions.later import later
from undersigned.ledger.actions.append import append
from undersigned.petitions.actions.fix_rules import fix_rules
from undersigned.petitions.actions.fix_text import fix_text
from undersigned.petitions.actions.name_petition import name_petition
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.states import PUBLIC, PetitionChanged, State, TextIncomplete, check_step
from undersigned.petitions.rules.texts import hash_of

# A higher room's: named here and not imported.
COUNT_SUPPORTERS = "undersigned.signatures.actions.count_supporters.count_supporters"


def publish(*, petition_id: int, now: datetime, revision: int | None = None) -> Petition:
    """The petition is published: its text and rules are fixed and hashed, its keys exist, the log will say `open`.

    One transaction. Those who supported it before are counted by a job, behind `open`. With `revision`, PetitionChanged
    unless the petition is still the one that was read. Publishing again changes nothing. TextIncomplete without a
    title; StepRefused where the state does not allow it.
    """
    with transaction.atomic():
        petition = Petition.objects.select_for_update().get(pk=petition_id)
        if petition.state in PUBLIC:
            return petition
        check_step(petition.state, State.PUBLISHED)
        if revision is not None and petition.revision != revision:
            raise PetitionChanged(petition.slug)
        title = original_text(petition).title
        if not title:
            raise TextIncomplete(("title",))
        if petition.slug == petition.pid:
            name_petition(petition=petition, title=title)
        _open(petition, now)
    return petition


def _open(petition: Petition, now: datetime) -> None:
    if not petition.rules_text:
        # Supporters were shown them before: then they stay.
        fix_rules(petition=petition)
    text_hash = fix_text(petition=petition)
    petition.state, petition.published_at = State.PUBLISHED, now
    petition.submitted_at = petition.submitted_at or now
    petition.decision_text = ""
    petition.revision += 1
    petition.save()
    fields = f"{petition.version} {text_hash} {hash_of(petition.rules_text)}"
    append(pid=petition.pid, type="open", fields=fields, now=now)
    if Gathering.objects.filter(petition=petition).exists():
        Gathering.objects.filter(petition=petition, ended_at=None).update(ended_at=now)
        later(COUNT_SUPPORTERS, now=now, petition_id=petition.pk)
