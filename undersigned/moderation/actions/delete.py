"""Delete a petition; a two-person act."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from undersigned.accounts.models import Account
from undersigned.accounts.rules import ActImpossible, NotAllowed
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.models import Appeal, Decision, EarlierText, Note
from undersigned.moderation.rules import AlreadyDecided, AppealOpen, CodeMissing, Kind, OriginalMissing
from undersigned.petitions.actions.delete import delete as delete_petition

IMPOSSIBLE = (AlreadyDecided, AppealOpen, CodeMissing, OriginalMissing, NotAllowed)


def delete(*, subject: int, detail: str, reason: str, by: Account, now: datetime) -> None:
    """The petition `subject` is deleted for the reason whose code is `detail`; one transaction, and jobs for the rest.

    Its text, photo, notes and reports are gone at once, as far as they are rows; keys and signers go in jobs that
    settings.DELETED_TOO ask for. Decisions stay as they are, since they are the staff's own and the record counts them;
    the starter gets one letter with `reason`, and no other that still waits. ActImpossible where it is deleted already
    or an appeal waits. Called when the proposal is approved; nobody else calls it.
    """
    try:
        with transaction.atomic():
            if Appeal.objects.filter(petition=subject, answers=None).exists():
                raise AppealOpen
            decision = decide(
                kind=Kind.DELETE,
                petition_id=subject,
                reason=Reason(reason, detail),
                by=by,
                now=now,
                effect=lambda checked: _empty(subject, checked, now),
                is_by_two=True,
            )
            waiting = Decision.objects.filter(petition=subject, letter_due__isnull=False)
            waiting.exclude(pk=decision.pk).update(letter_due=None)
    except IMPOSSIBLE as fault:
        raise ActImpossible from fault


def _empty(petition_id: int, reason: Reason, now: datetime) -> None:
    delete_petition(petition_id=petition_id, code=reason.public_code, now=now)
    Note.objects.filter(petition=petition_id).delete()
    EarlierText.objects.filter(petition=petition_id).delete()
    # What the starter wrote goes; that there was an appeal, and when, stays.
    Appeal.objects.filter(petition=petition_id).update(words="")
    for path in settings.DELETED_TOO:
        import_string(path)(petition_id=petition_id, now=now)
