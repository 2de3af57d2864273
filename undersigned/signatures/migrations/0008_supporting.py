"""Signatures of supporters, before their petition is public."""

from django.db import migrations, models

STATES = ("pending", "held", "supporting", "confirmed", "counted", "withdrawn", "removed", "refused")


class Migration(migrations.Migration):
    dependencies = [("signatures", "0007_exports")]

    operations = [
        migrations.AlterField(
            model_name="signature",
            name="state",
            field=models.CharField(choices=[(one, one) for one in STATES], max_length=12),
        ),
    ]
