from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("integrity", "0004_troubles"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaignsignature",
            name="removal",
            field=models.BigIntegerField(
                help_text="its event of the log by which this campaign took it out", null=True
            ),
        ),
    ]
