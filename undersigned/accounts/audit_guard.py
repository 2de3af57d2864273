"""The triggers that keep the audit trail as it is: migrations set them, tests that empty tables put them aside."""

from typing import Final

SAYING: Final = "the audit trail is only added to"
SQLITE_SETS: Final = (
    f"CREATE TRIGGER audit_stays BEFORE UPDATE ON accounts_auditentry BEGIN SELECT RAISE(ABORT, '{SAYING}'); END",
    f"CREATE TRIGGER audit_kept BEFORE DELETE ON accounts_auditentry BEGIN SELECT RAISE(ABORT, '{SAYING}'); END",
    # REPLACE deletes without asking the trigger above: no row comes in the place of one that stands.
    "CREATE TRIGGER audit_single BEFORE INSERT ON accounts_auditentry "  # noqa: S608 - fixed words
    "WHEN EXISTS (SELECT 1 FROM accounts_auditentry WHERE id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{SAYING}'); END",
)
SQLITE_DROPS: Final = (
    "DROP TRIGGER IF EXISTS audit_stays",  # house: for migrations
    "DROP TRIGGER IF EXISTS audit_kept",  # house: for migrations
    "DROP TRIGGER IF EXISTS audit_single",  # house: for migrations
)
# The function stands since the first migration.
POSTGRESQL_SETS: Final = (
    "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON accounts_auditentry "
    "FOR EACH ROW EXECUTE FUNCTION audit_stays()",
    "CREATE TRIGGER audit_kept BEFORE TRUNCATE ON accounts_auditentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_stays()",
)
POSTGRESQL_DROPS: Final = (
    "DROP TRIGGER IF EXISTS audit_stays ON accounts_auditentry",  # house: for migrations
    "DROP TRIGGER IF EXISTS audit_kept ON accounts_auditentry",  # house: for migrations
)


def setting(vendor: str) -> tuple[str, ...]:
    """The statements that set the guard on a database without one."""
    return POSTGRESQL_SETS if vendor == "postgresql" else SQLITE_SETS


def dropping(vendor: str) -> tuple[str, ...]:
    """The statements that take it away."""
    return POSTGRESQL_DROPS if vendor == "postgresql" else SQLITE_DROPS
