from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0003_previous_size"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="wait_until",
            field=models.DateTimeField(null=True),
        ),
    ]
