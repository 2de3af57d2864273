"""Files of those who agreed to be handed on; words of an alarm that somebody rang by hand."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("petitions", "0006_deleted"),
        ("signatures", "0006_indexes_beside"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="screeningalarm",
            name="words",
            field=models.CharField(
                blank=True, db_default="", help_text="why, where it was rung by hand", max_length=500
            ),
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "purpose",
                    models.CharField(choices=[("handover", "handover"), ("news", "news")], max_length=12),
                ),
                ("reason", models.TextField()),
                (
                    "stage",
                    models.CharField(
                        choices=[("making", "making"), ("ready", "ready"), ("gone", "gone")], max_length=8
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                (
                    "cursor",
                    models.BinaryField(default=b"", help_text="fingerprint and slot of the last line", max_length=33),
                ),
                ("number", models.PositiveIntegerField(default=0, help_text="lines written so far")),
                ("made_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(db_index=True, help_text="when it is destroyed", null=True)),
                ("taken", models.PositiveSmallIntegerField(default=0, help_text="how often it was downloaded")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "petition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="petitions.petition"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExportPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="0, 1, 2 within the export")),
                ("sealed", models.BinaryField()),
                (
                    "export",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="signatures.export",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("export", "number"), name="one_part_per_number"),
                ],
            },
        ),
    ]
