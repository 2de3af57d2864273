"""Make recovery codes."""

import secrets
from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.fields import recovery_hash
from undersigned.accounts.models import RecoveryCode
from undersigned.accounts.rules import RECOVERY_ALPHABET, RECOVERY_CODES, RECOVERY_LETTERS, actor, grouped


def make_recovery_codes(*, account_id: int, now: datetime) -> list[str]:
    """Ten new codes as they are shown, this once; all earlier ones are dead. Only their keyed hashes are kept."""
    codes = ["".join(secrets.choice(RECOVERY_ALPHABET) for _ in range(RECOVERY_LETTERS)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(account_id=account_id).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account_id=account_id, code_hash=recovery_hash(account_id, code)) for code in codes
        )
        by = actor(account_id)
        record_audit(actor=by, verb="factor.codes", object=by, now=now)
    return [grouped(code) for code in codes]
