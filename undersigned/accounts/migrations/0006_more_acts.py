from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_audit_kept")]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="act",
            field=models.CharField(
                choices=[
                    ("grant_role", "GRANT_ROLE"),
                    ("put_back", "PUT_BACK"),
                    ("delete_petition", "DELETE_PETITION"),
                    ("export", "EXPORT"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="detail",
            field=models.CharField(blank=True, help_text="the role, the reason's code, or the purpose", max_length=40),
        ),
    ]
