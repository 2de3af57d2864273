"""What is told no more, since a later decision has undone it."""

from typing import Final

from undersigned.moderation.models import Decision
from undersigned.moderation.rules import Kind

UNDONE_BY: Final = {
    Kind.PUBLISH: frozenset({Kind.STOP, Kind.TAKE_DOWN}),
    Kind.REOPEN: frozenset({Kind.STOP, Kind.TAKE_DOWN}),
    Kind.PUT_BACK: frozenset({Kind.TAKE_DOWN}),
    Kind.SHOW: frozenset({Kind.HIDE}),
}
"""Good news and what ends it. What goes against a petition is always told: its reasons are owed to the starter."""


def is_undone(row: Decision) -> bool:
    """Whether a later decision about the same petition, or the same part of it, makes this one's letter untrue.

    Never of one that answers an appeal: who appealed gets an answer.
    """
    undoing = UNDONE_BY.get(Kind(row.kind), frozenset())
    if row.answers_id is not None or not undoing:
        return False
    later = Decision.objects.filter(petition=row.petition_id, part=row.part, pk__gt=row.pk)
    return later.filter(kind__in=[kind.value for kind in undoing]).exists()
