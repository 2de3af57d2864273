"""PostgreSQL as it is run for real: behind PgBouncer, restarted under load, locked, exhausted, with several nodes."""
