"""How far a search for supporters is, that its starter was reminded, and which of its secret links leads to it."""

from typing import Any

from django.db import migrations, models
from django.utils import timezone

GO_ON = "undersigned.signatures.actions.go_on.go_on"


def count_anew(apps: Any, _schema_editor: Any) -> None:
    """A job for each search counts those who have confirmed before anybody counted them here."""
    rows = apps.get_model("petitions", "Gathering").objects.filter(
        petition__state__in=["gathering", "held", "correcting"]
    )
    due = timezone.now()
    job = apps.get_model("jobs", "Job")
    ids = rows.values_list("petition_id", flat=True)
    job.objects.bulk_create([job(action=GO_ON, arguments={"petition_id": pk}, due=due) for pk in ids])


class Migration(migrations.Migration):
    dependencies = [("petitions", "0008_supporters"), ("jobs", "0001_initial")]

    operations = [
        migrations.AddField("gathering", "confirmed", models.PositiveIntegerField(db_default=0)),
        migrations.AddField("gathering", "reminded_at", models.DateTimeField(null=True)),
        migrations.AddField("gathering", "link_number", models.PositiveIntegerField(db_default=0)),
        migrations.AddField("gathering", "link_since", models.DateTimeField(null=True)),
        migrations.RunPython(count_anew, migrations.RunPython.noop),
    ]
