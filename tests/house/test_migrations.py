"""A new version's migrations let the old program go on beside it, and keep nobody waiting.

After a room's first migration, which makes a new site: columns come with a default of the database or may be empty,
nothing that the old program uses goes or gets another name, indexes of tables that stand are built beside.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.models import NOT_PROVIDED

from undersigned.jobs.migrating import AddIndexBeside, RemoveIndexBeside

BESIDE = (AddIndexBeside, RemoveIndexBeside)
HARSH = (
    operations.DeleteModel,
    operations.RemoveField,
    operations.RenameField,
    operations.RenameModel,
    operations.AlterModelTable,
    operations.RemoveIndex,
)


def later_migrations() -> list[Migration]:
    """Every migration of ours but the first of each room."""
    loader = MigrationLoader(None)
    ours = [one for one in loader.disk_migrations.values() if one.__module__.startswith("undersigned.")]
    return sorted((one for one in ours if not one.name.startswith("0001_")), key=str)


def faults(migration: Migration) -> Iterator[str]:
    """What of it would harm a site that is open, a sentence each."""
    made = {one.name_lower for one in migration.operations if isinstance(one, operations.CreateModel)}
    for one in migration.operations:
        is_new = getattr(one, "model_name_lower", None) in made
        if not migration.atomic and not isinstance(one, BESIDE):
            yield f"{one.describe()}: what is not atomic builds or drops indexes beside, and does nothing else"
        if migration.atomic and isinstance(one, BESIDE):
            yield f"{one.describe()}: an index is built beside outside a transaction"
        if isinstance(one, HARSH) and not isinstance(one, BESIDE) and not is_new:
            yield f"{one.describe()}: the old program still asks for it"
        if isinstance(one, operations.AddIndex) and not isinstance(one, BESIDE) and not is_new:
            yield f"{one.describe()}: keeps writers out while it is built"
        if isinstance(one, operations.AddField) and not is_new and not _may_be_left_out(one):
            yield f"{one.describe()}: the old program does not fill it"


def _may_be_left_out(one: operations.AddField) -> bool:
    field = one.field
    return field.null or field.many_to_many or field.db_default is not NOT_PROVIDED


@pytest.mark.parametrize("migration", later_migrations(), ids=str)
def test_an_open_site_is_not_harmed(migration: Migration) -> None:
    assert list(faults(migration)) == []


def test_the_rule_sees() -> None:
    from django.db import models

    harmful: Any = Migration("first", "signatures")
    harmful.operations = [
        operations.AddField("signature", "mark", models.CharField(max_length=3, default="x")),
        operations.AddIndex("signature", models.Index(fields=["day"], name="by_day")),
        operations.RemoveField("signature", "place"),
    ]
    assert len(list(faults(harmful))) == 3
