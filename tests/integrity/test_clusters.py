"""Unusual concentrations: which are found, who is told, and what the webhook's receiver can check."""

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest

from tests.cast import NORA, Person
from tests.integrity.campaigning import FORGED, forger, honest
from tests.integrity.receiving import Receiver
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.screening.evidence import crowd
from tests.signing import deliver_all, make_staff
from undersigned.integrity.actions.find_clusters import find_clusters
from undersigned.integrity.actions.forget_alerts import forget_alerts
from undersigned.integrity.actions.send_notice import send_notice
from undersigned.integrity.fields import webhook_secret
from undersigned.integrity.models import Alert, Notice
from undersigned.integrity.queries import alerts
from undersigned.integrity.rules.clusters import ALERTS_KEPT, LEAST, MINUTE_LEAST, Kind, Looked, clusters, shape
from undersigned.integrity.rules.populations import POPULATIONS
from undersigned.integrity.rules.webhooks import written_secret
from undersigned.integrity.webhook import WebhookRefused
from undersigned.jobs.models import Job
from undersigned.petitions.models import Petition
from undersigned.signatures.rules.countries import COUNTRIES

START = datetime.fromisoformat("2026-03-03T12:00:00+00:00")
BEFORE = START - timedelta(minutes=1)
PLACES = {("GB", "little wending"): 800}


class Signing(NamedTuple):
    """What the search may know of one signing."""

    at: datetime
    network: str
    domain: str
    local: str
    country: str
    place: str


def looked(found: Sequence[Signing], one_in: float = 1.0) -> Looked:
    """These and no others, as they are counted."""
    return Looked(
        whole=len(found),
        networks=Counter(one.network for one in found),
        domains=Counter(one.domain for one in found),
        minutes=Counter(one.at.replace(second=0).isoformat() for one in found),
        countries=Counter(one.country for one in found),
        shapes=Counter(shape(one.local) for one in found),
        places=Counter(f"{one.country} {one.place}" for one in found if one.place),
        one_in=one_in,
    )


def signings(number: int, **values: Any) -> list[Signing]:
    """So many people who have nothing in common but these values, one a minute."""
    return [
        Signing(START + timedelta(minutes=one), f"{one:012x}", f"home{one}.example", "ida", "GB", "")._replace(**values)
        for one in range(number)
    ]


def kinds(found: list[Signing], places: dict[tuple[str, str], int] = PLACES) -> list[tuple[str, str, int]]:
    wanted = clusters(looked(found), countries=POPULATIONS, places=places)
    return [(one.kind.value, one.subject, one.number) for one in wanted]


@pytest.mark.parametrize(
    ("kind", "subject", "values", "least"),
    [
        ("network", "ab" * 6, {"network": "ab" * 6}, LEAST),
        ("domain", FORGED, {"domain": FORGED}, LEAST),
        ("names", "forger#", {"local": "Forger12"}, LEAST),
        ("minute", BEFORE.isoformat(), {"at": BEFORE}, MINUTE_LEAST),
        ("area", "GB little wending", {"place": "little wending"}, 201),
        ("area", "VA", {"country": "VA"}, 47),
    ],
)
def test_what_is_concentrated_is_found_from_a_threshold_on(
    kind: str, subject: str, values: dict[str, Any], least: int
) -> None:
    others = signings(700)
    assert kinds(others) == []
    assert kinds(others + signings(least - 1, **values)) == []
    assert kinds(others + signings(least, **values)) == [(kind, subject, least)]


def test_a_small_part_of_a_large_crowd_is_no_cluster() -> None:
    assert kinds(signings(4000) + signings(60, domain=FORGED)) == []


def test_a_place_that_nobody_counted_is_never_implausible() -> None:
    assert kinds(signings(700) + signings(300, place="little wending"), {}) == []


def test_a_sample_is_told_up_to_the_whole() -> None:
    """Of 30,000 signings 6,000 were opened: 45 of them are said to live in a village of 800."""
    sample = looked([], one_in=5.0)
    sample.whole = 30_000
    sample.places["GB little wending"], sample.shapes["forger#"], sample.shapes["ida#"] = 45, 121, 119
    found = clusters(sample, countries=POPULATIONS, places=PLACES)
    assert [(one.kind, one.subject, one.number) for one in found] == [
        ("names", "forger#", 605),
        ("area", "GB little wending", 225),
    ]


def test_what_most_people_call_themselves_is_no_pattern() -> None:
    assert [shape(local) for local in ("ida", "20160701", "ida.b", "Ida1984", "x1y22")] == ["", "", "", "ida#", "x#y#"]


def test_populations_are_of_countries_that_can_be_signed_from() -> None:
    assert POPULATIONS.keys() <= COUNTRIES
    assert len(POPULATIONS) > 240
    assert 7.5e9 < sum(POPULATIONS.values()) < 9e9


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


@pytest.mark.django_db
def test_staff_are_told_once(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_staff(now=now, role="integrity")
    crowd(petition, [forger(number) for number in range(LEAST)], now=now, network="192.0.2.77")
    assert find_clusters(now=now) == 3
    assert find_clusters(now=now) == 0
    assert {(one.kind, one.subject, one.number) for one in alerts()} == {
        ("network", "", LEAST),
        ("domain", FORGED, LEAST),
        ("names", "forged#", LEAST),
    }
    assert FORGED.encode() not in b"".join(bytes(row.subject) for row in Alert.objects.all())
    deliver_all(now=now)
    letter = mailbox.last(NORA.email)
    assert f"{LEAST} of {LEAST} signings with one mail domain" in letter.text
    assert FORGED not in letter.text + letter.html
    crowd(petition, [forger(number) for number in range(LEAST, LEAST + 5)], now=now)
    assert find_clusters(now=now + timedelta(minutes=10)) == 0
    assert {one.number for one in alerts() if one.kind == "domain"} == {LEAST + 5}
    assert Notice.objects.count() == 1
    assert not Job.objects.filter(action__endswith="send_notice").exists()


@pytest.mark.django_db
def test_what_is_back_after_a_day_is_told_again(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_staff(now=now, role="integrity")
    crowd(petition, [forger(number) for number in range(LEAST + 9)], now=now)
    assert find_clusters(now=now) == 2
    deliver_all(now=now)
    later = now + timedelta(days=3)
    crowd(petition, [forger(number) for number in range(100, 100 + LEAST)], now=later)
    assert find_clusters(now=later) == 2
    assert find_clusters(now=later + timedelta(minutes=10)) == 0
    assert {(row.number, row.found_at, row.last_at > later) for row in Alert.objects.all()} == {(LEAST, later, True)}
    deliver_all(now=later)
    assert f"{LEAST} of {LEAST} signings with one mail domain" in mailbox.last(NORA.email).text


@pytest.mark.django_db
def test_what_grows_tenfold_is_told_again(
    petition: Petition, mailbox: PostOffice, receiver: type[Receiver], now: datetime
) -> None:
    """What was not told before it grew is told once."""
    make_staff(now=now, role="integrity")
    crowd(petition, [forger(number) for number in range(LEAST)], now=now)
    assert find_clusters(now=now) == 2
    crowd(petition, [forger(number) for number in range(LEAST, 10 * LEAST - 1)], now=now)
    [domain] = [row for row in Alert.objects.all() if row.kind == Kind.DOMAIN]
    find_clusters(now=now)
    assert Alert.objects.get(pk=domain.pk).notice_id == domain.notice_id
    crowd(petition, [forger(10 * LEAST)], now=now)
    assert find_clusters(now=now) == 2
    assert find_clusters(now=now) == 0
    again = Alert.objects.get(pk=domain.pk)
    assert (again.number, again.told) == (10 * LEAST, 10 * LEAST)
    deliver_all(now=now)
    [letter] = mailbox.to(NORA.email)
    assert f"{10 * LEAST} of {10 * LEAST} signings with one mail domain" in letter.text
    assert receiver.seen == []
    for job in Job.objects.filter(action__endswith=".send_notice").order_by("pk"):
        send_notice(**job.arguments, now=now)
    [(_headers, body)] = receiver.seen
    assert {one["number"] for one in json.loads(body)["data"]["clusters"]} == {10 * LEAST}


@pytest.mark.django_db
def test_what_is_over_for_a_month_is_forgotten(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_staff(now=now, role="integrity")
    crowd(petition, [forger(number) for number in range(LEAST)], now=now, network="192.0.2.77")
    find_clusters(now=now)
    assert forget_alerts(now=now + ALERTS_KEPT) == 0
    assert Alert.objects.count() == 3
    assert forget_alerts(now=now + ALERTS_KEPT + timedelta(minutes=1)) == 3
    assert not Alert.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_an_honest_crowd_and_big_providers_are_no_cluster(petition: Petition, now: datetime) -> None:
    crowd(petition, [honest(number) for number in range(60)], now=now)
    letters = "abcdefghij"
    names = [first + second for first in letters for second in letters][:60]
    crowd(petition, [Person(f"Ida {name}", f"{name}{name}@gmail.com") for name in names], now=now)
    assert find_clusters(now=now) == 0


@pytest.mark.django_db
def test_the_webhook_is_told_signed_and_once(petition: Petition, receiver: type[Receiver], now: datetime) -> None:
    crowd(petition, [forger(number) for number in range(LEAST)], now=now)
    assert find_clusters(now=now) == 2
    job = Job.objects.get(action__endswith=".send_notice")
    receiver.says = 503
    with pytest.raises(WebhookRefused):
        send_notice(**job.arguments, now=now)
    receiver.says = 204
    for _ in range(2):
        send_notice(**job.arguments, now=now + timedelta(minutes=5))
    [(first, _), (headers, body)] = receiver.seen
    assert first["webhook-id"] == headers["webhook-id"]
    key = base64.b64decode(written_secret(webhook_secret()).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    told = json.loads(body)
    assert told["type"] == "clusters.found"
    assert {one["kind"] for one in told["data"]["clusters"]} == {Kind.DOMAIN, Kind.NAMES}
    assert FORGED not in body.decode()
