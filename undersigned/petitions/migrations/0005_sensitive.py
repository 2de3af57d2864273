from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("petitions", "0004_parts_and_stops"),
    ]

    operations = [
        migrations.AddField(
            model_name="petition",
            name="is_sensitive",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
