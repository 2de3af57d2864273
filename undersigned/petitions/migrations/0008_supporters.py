"""Supporters before publication."""

import django.db.models.deletion
from django.db import migrations, models

STATES = (
    "draft", "unconfirmed", "gathering", "held", "correcting", "published", "refused", "closed", "taken_down", "lapsed",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("petitions", "0007_hidden_titles")]

    operations = [
        migrations.AlterField(
            model_name="petition",
            name="state",
            field=models.CharField(choices=[(one, one) for one in STATES], default="draft", max_length=12),
        ),
        migrations.CreateModel(
            name="Gathering",
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
                ("needed", models.PositiveSmallIntegerField()),
                ("text_hash", models.CharField(max_length=44)),
                ("rules_hash", models.CharField(max_length=44)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "petition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gathering", to="petitions.petition"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("letter_due__isnull", False)), fields=["letter_due"], name="gathering_due"
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)), fields=["began_at"], name="gathering_open"
                    ),
                ],
            },
        ),
    ]
