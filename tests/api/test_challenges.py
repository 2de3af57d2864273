"""What the signing form's script asks for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.makers import make_published
from undersigned.petitions.models import Petition
from undersigned.signatures.fields import challenge_key
from undersigned.signatures.models import ScreeningAlarm
from undersigned.signatures.rules.challenges import read_token
from undersigned.signatures.screening.board import forget_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object) -> Petition:
    return make_published(datetime.now(UTC))


def test_it_is_small_fresh_and_kept_by_nobody(client: Client, petition: Petition) -> None:
    address = f"/api/v1/petitions/{petition.slug}/challenge"
    answer, again = client.get(address), client.get(address)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200,
        "application/json",
        "no-store",
    )
    assert not answer.cookies
    assert len(answer.content) < 100
    made = read_token(challenge_key(), petition.slug, answer.json()["token"])
    assert made is not None
    assert abs(datetime.now(UTC) - made) < timedelta(minutes=1)
    assert answer.json()["work"] is None
    assert again.status_code == 200


def test_under_attack_there_is_work(client: Client, petition: Petition) -> None:
    now = datetime.now(UTC)
    ScreeningAlarm.objects.create(subject=petition.pk, began_at=now, ends_at=now + timedelta(minutes=15))
    forget_board()
    work = client.get(f"/api/v1/petitions/{petition.slug}/challenge").json()["work"]
    assert sorted(work) == ["algorithm", "challenge", "maxnumber", "salt", "signature"]


def test_it_is_only_read_and_only_of_what_is_public(client: Client, petition: Petition) -> None:
    assert client.post(f"/api/v1/petitions/{petition.slug}/challenge").status_code == 405
    assert client.get("/api/v1/petitions/no-such-petition/challenge").status_code == 404
