"""Acts inside a site, by its own settings: `python -m bench.inside VERB ARGUMENTS`. Prints JSON."""

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

import django

BATCH = 500
Thing = TypeVar("Thing")


def main() -> int:
    """One verb."""
    django.setup()
    verb, *arguments = sys.argv[1:]
    print(json.dumps(VERBS[verb](*arguments)))
    return 0


def lost(file: str) -> dict[str, float]:
    """Of the signers whose numbers the file holds, how many have no signature."""
    from undersigned.keys.petition_keys import petition_keys
    from undersigned.mail.addresses.rules import canonical
    from undersigned.petitions.models import Petition
    from undersigned.signatures.models import Signature
    from undersigned.signatures.rules.persons import fingerprint

    petition = Petition.objects.get()
    key = petition_keys(petition.pid).fingerprint
    missing = 0
    for numbers in _parts(Path(file).read_text().split()):
        marks = {fingerprint(key, canonical(_address(int(number)))) for number in numbers}
        found = Signature.objects.filter(petition=petition, fingerprint__in=marks).values_list("fingerprint", flat=True)
        missing += len(marks - {bytes(mark) for mark in found})
    return {"lost": missing}


def pending(first: str, number: str, file: str) -> dict[str, float]:
    """So many people have signed by the product's own act; the tokens of their letters stand in the file."""
    from urllib.parse import urlencode

    from undersigned.petitions.models import Petition
    from undersigned.signatures.actions.sign import sign
    from undersigned.signatures.models import Signature
    from undersigned.signatures.queries import token_of
    from undersigned.signatures.rules.requests import parse_signing

    petition, began = Petition.objects.get(), datetime.now(UTC)
    for numbers in _parts(range(int(first), int(first) + int(number))):
        forms = [
            {
                "name": f"Signer {n:010d}",
                "email": f"signer-{n:010d}@mailboxes.example",
                "country": "GB",
                "version": "1-en",
            }
            for n in numbers
        ]
        kind = "application/x-www-form-urlencoded"
        read = [parse_signing(urlencode(form).encode(), kind, slug=petition.slug, language="en") for form in forms]
        sign([form.request for form in read if form.request], now=datetime.now(UTC))
    rows = Signature.objects.filter(petition=petition, created_at__gte=began, state="pending")
    tokens = [token_of(row) for row in rows.iterator(2000)]
    Path(file).write_text("".join(f"{token}\n" for token in tokens))
    return {"pending": len(tokens)}


def standing() -> dict[str, float]:
    """How many signatures are confirmed or counted."""
    from undersigned.signatures.models import Signature

    return {"standing": Signature.objects.filter(state__in=("confirmed", "counted")).count()}


def rows() -> dict[str, float]:
    """How many signatures there are."""
    from undersigned.signatures.models import Signature

    return {"rows": Signature.objects.count()}


def vacuum() -> dict[str, float]:
    """The planner knows the tables, and nothing is left to tidy."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return {}


def publish(first: str, number: str) -> dict[str, float]:
    """CPU seconds of publishing so many signatures, from the round's issue on; they were confirmed just before."""
    from bench.publishing import Work, publish_all
    from undersigned.signatures.actions.confirm import confirm_many

    with NamedTemporaryFile("r") as file:
        pending(first, number, file.name)
        tokens = file.read().split()
    for part in _parts(tokens):
        confirm_many(part, now=datetime.now(UTC))
    work = Work()
    publish_all(datetime.now(UTC))
    return {"seconds": work.seconds(), "published": len(tokens)}


def render(number: str, *paths: str) -> dict[str, float]:
    """CPU seconds of making each of these pages anew so many times, by Django with all its middleware, on average."""
    from django.conf import settings
    from django.test import Client

    from bench.publishing import Work

    found = {}
    client = Client(headers={"host": settings.UNDERSIGNED.site_url.partition("://")[2]})
    for path in paths:
        assert client.get(path).status_code == 200, path
        work = Work()
        for _ in range(int(number)):
            client.get(path)
        found[path] = work.seconds() / int(number)
    return found


def grow(number: str) -> dict[str, float]:
    """The petition has so many counted signatures, each with its entry in the published log."""
    from bench.growing import grow_to

    began = time.monotonic()
    grow_to(int(number), now=datetime.now(UTC), say=lambda text: print(text, file=sys.stderr, flush=True))
    return {"seconds": time.monotonic() - began}


def _address(number: int) -> str:
    """As in the form that the crowd sends (bench.sites)."""
    return f"signer-{number:010d}@mailboxes.example"


def _parts(things: Sequence[Thing]) -> Iterator[Sequence[Thing]]:
    return (things[start : start + BATCH] for start in range(0, len(things), BATCH))


VERBS: dict[str, Callable[..., dict[str, float]]] = {
    "lost": lost,
    "pending": pending,
    "rows": rows,
    "standing": standing,
    "vacuum": vacuum,
    "publish": publish,
    "render": render,
    "grow": grow,
}

if __name__ == "__main__":
    sys.exit(main())
