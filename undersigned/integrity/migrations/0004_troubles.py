import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("integrity", "0003_panels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LogTrouble",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("refusal", "refusal"), ("recount", "recount")], max_length=8)),
                ("words", models.TextField(help_text="what the publisher or the recount said last")),
                ("begun_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(help_text="when a look found it last")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("kind",), name="one_trouble_of_a_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TroubleLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter_due", models.DateTimeField(help_text="when to send; null: nothing to send", null=True)),
                (
                    "letter_lease",
                    models.DateTimeField(help_text="a worker has it in hand until then; says nothing of tries", null=True),
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
                ("is_end", models.BooleanField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "trouble",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="integrity.logtrouble"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("letter_due__isnull", False)),
                        fields=["letter_due"],
                        name="troubleletter_due",
                    )
                ],
            },
        ),
    ]
