"""An attack is felt: proof of work is asked for, never of people without script, whose letter waits."""

import base64
import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from altcha.v1 import solve_challenge
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import OSCAR, SUHARSA, WEI
from tests.makers import make_published
from tests.signatures.screening.evidence import crowd, one, pupil
from tests.signatures.signing import MINUTE, SECOND
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.signatures.actions.release_held import release_held
from undersigned.signatures.models import ScreeningAlarm, ScreeningHour
from undersigned.signatures.rules.alarms import LASTS, PETITION_FLOOR, SITE_FLOOR, is_felt
from undersigned.signatures.screening.board import SITE
from undersigned.signatures.screening.challenge import challenge
from undersigned.signatures.screening.counted import alarms


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def storm(petition: Petition, now: datetime, number: int = PETITION_FLOOR + 1) -> None:
    """So many within a minute, each from elsewhere."""
    crowd(petition, [pupil(one) for one in range(number)], now=now)


def solved(work: dict[str, Any]) -> str:
    """The payload that the page's script sends, by ALTCHA's own solver."""
    solution = solve_challenge(work["challenge"], work["salt"], work["algorithm"], work["maxnumber"], 0)
    assert solution is not None
    told = {name: work[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(told | {"number": solution.number}).encode()).decode()


@pytest.mark.parametrize(
    ("a_minute", "before", "expected"),
    [(120, 0, False), (120.1, 0, True), (121, 20_000, False), (1_000, 143_900, True), (1_000, 144_000, False)],
)
def test_when_it_is_felt(a_minute: float, before: int, expected: bool) -> None:
    assert is_felt(a_minute, before, PETITION_FLOOR) is expected


@given(st.floats(0, 1e6), st.integers(0, 10**8))
def test_below_the_floor_nothing_is_an_attack(a_minute: float, before: int) -> None:
    assert not is_felt(min(a_minute, SITE_FLOOR), before, SITE_FLOOR)


@pytest.mark.django_db
def test_it_switches_on_by_itself_and_off_again(petition: Petition, now: datetime) -> None:
    storm(petition, now, PETITION_FLOOR)
    assert alarms(now) == {}
    assert one(petition, SUHARSA, now=now).state == "pending"
    assert alarms(now) == {petition.pk: now + LASTS}
    later = now + 2 * MINUTE
    row = one(petition, OSCAR, now=later)
    assert (row.state, row.reason) == ("held", "no_proof")
    assert one(petition, WEI, now=now + LASTS).state == "pending"


@pytest.mark.django_db
def test_without_script_the_letter_waits_and_goes(petition: Petition, now: datetime) -> None:
    storm(petition, now)
    assert one(petition, OSCAR, now=now).state == "held"
    release_held(now=now + 10 * MINUTE)
    assert one(petition, OSCAR, now=now + LASTS + MINUTE).state == "pending"


@pytest.mark.django_db
def test_a_proof_lets_through_once(petition: Petition, now: datetime) -> None:
    storm(petition, now)
    work = challenge(petition.slug, now)["work"]
    proof = solved(work)
    later = now + 5 * SECOND
    assert one(petition, OSCAR, now=later, proof=proof).state == "pending"
    assert one(petition, WEI, now=later, proof=proof).state == "held"
    assert one(petition, SUHARSA, now=later, proof="nonsense").state == "held"


@pytest.mark.django_db
def test_a_proof_serves_one_of_a_batch(petition: Petition, now: datetime) -> None:
    storm(petition, now)
    proof = solved(challenge(petition.slug, now)["work"])
    rows = crowd(petition, [pupil(900), pupil(901), pupil(902)], now=now + 5 * SECOND, proof=proof)
    assert [row.state for row in rows] == ["pending", "held", "held"]


@pytest.mark.django_db
def test_a_proof_for_another_petition_is_none(petition: Petition, now: datetime) -> None:
    storm(petition, now)
    work = challenge(petition.slug, now)["work"]
    other = make_published(now, title="Another petition about another lake")
    ScreeningAlarm.objects.create(subject=other.pk, began_at=now, ends_at=now + LASTS)
    assert one(other, OSCAR, now=now + 5 * SECOND, proof=solved(work)).state == "held"


@pytest.mark.django_db
def test_a_challenge_holds_no_work_while_it_is_quiet(petition: Petition, now: datetime, settings: Any) -> None:
    quiet = challenge(petition.slug, now)
    assert quiet["work"] is None
    storm(petition, now)
    assert challenge(petition.slug, now)["work"]["algorithm"] == "SHA-256"
    assert challenge(petition.slug, now + LASTS)["work"] is None
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"screening": "observe"})
    assert challenge(petition.slug, now)["work"] is None, "observe asks nothing of anybody"
    with pytest.raises(PetitionNotFound):
        challenge("no-such-petition", now)


@pytest.mark.django_db
def test_a_challenge_costs_one_query_and_none_is_given_after_a_take_down(petition: Petition, now: datetime) -> None:
    challenge(petition.slug, now)
    with CaptureQueriesContext(connection) as queries:
        challenge(petition.slug, now + SECOND)
    assert len(queries) == 1
    take_down(petition_id=petition.pk, words="A copied text.", now=now + SECOND)
    with pytest.raises(PetitionNotFound):
        challenge(petition.slug, now + SECOND)


@pytest.mark.django_db
@pytest.mark.parametrize(("milliseconds", "state"), [(1_999, "held"), (2_000, "pending")])
def test_a_quick_form_is_held(petition: Petition, now: datetime, milliseconds: int, state: str) -> None:
    token = challenge(petition.slug, now)["token"]
    row = one(petition, OSCAR, now=now + timedelta(milliseconds=milliseconds), challenge=token)
    assert (row.state, row.reason) == (state, "haste" if state == "held" else "")


@pytest.mark.django_db
def test_a_made_up_token_is_no_token(petition: Petition, now: datetime) -> None:
    assert one(petition, OSCAR, now=now, challenge="1772539200000.AAAAAAAAAAAAAAAAAAAAAA").state == "pending"


@pytest.mark.django_db
def test_who_is_always_popular_raises_no_alarm(petition: Petition, now: datetime) -> None:
    for hours in range(1, 25):
        ScreeningHour.objects.create(
            petition=petition, hour=now - timedelta(hours=hours), outcome="passed", reason="", shard=0, number=1_000
        )
    storm(petition, now, PETITION_FLOOR + 40)
    assert alarms(now) == {}


@pytest.mark.django_db
def test_a_storm_rings_once(petition: Petition, now: datetime) -> None:
    storm(petition, now)
    with CaptureQueriesContext(connection) as queries:
        storm(petition, now + SECOND)
    assert not [query for query in queries if "screeningalarm" in query["sql"].lower() and "SELECT" not in query["sql"]]
    storm(petition, now + 4 * MINUTE)
    alarm = ScreeningAlarm.objects.get(subject=petition.pk)
    assert (alarm.began_at, alarm.ends_at) == (now, now + 4 * MINUTE + LASTS)


@pytest.mark.django_db
def test_many_petitions_together_alarm_the_site(petition: Petition, now: datetime) -> None:
    petitions = [petition, *(make_published(now, title=f"Petition number {number} of many") for number in range(5))]
    for number, each in enumerate(petitions):
        crowd(each, [replace(pupil(one), email=f"p{one}@h{number}x{one}.example") for one in range(101)], now=now)
    assert alarms(now) == {SITE: now + LASTS}
    assert one(petition, OSCAR, now=now).state == "held"
