"""Takes the turn of something that is done once in a while, for the whole site."""

from datetime import datetime, timedelta

from undersigned.jobs.models import Sweep


def take_turn(*, action: str, every: timedelta, now: datetime) -> bool:
    """True for one caller of any number, and for nobody again before `every` has passed.

    Commits at once, before the thing is done: one that kills its process must not do so in a loop.
    """
    _row, is_new = Sweep.objects.get_or_create(action=action, defaults={"ran_at": now})
    return is_new or Sweep.objects.filter(action=action, ran_at__lte=now - every).update(ran_at=now) == 1
