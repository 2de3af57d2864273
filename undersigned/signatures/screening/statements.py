"""What a batch adds to the counts: one statement for the tallies of all its subjects, one for the hours."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.db import connection

from undersigned.signatures.models import ScreeningHour, ScreeningTally, SpentProof
from undersigned.signatures.rules.windows import Level
from undersigned.signatures.screening.memory import Key, shard

TALLY, HOURS, SPENT = (f'"{model._meta.db_table}"' for model in (ScreeningTally, ScreeningHour, SpentProof))
Hour = tuple[int, datetime, str, str]
"""Petition, hour, outcome, reason."""

# A window that has ended becomes the one before; a clock that lags counts into the newer window (rules.windows).
MERGED: Final = (
    "ON CONFLICT (key, span, shard) DO UPDATE SET "
    f"before = CASE WHEN EXCLUDED.start <= {TALLY}.start THEN {TALLY}.before "
    f"WHEN EXCLUDED.start = {TALLY}.start + EXCLUDED.span THEN {TALLY}.count ELSE 0 END, "
    f"count = EXCLUDED.count + CASE WHEN EXCLUDED.start <= {TALLY}.start THEN {TALLY}.count ELSE 0 END, "
    f"start = CASE WHEN EXCLUDED.start <= {TALLY}.start THEN {TALLY}.start ELSE EXCLUDED.start END "
    "RETURNING key, span, start, count, before"
)


def merge_tallies(more: Mapping[Key, tuple[int, int]]) -> dict[Key, Level]:
    """Adds to each key (window's start, number); the levels afterwards over all shards. In the caller's transaction."""
    # In one order everywhere, so that two batches never wait for each other in a circle.
    rows = [(key, span, start, number) for (key, span), (start, number) in sorted(more.items())]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            told = json.dumps(
                [{"k": key.hex(), "w": span, "s": start, "n": number} for key, span, start, number in rows]
            )
            cursor.execute(_over_shards(), {"rows": told, "shard": shard()})
        else:
            # One process writes here, and all its threads one shard.
            line = ", ".join(["(%s, %s, 0, %s, %s, 0)"] * len(rows))
            cursor.execute(
                f"INSERT INTO {TALLY} (key, span, shard, start, count, before) VALUES {line} {MERGED}",  # noqa: S608 - names of this room
                [value for row in rows for value in row],
            )
        return _levels(cursor.fetchall())


@lru_cache(maxsize=1)
def _over_shards() -> str:
    """The part of this shard is written; the others' are read as they stood when the statement began."""
    return (
        "WITH told AS (SELECT decode(k, 'hex') AS key, w AS span, s AS start, n AS count FROM "  # noqa: S608 - names of this room
        "json_to_recordset(%(rows)s::json) AS x(k text, w integer, s bigint, n integer)), mine AS ("
        f"INSERT INTO {TALLY} (key, span, shard, start, count, before) "
        f"SELECT key, span, %(shard)s, start, count, 0 FROM told {MERGED}) "
        "SELECT key, span, start, count, before FROM mine UNION ALL "
        f"SELECT key, span, {TALLY}.start, {TALLY}.count, before FROM {TALLY} JOIN told USING (key, span) "
        "WHERE shard <> %(shard)s"
    )


def _levels(rows: Sequence[tuple[Any, ...]]) -> dict[Key, Level]:
    newest: dict[Key, int] = {}
    for key, span, start, _, _ in rows:
        one = (bytes(key), span)
        newest[one] = max(start, newest.get(one, start))
    counts = {one: [0, 0] for one in newest}
    for key, span, start, count, before in rows:
        one = (bytes(key), span)
        if start == newest[one]:
            counts[one][0] += count
            counts[one][1] += before
        elif start == newest[one] - span:
            counts[one][1] += count
    return {one: Level(newest[one], count, before) for one, (count, before) in counts.items()}


def add_hours(more: Mapping[Hour, int]) -> None:
    """Adds these numbers to the hours. In the caller's transaction."""
    mine = shard() if connection.vendor == "postgresql" else 0
    rows = [
        (petition, connection.ops.adapt_datetimefield_value(hour), outcome, reason, mine, number)
        for (petition, hour, outcome, reason), number in sorted(more.items())
    ]
    line = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {HOURS} (petition_id, hour, outcome, reason, shard, number) VALUES {line} "  # noqa: S608 - names of this room
            "ON CONFLICT (petition_id, hour, outcome, reason, shard) "
            f"DO UPDATE SET number = {HOURS}.number + EXCLUDED.number",
            [value for row in rows for value in row],
        )


def spend(nonces: Sequence[bytes], now: datetime) -> set[bytes]:
    """Those of these proofs that nobody has spent before; they are spent now. In the caller's transaction."""
    values = [
        value for nonce in sorted(set(nonces)) for value in (nonce, connection.ops.adapt_datetimefield_value(now))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {SPENT} (nonce, at) VALUES {', '.join(['(%s, %s)'] * (len(values) // 2))} "  # noqa: S608 - names of this room
            "ON CONFLICT (nonce) DO NOTHING RETURNING nonce",
            values,
        )
        return {bytes(nonce) for (nonce,) in cursor.fetchall()}
