"""Petitions take turns with their letters, and a worker that has one in hand says so in a column of its own.

On PostgreSQL the index is built beside the signing that goes on.
"""

from django.db import migrations, models
from django.db.models import Q

from undersigned.jobs.migrating import AddIndexBeside, RemoveIndexBeside


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
        RemoveIndexBeside("signature", "signature_due"),
    ]
