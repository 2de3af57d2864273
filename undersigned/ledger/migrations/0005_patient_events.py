"""What waits for others is found without reading all that waits."""

from django.db import migrations, models
from django.db.models import Q

from undersigned.jobs.migrating import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("ledger", "0004_wait_until")]

    operations = [
        AddIndexBeside(
            "event",
            models.Index(
                condition=Q(("index__isnull", True), ("set_aside", ""), ("wait_until__isnull", False)),
                fields=["pid", "wait_until"],
                name="event_patient",
            ),
        ),
    ]
