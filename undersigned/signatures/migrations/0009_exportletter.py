"""Letters that say that a file of signers is ready."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatures", "0008_supporting")]

    operations = [
        migrations.CreateModel(
            name="ExportLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter_due", models.DateTimeField(help_text="when to send; null: nothing to send", null=True)),
                (
                    "letter_lease",
                    models.DateTimeField(
                        help_text="a worker has it in hand until then; says nothing of tries", null=True
                    ),
                ),
                ("letter_kind", models.CharField(blank=True, default="", max_length=16)),
                (
                    "letter_number",
                    models.PositiveIntegerField(default=0, help_text="letters asked for so far; tokens derive from it"),
                ),
                ("letter_tries", models.PositiveSmallIntegerField(default=0, help_text="known failures in a row")),
                (
                    "letter_unsettled",
                    models.PositiveSmallIntegerField(default=0, help_text="attempts whose end nobody saw"),
                ),
                (
                    "letter_sent_at",
                    models.DateTimeField(help_text="when the last letter left; codes live from here", null=True),
                ),
                (
                    "letter_end",
                    models.CharField(blank=True, default="", help_text="how the last attempt ended", max_length=8),
                ),
                (
                    "export",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="signatures.export"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("letter_due__isnull", False)),
                        fields=["letter_due"],
                        name="exportletter_due",
                    )
                ],
            },
        ),
    ]
