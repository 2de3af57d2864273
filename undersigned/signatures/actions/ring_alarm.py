"""Staff feel an attack before the site does."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.signatures.models import ScreeningAlarm
from undersigned.signatures.rules.alarms import checked_end, checked_words
from undersigned.signatures.screening.board import forget_board


def ring_alarm(*, subject: int, about: str, ends_at: datetime, words: str, actor: str, now: datetime) -> None:
    """Proof of work is asked for until `ends_at`, on this petition (its id) or, with board.SITE, on the whole site.

    Every process knows within three seconds. One that rings already has this end and these words from now on. `about`
    is how the audit trail names the subject. Raises AlarmRefused.
    """
    words, ends_at = checked_words(words), checked_end(ends_at, now)
    with transaction.atomic():
        new = {"began_at": now, "ends_at": ends_at, "words": words}
        alarm, is_new = ScreeningAlarm.objects.select_for_update().get_or_create(subject=subject, defaults=new)
        if not is_new:
            alarm.began_at = now if alarm.ends_at <= now else alarm.began_at
            alarm.ends_at, alarm.words = ends_at, words
            alarm.save(update_fields=["began_at", "ends_at", "words"])
        told = f"until {ends_at:%Y-%m-%d %H:%M} UTC: {words}"
        record_audit(actor=actor, verb="alarm.on", object=about, reason=told, now=now)
    forget_board()
