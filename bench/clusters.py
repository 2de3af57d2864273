"""What the search for clusters costs, which runs every ten minutes beside everything else.

    ./run bench clusters [--rows 60000 1000000]

A petition that got so many signings within a day, on SQLite in a temporary folder or on the empty database that
DATABASE_URL names. The first 60,000 sign by the product's own act; more are copies of those, of other people from other
networks. Prints seconds of CPU of this process (on PostgreSQL the server's own come on top) and on the clock, and
beside it what opening every signing would take.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bench.crowd_2016 import Arrival, arrivals

if TYPE_CHECKING:
    from undersigned.petitions.models import Petition

START = datetime.fromisoformat("2026-05-26T08:00:00+00:00")
BATCH = 1_000
OPENED = 3_000
SIGNED = 60_000
NEW_VALUES = {
    "sqlite": {
        "id": "lower(hex(randomblob(16)))",
        "fingerprint": "randomblob(32)",
        "origin": "CAST(randomblob(6) || substr(origin, 7) AS BLOB)",
    },
    "postgresql": {
        "id": "gen_random_uuid()",
        "fingerprint": "decode(md5(random()::text) || md5(random()::text), 'hex')",
        "origin": "decode(substr(md5(random()::text), 1, 12), 'hex') || substr(origin, 7)",
    },
}
"""Of a copy; it can't be opened, which takes as long."""


def main() -> None:
    """Signs, searches, prints; the rows of one size are the first of the next."""
    parser = argparse.ArgumentParser(
        prog="./run bench clusters", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[60_000, 1_000_000])
    sizes = sorted(parser.parse_args().rows)
    with tempfile.TemporaryDirectory(prefix="undersigned-clusters-") as folder:
        os.environ |= {"UNDERSIGNED_DATA": folder, "UNDERSIGNED_SCREENING": "observe"}
        os.environ |= {"UNDERSIGNED_SITE_URL": "http://127.0.0.1:8000", "UNDERSIGNED_SMTP_URL": "smtp://127.0.0.1:1"}
        from undersigned.console.main import open_house

        open_house()
        petition = _petition()
        people = _people(min(sizes[-1], SIGNED))
        print("| signings of a day | CPU | clock | clusters | opening all of them |\n| --- | --- | --- | --- | --- |")
        signed = 0
        for size in sizes:
            _sign(petition, people, max(0, min(size, SIGNED) - signed))
            signed = min(size, SIGNED)
            _copy(size)
            print(_measured(size), flush=True)


def _petition() -> "Petition":
    from django.conf import settings

    from tests.makers import make_published
    from undersigned.console.migrate import migrate_all
    from undersigned.keys.secrets import ensure_secrets

    ensure_secrets(settings.UNDERSIGNED.secrets_folder)
    migrate_all()
    return make_published(START - timedelta(days=1))


def _people(number: int) -> Iterator[Arrival]:
    """The crowd of 2016 in any order: each size has its share of the forged."""
    people = arrivals(START, number, number // 20)
    random.Random(2016).shuffle(people)
    return iter(people)


def _sign(petition: "Petition", people: Iterator[Arrival], number: int) -> None:
    from tests.cast import Person
    from tests.signing import make_request
    from undersigned.signatures.actions.sign import sign

    for first in range(0, number, BATCH):
        requests = []
        for _, one in zip(range(first, min(first + BATCH, number)), people, strict=False):
            person = Person(one.name, one.email, one.country, one.place)
            request = make_request(petition, person)
            request.network = one.network
            requests.append(request)
        sign(requests, now=START + timedelta(hours=23) * (first / number))


def _copy(size: int) -> None:
    """Copies until there are so many."""
    from django.db import connection

    from undersigned.signatures.models import Signature

    changed = NEW_VALUES[connection.vendor]
    names = [field.column for field in Signature._meta.concrete_fields if field.column]
    values = ", ".join(changed.get(name, name) for name in names)
    table, columns = Signature._meta.db_table, ", ".join(names)
    with connection.cursor() as cursor:
        while (missing := size - Signature.objects.count()) > 0:
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} LIMIT {missing}")


def _measured(size: int) -> str:
    from undersigned.integrity.actions.find_clusters import find_clusters
    from undersigned.integrity.models import Alert
    from undersigned.signatures.models import Signature
    from undersigned.signatures.queries import contents_of

    now = START + timedelta(hours=23, minutes=30)
    find_clusters(now=now)
    cpu, clock = time.process_time(), time.monotonic()
    find_clusters(now=now)
    cpu, clock = time.process_time() - cpu, time.monotonic() - clock
    began = time.process_time()
    for row in Signature.objects.select_related("petition")[:OPENED].iterator(OPENED):
        contents_of(row)
    opening = (time.process_time() - began) / OPENED * size
    return f"| {size:,} | {cpu:.2f} s | {clock:.2f} s | {Alert.objects.count()} | {opening:.0f} s |"


if __name__ == "__main__":
    main()
