"""The two changes that every letter of a storm pays for, in one statement where the database can."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import connection

from undersigned.mail.models import Outbox
from undersigned.mail.rules import End

SENT: Final = (
    f"letter_due = NULL, letter_lease = NULL, letter_unsettled = 0, letter_tries = 0, letter_end = '{End.SENT.value}', "
    "letter_sent_at = %s"
)


def sent_and_begun(
    row: Outbox, at: datetime, more: Mapping[str, Any], following: Outbox, lease: datetime
) -> tuple[bool, bool]:
    """The row's letter left, and the following one's attempt begins until `lease`; whether each row was changed.

    A row whose letter was asked for anew is not changed; nor is a following row that is not as it was claimed. In the
    caller's transaction; on PostgreSQL one statement, which needs none.
    """
    ended = (_ended(type(row), tuple(more)), [_moment(at), *more.values(), _key(row), row.letter_number])
    begun = (_begun(type(following)), _begun_values(following, lease))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            both = f"WITH ended AS ({ended[0]} RETURNING 1), begun AS ({begun[0]} RETURNING 1)"
            counts = "SELECT (SELECT count(*) FROM ended), (SELECT count(*) FROM begun)"
            cursor.execute(f"{both} {counts}", [*ended[1], *begun[1]])
            changed = cursor.fetchone()
            return bool(changed[0]), bool(changed[1])
        cursor.execute(*ended)
        was_noted = cursor.rowcount == 1
        cursor.execute(*begun)
        return was_noted, cursor.rowcount == 1


@lru_cache(maxsize=64)
def _ended(model: type[Outbox], more: tuple[str, ...]) -> str:
    changes = ", ".join((SENT, *(f"{_quoted(name)} = %s" for name in more)))
    return f"UPDATE {_table(model)} SET {changes} WHERE id = %s AND letter_number = %s"  # noqa: S608 - names of our own


@lru_cache(maxsize=64)
def _begun(model: type[Outbox]) -> str:
    return (
        f"UPDATE {_table(model)} SET letter_unsettled = letter_unsettled + 1, letter_lease = %s "  # noqa: S608
        "WHERE id = %s AND letter_number = %s AND letter_due = %s AND letter_lease = %s"
    )


def _begun_values(row: Outbox, lease: datetime) -> list[Any]:
    return [_moment(lease), _key(row), row.letter_number, _moment(row.letter_due), _moment(row.letter_lease)]


def _key(row: Outbox) -> Any:
    return row._meta.pk.get_db_prep_value(row.pk, connection)


def _moment(value: datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _table(model: type[Outbox]) -> str:
    return _quoted(model._meta.db_table)


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
