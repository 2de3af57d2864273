"""Texts stay as they are while somebody signs them."""

from collections.abc import Collection

from django.db import connection

from undersigned.petitions.models import Petition


def hold_texts(*, slugs: Collection[str]) -> None:
    """Until this transaction ends nobody amends or closes these petitions; signers do not wait for each other.

    On SQLite whoever writes is alone anyway.
    """
    if connection.vendor == "postgresql":
        # The very lock that the rows' foreign key takes later; Django knows only FOR UPDATE.
        table = connection.ops.quote_name(Petition._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {table} WHERE slug = ANY(%s) ORDER BY id FOR KEY SHARE", [list(slugs)])  # noqa: S608
