"""No row comes in the place of an entry of the audit trail, on SQLite too, where REPLACE asks no trigger of deletions."""

from django.db import migrations

from undersigned.accounts.audit_guard import dropping, setting


def guard(_apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*dropping(vendor), *setting(vendor)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_more_acts")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
