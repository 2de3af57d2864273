"""An attack is felt: from now on proof of work is asked for, until it has been quiet for a while."""

from collections.abc import Mapping
from datetime import datetime

from undersigned.signatures.models import ScreeningAlarm
from undersigned.signatures.rules.alarms import LASTS, PETITION_FLOOR, RENEWED_WITHIN, SITE_FLOOR, is_felt
from undersigned.signatures.rules.windows import hour_of
from undersigned.signatures.screening.board import SITE, board, forget_board
from undersigned.signatures.screening.usual import received_before


def raise_alarms(by_minute: Mapping[int, float], *, now: datetime) -> None:
    """An alarm stands for each subject that gets far more than usual; `by_minute` counts by petition, SITE for all.

    In the caller's transaction. It asks the database only about what is above the floor, once an hour, and rings no
    alarm that rings already, so that a storm costs it nothing.
    """
    ringing = board(now).alarms
    this_hour = hour_of(now)
    for subject, rate in sorted(by_minute.items()):
        floor = SITE_FLOOR if subject == SITE else PETITION_FLOOR
        ends_at = ringing.get(subject)
        is_quiet = ends_at is None or ends_at < now + RENEWED_WITHIN
        if rate > floor and is_quiet and is_felt(rate, received_before(subject, this_hour), floor):
            _ring(subject, now)


def _ring(subject: int, now: datetime) -> None:
    ends_at = now + LASTS
    new = {"began_at": now, "ends_at": ends_at}
    alarm, is_new = ScreeningAlarm.objects.get_or_create(subject=subject, defaults=new)
    if not is_new:
        began_at = now if alarm.ends_at < now else alarm.began_at
        # What somebody rang by hand and the site rings again has no words of theirs any more.
        words = "" if alarm.ends_at < now else alarm.words
        ScreeningAlarm.objects.filter(pk=alarm.pk).update(began_at=began_at, ends_at=ends_at, words=words)
    forget_board()
