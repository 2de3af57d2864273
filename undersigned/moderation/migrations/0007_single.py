"""No row comes in the place of a decision or an appeal, on SQLite too, where REPLACE asks no trigger of deletions."""

from django.db import migrations

from undersigned.moderation.decision_guard import dropping, setting


def guard(_apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*dropping(vendor), *setting(vendor)):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0006_all_of_an_earlier_text")]

    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
