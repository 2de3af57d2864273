"""A worker that has a letter in hand says so in a column of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [
        migrations.AddField(
            "decision",
            "letter_lease",
            models.DateTimeField(
                help_text="a worker has it in hand until then; says nothing of tries", null=True
            ),
        ),
    ]
