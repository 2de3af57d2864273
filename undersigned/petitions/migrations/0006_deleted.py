from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("petitions", "0005_sensitive")]

    operations = [
        migrations.AddField(
            model_name="petition", name="deleted_at", field=models.DateTimeField(blank=True, null=True)
        ),
    ]
