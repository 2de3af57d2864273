"""Write places: the events of a round get index, n, c and entry, in one statement for which the ORM has no words."""

import json
from collections.abc import Sequence

from django.db import connection

from undersigned.ledger.rules import IssuedEvent

_POSTGRESQL = """
    UPDATE ledger_event SET "index" = new."index", n = new.n, c = new.c, entry = new.entry
    FROM json_to_recordset(%s::json) AS new(id bigint, "index" bigint, n bigint, c bigint, entry text)
    WHERE ledger_event.id = new.id AND ledger_event."index" IS NULL
"""
_SQLITE = 'UPDATE ledger_event SET "index" = %s, n = %s, c = %s, entry = %s WHERE id = %s AND "index" IS NULL'


def write_places(events: Sequence[IssuedEvent]) -> int:
    """These pending events have index, n, c and entry afterwards; returns how many rows that were."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rows = [
                {"id": event.id, "index": event.index, "n": event.n, "c": event.c, "entry": event.entry.decode()}
                for event in events
            ]
            cursor.execute(_POSTGRESQL, [json.dumps(rows)])
        else:
            cursor.executemany(
                _SQLITE, [(event.index, event.n, event.c, event.entry.decode(), event.id) for event in events]
            )
        return int(cursor.rowcount)
