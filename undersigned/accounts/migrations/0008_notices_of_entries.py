"""A letter to the staff may be about an entry of the audit trail instead of a proposal."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_audit_single")]

    operations = [
        migrations.AlterField(
            model_name="staffnotice",
            name="proposal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.proposal",
            ),
        ),
        migrations.AddField(
            model_name="staffnotice",
            name="entry",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.auditentry",
            ),
        ),
    ]
