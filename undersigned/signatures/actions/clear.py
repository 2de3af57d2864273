"""Many old rows are deleted a few at a time, so that nobody who signs meanwhile waits for them."""

from typing import Any, Final

from django.db.models import QuerySet

AT_ONCE: Final = 1000


def clear(*, rows: QuerySet[Any]) -> int:
    """How many of these were deleted, at most AT_ONCE of them in one transaction.

    The question is asked again with each deletion, so that a row that has changed since it was found stays.
    """
    deleted = 0
    while found := list(rows.values_list("pk", flat=True)[:AT_ONCE]):
        gone, _ = rows.order_by().filter(pk__in=found).delete()
        deleted += gone
        if gone == 0:
            break
    return deleted
