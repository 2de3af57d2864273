"""No row of the audit trail is changed, deleted or emptied away, on SQLite and on PostgreSQL."""

from django.db import migrations

from undersigned.accounts.audit_guard import dropping, setting


def guard(_apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*dropping(vendor), *setting(vendor)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_proposals")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
