"""Petitions take turns with their letters; held signatures and marks that grow old are found without reading all.

On PostgreSQL the indexes are built beside the signing that goes on.
"""

from django.db import migrations, models
from django.db.models import Q

from undersigned.jobs.migrating import AddIndexBeside, RemoveIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("signatures", "0005_screening")]

    operations = [
        AddIndexBeside(
            "signature",
            models.Index(
                condition=Q(("letter_due__isnull", False)), fields=["petition", "letter_due"], name="signature_letter"
            ),
        ),
        RemoveIndexBeside("signature", "signature_due"),
        AddIndexBeside(
            "signature",
            models.Index(condition=Q(("state", "held")), fields=["petition", "created_at"], name="signature_held"),
        ),
        AddIndexBeside(
            "signature",
            models.Index(condition=Q(("origin", b""), _negated=True), fields=["created_at"], name="signature_origin"),
        ),
    ]
