"""The triggers that keep decisions and appeals: migrations set them, tests that empty tables put them aside.

Of a decision its letter's columns alone may change. Of an appeal the words may go, since they are the starter's: that
is what deleting a petition does. On SQLite a migration that makes one of these tables anew (any AddField that is not
null) loses them: it has to set them again, and tests/moderation/test_guard.py says so.
"""

from typing import Final

SAYING: Final = "decisions and appeals are only added to"
DECISION: Final = (
    "id",
    "petition_id",
    "kind",
    "words",
    "code",
    "duplicate_of_id",
    "part",
    "answers_id",
    "is_same_person",
    "waited_seconds",
    "decided_by_id",
    "at",
)
APPEAL: Final = ("id", "petition_id", "decision_id", "words", "at")
COLUMNS: Final = {"moderation_decision": DECISION, "moderation_appeal": APPEAL}
# Which columns may become empty, and never anything else.
MAY_GO: Final = {("moderation_appeal", "words")}
# What is unique: SQLite's REPLACE deletes the row with the same value and asks no trigger of deletions.
UNIQUE: Final = {"moderation_decision": ("id",), "moderation_appeal": ("id", "decision_id")}
FUNCTION: Final = (
    "CREATE OR REPLACE FUNCTION decisions_stay() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{SAYING}'; END $$"
)


def setting(vendor: str) -> tuple[str, ...]:
    """The statements that set the guard on a database without one."""
    if vendor != "postgresql":
        return tuple(
            f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} {when}BEGIN SELECT RAISE(ABORT, '{SAYING}'); END"
            for table in COLUMNS
            for name, act, when in (
                ("stays", "UPDATE", f"WHEN {_changed(table, 'IS NOT')} "),
                ("kept", "DELETE", ""),
                ("single", "INSERT", f"WHEN EXISTS ({_standing(table)}) "),
            )
        )
    row, whole = "FOR EACH ROW", "EXECUTE FUNCTION decisions_stay()"
    return (
        FUNCTION,
        *(
            f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} {how} {whole}"
            for table in COLUMNS
            for name, act, how in (
                ("stays", "UPDATE", f"{row} WHEN ({_changed(table, 'IS DISTINCT FROM')})"),
                ("kept", "DELETE", row),
                ("whole", "TRUNCATE", "FOR EACH STATEMENT"),  # house: what it guards against
            )
        ),
    )


def dropping(vendor: str) -> tuple[str, ...]:
    """The statements that take it away."""
    names = ("stays", "kept", "whole") if vendor == "postgresql" else ("stays", "kept", "single")
    where = " ON {table}" if vendor == "postgresql" else ""
    return tuple(
        f"DROP TRIGGER IF EXISTS {table}_{name}{where.format(table=table)}"  # house: for migrations
        for table in COLUMNS
        for name in names
    )


def _standing(table: str) -> str:
    """The rows in whose place a new one would come."""
    same = " OR ".join(f'"{column}" = NEW."{column}"' for column in UNIQUE[table])
    return f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608 - names of this file


def _changed(table: str, differs: str) -> str:
    """What is true of a change that nobody may make."""
    return " OR ".join(_column(table, column, differs) for column in COLUMNS[table])


def _column(table: str, column: str, differs: str) -> str:
    changed = f'OLD."{column}" {differs} NEW."{column}"'
    return f"({changed} AND NEW.\"{column}\" <> '')" if (table, column) in MAY_GO else changed
