"""`undersigned screening`: the counts that one reads before the rules act."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cast import OSCAR, SUHARSA, WEI
from tests.makers import make_published
from tests.signatures.screening.evidence import one
from undersigned.console.main import main
from undersigned.petitions.models import Petition
from undersigned.signatures.models import ScreeningAlarm

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, settings: Any) -> Petition:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"screening": "observe"})
    now = datetime.now(UTC)
    petition = make_published(now)
    one(petition, OSCAR, now=now)
    one(petition, SUHARSA, now=now, trap="x")
    one(petition, WEI, now=now - timedelta(hours=9), email="wei@mailinator.com")
    ScreeningAlarm.objects.create(subject=0, began_at=now, ends_at=now + timedelta(minutes=15))
    return petition


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, str]:
    assert main(["screening", *arguments]) == 0
    lines = capsys.readouterr().out.splitlines()
    return {name: number for name, _, number in (line.rpartition(" ") for line in lines)}


def shown(found: dict[str, str]) -> dict[str, str]:
    return {name.strip(): number for name, number in found.items() if not name.startswith("An alarm")}


def test_what_each_rule_would_have_done(petition: Petition, capsys: pytest.CaptureFixture[str]) -> None:
    all_three = {"received": "3", "passed": "3", "spoke: disposable": "1", "spoke: trap": "1", "confirmed": "0"}
    assert shown(printed(capsys)) == all_three
    assert shown(printed(capsys, "--petition", petition.slug)) == all_three
    newest = {"received": "2", "passed": "2", "spoke: trap": "1", "confirmed": "0"}
    assert shown(printed(capsys, "--hours", "3")) == newest


def test_an_alarm_is_told_where_it_stands(petition: Petition, capsys: pytest.CaptureFixture[str]) -> None:
    assert any(name.startswith("An alarm stands on the whole site") for name in printed(capsys))
    of_one = printed(capsys, "--petition", petition.slug)
    assert not any(name.startswith("An alarm") for name in of_one)


def test_an_unknown_petition(house: object, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screening", "--petition", "nowhere"]) == 1
    assert capsys.readouterr().err == "There is no such petition.\n"
