"""Petitions take turns with their letters, and a worker that has one in hand says so in a column of its own.

On PostgreSQL the index is built beside the signing that goes on.
"""

from typing import Any

from django.db import migrations, models
from django.db.models import Q


class AddIndexBeside(migrations.AddIndex):
    """As AddIndex, without keeping writers out where the database can build it so."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        schema_editor.add_index(model, self.index, concurrently=True)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("signatures", "0003_tally")]

    operations = [
        migrations.AddField(
            "signature",
            "letter_lease",
            models.DateTimeField(help_text="a worker has it in hand until then; says nothing of tries", null=True),
        ),
        migrations.AddField(
            "mineletter",
            "letter_lease",
            models.DateTimeField(help_text="a worker has it in hand until then; says nothing of tries", null=True),
        ),
        AddIndexBeside(
            "signature",
            models.Index(
                condition=Q(("letter_due__isnull", False)), fields=["petition", "letter_due"], name="signature_letter"
            ),
        ),
        migrations.RemoveIndex("signature", "signature_due"),
    ]
