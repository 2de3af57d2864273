from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("integrity", "0005_removals"),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="told",
            field=models.PositiveIntegerField(
                help_text="signings when its notice was made; null: not noted", null=True
            ),
        ),
    ]
