"""Take all second factors of a person away, so that they can begin anew."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.forget_tries import forget_tries
from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.fields import factor_tries
from undersigned.accounts.models import Account, Authenticator, RecoveryCode, StaffSession
from undersigned.accounts.rules import actor


def reset_factor(*, account_id: int, by: str, reason: str, now: datetime) -> int:
    """How many factors went; recovery codes went too, and every browser of the person is signed out. Recorded."""
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account_id)
        gone, _by_model = Authenticator.objects.filter(account_id=account_id).delete()
        RecoveryCode.objects.filter(account_id=account_id).delete()
        StaffSession.objects.filter(account_id=account_id).delete()
        forget_tries(address=factor_tries(account_id))
        record_audit(actor=by, verb="factor.reset", object=actor(account_id), reason=reason, now=now)
    return gone
