"""Staff say that an attack is over."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.signatures.models import ScreeningAlarm
from undersigned.signatures.rules.alarms import checked_words
from undersigned.signatures.screening.board import forget_board


def end_alarm(*, subject: int, about: str, words: str, actor: str, now: datetime) -> bool:
    """True where it rang: no proof of work is asked for any more. Where an attack is felt all the same, it rings again
    by itself within a minute or so. Raises AlarmRefused without words.
    """
    words = checked_words(words)
    with transaction.atomic():
        alarm = ScreeningAlarm.objects.select_for_update().filter(subject=subject, ends_at__gt=now).first()
        if alarm is None:
            return False
        alarm.ends_at = now
        alarm.save(update_fields=["ends_at"])
        record_audit(actor=actor, verb="alarm.off", object=about, reason=words, now=now)
    forget_board()
    return True
