"""A petition stands before the public."""

import base64
import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction

from undersigned.keys.petition_keys import create_petition_keys
from undersigned.ledger.actions.append import append
from undersigned.petitions.actions.fix_text import fix_text
from undersigned.petitions.actions.name_petition import name_petition
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.states import PUBLIC, PetitionChanged, State, TextIncomplete, check_step
from undersigned.petitions.rules.texts import PetitionRules, hash_of, rules_document


def publish(*, petition_id: int, now: datetime, revision: int | None = None) -> Petition:
    """The petition is published: its text and rules are fixed and hashed, its keys exist, the log will say `open`.

    One transaction. With `revision`, PetitionChanged unless the petition is still the one that was read. Publishing
    again changes nothing. TextIncomplete without a title; StepRefused where the state does not allow it.
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
    petition.rules_text = rules_document(_rules(petition))
    text_hash = fix_text(petition=petition)
    petition.state, petition.published_at = State.PUBLISHED, now
    petition.submitted_at = petition.submitted_at or now
    petition.decision_text = ""
    petition.revision += 1
    petition.save()
    fields = f"{petition.version} {text_hash} {hash_of(petition.rules_text)}"
    append(pid=petition.pid, type="open", fields=fields, now=now)


def _rules(petition: Petition) -> PetitionRules:
    # Keys outlive a rolled back transaction; they are the same when it is tried again.
    keys = create_petition_keys(petition.pid)
    return PetitionRules(
        pid=petition.pid,
        publication=settings.UNDERSIGNED.publication,
        per_address=settings.UNDERSIGNED.per_address,
        retention_months=petition.retention_months,
        handover=petition.handover,
        fingerprint_key_hash=base64.b64encode(hashlib.sha256(keys.fingerprint).digest()).decode(),
        goal=petition.goal,
    )
