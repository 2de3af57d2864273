"""Operations of migrations that keep nobody waiting: a site takes signatures while its tables change."""

from typing import Any

from django.db import migrations


class AddIndexBeside(migrations.AddIndex):
    """As AddIndex, without keeping writers out where the database can build it so; its migration is not atomic."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Builds the index, on PostgreSQL concurrently, in the database that holds the table."""
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.add_index(model, self.index, concurrently=True)


class RemoveIndexBeside(migrations.RemoveIndex):
    """As RemoveIndex, waiting for nobody and letting nobody wait; its migration is not atomic."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drops the index, on PostgreSQL concurrently, in the database that holds the table."""
        model = from_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            index = from_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
            schema_editor.remove_index(model, index, concurrently=True)
