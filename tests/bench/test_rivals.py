"""The rivals do what they are compared by: the rival's row is as the site's own act leaves it."""

from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.test import RequestFactory, override_settings

from bench.pgbench import insertion_of
from bench.rivals.plain_django import settings as plain
from bench.rivals.plain_django.views import sign
from tests.cast import BEN, IDA, OSCAR
from tests.makers import make_published
from tests.signing import FORM, make_signed, signing_form
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db
OWN = {"id", "fingerprint", "person_key", "sealed", "origin", "created_at", "letter_due", "day"}
"""Columns that differ between any two signers, or by the time."""


def _post(petition: Petition, **changes: str) -> int:
    form = {**signing_form(petition, OSCAR), **changes}
    request = RequestFactory().post("/", urlencode(form), FORM)
    with override_settings(
        INSTALLED_APPS=plain.INSTALLED_APPS, TEMPLATES=plain.TEMPLATES, ROOT_URLCONF=plain.ROOT_URLCONF
    ):
        return sign(request, petition.slug).status_code


def _row(fingerprints: set[bytes]) -> dict[str, object]:
    rows: list[dict[str, object]] = [dict(row) for row in Signature.objects.values()]
    row = next(row for row in rows if bytes_or(row["fingerprint"]) not in fingerprints)
    fingerprints.add(bytes_or(row["fingerprint"]))
    return row


def test_plain_django_leaves_the_row_that_the_site_leaves(now: datetime) -> None:
    petition, known = make_published(now), set[bytes]()
    make_signed(petition, IDA, now=now, country="IE", place=OSCAR.place)
    ours = _row(known)
    assert _post(petition) == 200
    theirs = _row(known)
    differing = {name for name in ours if bytes_or(ours[name]) != bytes_or(theirs[name])}
    assert differing <= OWN
    assert abs(len(bytes_or(ours["sealed"])) - len(bytes_or(theirs["sealed"]))) < 60


def test_plain_django_keeps_the_rules(now: datetime) -> None:
    petition = make_published(now)
    assert _post(petition, email="not an address") == 422
    assert _post(petition, version="9-en") == 422
    assert Signature.objects.count() == 0
    assert _post(petition) == 200
    assert _post(petition) == 200
    assert Signature.objects.get().letter_number == 2
    for person in (IDA, BEN, OSCAR):
        assert _post(petition, name=person.name, email="household@brambleworth.example") == 200
    assert sorted(Signature.objects.values_list("slot", flat=True)) == [1, 1, 2]


@pytest.mark.postgresql
def test_pgbench_writes_the_row_of_a_new_signature(now: datetime) -> None:
    from django.db import connection

    petition, known = make_published(now), set[bytes]()
    make_signed(petition, IDA, now=now, country="GB", updates="on", place="Oakmere")
    ours = _row(known)
    with connection.cursor() as cursor:
        cursor.execute(insertion_of(cursor, {}, ""))
    theirs = _row(known)
    differing = {name for name in ours if bytes_or(ours[name]) != bytes_or(theirs[name])}
    assert differing <= OWN | {"consent"}
    assert theirs["petition_id"] == petition.pk
    assert abs(len(bytes_or(ours["sealed"])) - len(bytes_or(theirs["sealed"]))) < 60


def bytes_or(value: object) -> bytes:
    """For comparing columns, binary or not."""
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
