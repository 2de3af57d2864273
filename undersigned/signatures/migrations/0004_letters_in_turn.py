"""A worker that has a letter in hand says so in a column of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
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
    ]
