"""Operations of migrations that keep nobody waiting: a site takes signatures while its tables change.

A migration of these is not atomic. One that was broken off is done again from its first operation, so each of them
finds out what it has done already.
"""

from typing import Any

from django.db import migrations


class AddIndexBeside(migrations.AddIndex):
    """As AddIndex, without keeping writers out where the database can build it so; its migration is not atomic."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 - Django's
        """Builds the index, on PostgreSQL concurrently, where the table is; one that was left unfinished anew."""
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        if is_postgresql and _is_unfinished(schema_editor, self.index.name):
            schema_editor.remove_index(model, self.index, concurrently=True)
        if not _stands(schema_editor, model, self.index.name):
            schema_editor.add_index(model, self.index, **({"concurrently": True} if is_postgresql else {}))


class RemoveIndexBeside(migrations.RemoveIndex):
    """As RemoveIndex, waiting for nobody and letting nobody wait; its migration is not atomic."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002 - Django's
        """Drops the index, on PostgreSQL concurrently, in the database that holds the table."""
        model = from_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        if _stands(schema_editor, model, self.name):
            index = from_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
            is_postgresql = schema_editor.connection.vendor == "postgresql"
            schema_editor.remove_index(model, index, **({"concurrently": True} if is_postgresql else {}))


def _stands(schema_editor: Any, model: Any, name: str) -> bool:
    with schema_editor.connection.cursor() as cursor:
        return name in schema_editor.connection.introspection.get_constraints(cursor, model._meta.db_table)


def _is_unfinished(schema_editor: Any, name: str) -> bool:
    """True where building it beside was broken off: PostgreSQL keeps such an index up to date and never uses it."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid", [f'"{name}"'])
        return cursor.fetchone() is not None
