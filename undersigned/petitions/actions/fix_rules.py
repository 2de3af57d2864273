"""What all who sign are promised becomes unchangeable."""

import base64
import hashlib

from django.conf import settings
from django.db import transaction

from undersigned.keys.petition_keys import create_petition_keys
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.texts import PetitionRules, rules_document


def fix_rules(*, petition: Petition) -> None:
    """The petition's keys exist and its rules stand in the row that the caller holds and saves."""
    with transaction.atomic():
        # Keys outlive a rolled back transaction; they are the same when it is tried again.
        keys = create_petition_keys(petition.pid)
        rules = PetitionRules(
            pid=petition.pid,
            publication=settings.UNDERSIGNED.publication,
            per_address=settings.UNDERSIGNED.per_address,
            retention_months=petition.retention_months,
            handover=petition.handover,
            fingerprint_key_hash=base64.b64encode(hashlib.sha256(keys.fingerprint).digest()).decode(),
            goal=petition.goal,
        )
        petition.rules_text = rules_document(rules)
