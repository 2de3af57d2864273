"""What runs all the time goes by an index: its cost must not grow with the number of signatures."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.signing import DAY, post, signed
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.expire_unconfirmed import expire_unconfirmed
from undersigned.signatures.actions.forget_origins import forget_origins
from undersigned.signatures.actions.mark_counted import mark_counted
from undersigned.signatures.actions.release_held import release_held
from undersigned.signatures.letter_pages import letter_of
from undersigned.signatures.queries import find_signature, recent_signers

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


ACTS: list[Callable[[Petition, datetime], object]] = [
    lambda petition, now: signed(petition, OSCAR, now=now),
    lambda _, now: post(now),
    lambda _, now: mark_counted(now=now),
    lambda _, now: expire_unconfirmed(now=now + 60 * DAY),
    lambda petition, _: recent_signers(petition, 10),
    lambda petition, _: find_signature(petition.slug, OSCAR.email),
    lambda _, now: letter_of("A" * 56, now),
    lambda _, now: release_held(now=now + 4 * DAY),
    lambda _, now: forget_origins(now=now + 60 * DAY),
]
# A few lines that staff have written. The index of what is held holds nothing else: it may be read through.
SMALL = "screeningentry|screeningalarm"


@pytest.mark.parametrize(
    "act", ACTS, ids=["sign", "post", "mark_counted", "expire", "recent", "find", "letter", "release", "forget"]
)
def test_no_signature_is_read_in_vain(
    petition: Petition, now: datetime, mailbox: PostOffice, act: Callable[[Petition, datetime], object]
) -> None:
    signed(petition, OSCAR, now=now)
    with CaptureQueriesContext(connection) as captured:
        act(petition, now)
    scans = []
    for query in captured.captured_queries:
        if query["sql"].startswith(("SELECT", "UPDATE", "DELETE")):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                plan = " / ".join(str(step[3]) for step in cursor.fetchall())
            if re.search(rf"SCAN signatures_(?!{SMALL})\w+\b(?! USING INDEX signature_held)", plan):
                scans.append((query["sql"], plan))
    assert scans == []
