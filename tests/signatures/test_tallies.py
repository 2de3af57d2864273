"""The aggregate: no figure about fewer than ten people, alone or by subtraction; its hash in the log."""

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import OSCAR, Person
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import make_confirmed, publish_all
from undersigned.accounts.models import AuditEntry
from undersigned.console.doctor import check_house
from undersigned.ledger.models import Event
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.end_grace import end_grace
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import LOG_CLOSES_AFTER
from undersigned.signatures.actions.tally import tally
from undersigned.signatures.actions.tally_closed import tally_closed
from undersigned.signatures.models import Signature, Tally
from undersigned.signatures.rules.tallies import LEAST, Cells, TallyRefused, cells, merged
from undersigned.signatures.tallies import published_tally

COUNTS = st.dictionaries(st.sampled_from(["AT", "BE", "CH", "DE", "EE"]), st.integers(1, 60), max_size=5)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"FR": 12, "DE": 10}, {"DE": 10, "FR": 12}),
        ({"FR": 40, "DE": 9, "AT": 3}, {"FR": 40, "other": 12}),
        # The rest alone would be a figure about three people: the smallest that is shown goes with it.
        ({"FR": 40, "DE": 10, "AT": 3}, {"FR": 40, "other": 13}),
        ({"FR": 40, "AT": 3}, {"other": 43}),
        ({"FR": 7}, {"other": 7}),
        ({}, {}),
    ],
)
def test_cells_under_ten_are_merged(counts: Mapping[str, int], shown: Mapping[str, int]) -> None:
    assert merged(counts, []).named() == shown


@pytest.mark.parametrize(
    ("before", "counts", "shown"),
    [
        # Seven more from France: by subtraction a figure about seven people; with Austria they are 27.
        ({"FR": 40, "DE": 30, "other": 20}, {"FR": 47, "DE": 50, "AT": 40}, {"DE": 50, "other": 87}),
        # Unchanged, or ten more: both may be shown.
        ({"FR": 40, "DE": 30}, {"FR": 40, "DE": 40}, {"DE": 40, "FR": 40}),
        # Three more of those who are not shown by name: nobody may be told apart from them.
        ({"FR": 40, "other": 20}, {"FR": 40, "AT": 9, "BE": 14}, {"other": 63}),
        # Two have left: as little to be shown as two who came.
        ({"FR": 40, "DE": 30}, {"FR": 38, "DE": 30}, {"other": 68}),
    ],
)
def test_differences_under_ten_are_merged(
    before: Mapping[str, int], counts: Mapping[str, int], shown: Mapping[str, int]
) -> None:
    assert merged(counts, [cells(before)]).named() == shown


@given(st.lists(COUNTS, min_size=1, max_size=4))
def test_nobody_learns_a_small_figure_from_two_publications(history: list[dict[str, int]]) -> None:
    published: list[Cells] = []
    for counts in history:
        now = merged(counts, published)
        assert now.total == sum(counts.values())
        if now.shown:
            assert all(count >= LEAST for count in now.named().values())
        for before in published:
            common = now.shown.keys() & before.shown.keys()
            rest = now.total - before.total - sum(now.shown[name] - before.shown[name] for name in common)
            parts = [now.shown[name] - before.shown[name] for name in common]
            assert all(part == 0 or abs(part) >= LEAST for part in [*parts, *([rest] if common else [])])
        published.append(now)


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def crowd(petition: Petition, country: str, number: int, *, mailbox: PostOffice, now: datetime) -> None:
    start = Signature.objects.count()
    for one in range(start, start + number):
        make_confirmed(
            petition, Person(f"Signer {one}", f"s{one}@crowd{one}.example", country), mailbox=mailbox, now=now
        )


@pytest.mark.django_db
def test_an_aggregate_is_served_when_the_log_holds_its_hash(
    petition: Petition, mailbox: PostOffice, now: datetime, client: Client
) -> None:
    crowd(petition, "FR", 11, mailbox=mailbox, now=now)
    crowd(petition, "DE", 10, mailbox=mailbox, now=now + timedelta(days=1))
    crowd(petition, "AT", 4, mailbox=mailbox, now=now + timedelta(days=1))
    later = publish_all(now=now + timedelta(days=1))
    made = tally(petition_id=petition.pk, by="console", now=later)
    address = f"/api/v1/petitions/{petition.slug}/tally.json"
    assert published_tally(petition.pk) is None
    assert client.get(address).status_code == 404
    later = publish_all(now=later)
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.content.decode("ascii") == made.text
    values = json.loads(answer.content)
    assert values["countries"] == {"FR": 11, "other": 14}
    assert values["days"] == {"2026-03-03": 11, "2026-03-04": 14}
    assert (values["count"], values["number"], values["pid"]) == (25, 1, petition.pid)
    event = Event.objects.get(type="tally")
    assert event.entry.split()[-1] == base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert client.get(f"/api/v1/petitions/{petition.slug}/tallies/1.json").content == answer.content
    assert client.get(f"/api/v1/petitions/{petition.slug}/tallies/2.json").status_code == 404
    assert AuditEntry.objects.get(verb="petition.tally").actor == "console"
    assert check_house(later).findings == []


@pytest.mark.django_db
def test_one_more_signature_is_not_told_by_another_aggregate(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    crowd(petition, "FR", 30, mailbox=mailbox, now=now)
    later = publish_all(now=now)
    tally(petition_id=petition.pk, by="console", now=later)
    crowd(petition, "FR", 1, mailbox=mailbox, now=later)
    later = publish_all(now=later)
    with pytest.raises(TallyRefused, match="too few signatures changed"):
        tally(petition_id=petition.pk, by="console", now=later)
    assert Tally.objects.count() == 1
    assert Event.objects.filter(type="tally").count() == 1


@pytest.mark.django_db
def test_a_petition_that_closed_gets_one_and_only_one(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    crowd(petition, "FR", 12, mailbox=mailbox, now=now)
    later = publish_all(now=now)
    assert tally_closed(now=later) == 0
    close(petition_id=petition.pk, now=later)
    later += LOG_CLOSES_AFTER
    assert tally_closed(now=later) == 0
    end_grace(petition_id=petition.pk, now=later)
    later = publish_all(now=later)
    assert tally_closed(now=later) == 1
    assert tally_closed(now=later) == 0
    later = publish_all(now=later)
    found = published_tally(petition.pk)
    assert found is not None
    assert json.loads(found.text)["countries"] == {"FR": 12}
    types = Event.objects.filter(pid=petition.pid).order_by("n").values_list("type", flat=True)
    assert list(types)[-2:] == ["close", "tally"]
    assert check_house(later).findings == []


@pytest.mark.django_db
def test_few_signatures_give_none(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    later = publish_all(now=now)
    with pytest.raises(TallyRefused, match="of 1 signatures"):
        tally(petition_id=petition.pk, by="console", now=later)
    close(petition_id=petition.pk, now=later)
    later += LOG_CLOSES_AFTER
    end_grace(petition_id=petition.pk, now=later)
    later = publish_all(now=later)
    assert tally_closed(now=later) == 0
    assert not Tally.objects.exists()
