"""Decisions and appeals are only added to, on SQLite and on PostgreSQL; one more kind of decision."""

from django.db import migrations, models

from undersigned.moderation.decision_guard import dropping, setting


def guard(_apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in (*dropping(vendor), *setting(vendor)):
        schema_editor.execute(statement, params=None)


def release(_apps, schema_editor):
    for statement in dropping(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_appeals")]

    operations = [
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
                    ("publish", "PUBLISH"),
                    ("refuse", "REFUSE"),
                    ("correct", "CORRECT"),
                    ("edit", "EDIT"),
                    ("stop", "STOP"),
                    ("hide", "HIDE"),
                    ("show", "SHOW"),
                    ("take_down", "TAKE_DOWN"),
                    ("reopen", "REOPEN"),
                    ("uphold", "UPHOLD"),
                    ("put_back", "PUT_BACK"),
                    ("delete", "DELETE"),
                ],
                max_length=16,
            ),
        ),
        migrations.RunPython(guard, release),
    ]
