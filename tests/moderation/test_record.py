"""The public record of decisions."""

from datetime import datetime, timedelta

import pytest

from tests.moderation.deciding import WORDS, handed_in
from tests.signing import make_staff
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.record import entries, record

pytestmark = pytest.mark.django_db


def test_the_record_counts_and_keeps_secrets(now: datetime) -> None:
    nora = make_staff(now=now)
    publish(petition_id=handed_in(now - timedelta(days=2), title="One").pk, by=nora, now=now)
    for number, code in enumerate(["unclear", "unclear", "hate", "libel"]):
        petition = handed_in(now - timedelta(days=number + 3), title=f"Hidden {number}")
        refuse(petition_id=petition.pk, words=WORDS, code=code, by=nora, now=now)
    found = record(now)
    assert found.kinds == (("publish", 1), ("refuse", 4))
    assert (found.reasons, found.secret, found.years) == ((("unclear", 2),), 2, ())
    assert found.median_wait == timedelta(days=4)
    told = entries()
    assert [one.reason for one in told] == ["secret", "secret", "unclear", "unclear", ""]
    assert [one.title for one in told] == ["", "", "", "", "One"]
    next_year = record(now + timedelta(days=365))
    assert [(one.year, one.told, one.others) for one in next_year.years] == [(2026, (), 2)]
