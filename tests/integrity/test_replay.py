"""A small replay of 2016, by the same code as `./run bench replay`: what it reports of the large one holds of this."""

import gc
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings

from bench.crowd_2016 import FORGED, arrivals
from bench.replay import START, write_places
from bench.replay_report import Report
from bench.replay_windows import held
from bench.replaying import Replay
from tests.makers import make_published
from tests.signing import make_staff
from undersigned.web.door.pages import PAGES

CROWD, FALSE = 900, 180
HOURS = 2
BY_SCRIPT = ("script", "village")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What the door's threads left behind goes in this test."""
    yield
    PAGES.renewal.stop()
    gc.collect()


@pytest.fixture
def report(transactional_db: None, house: object) -> Report:
    write_places(settings.UNDERSIGNED.data)
    before = START - timedelta(days=2)
    staff = make_staff(now=before, role="integrity")
    people = arrivals(START, CROWD, FALSE, hours=HOURS)
    step = timedelta(minutes=10)
    return Replay(make_published(before), staff, people, staff_after=timedelta(hours=1), step=step).run()


@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
def test_the_forged_are_held_and_found_and_no_honest_one_is_hurt(report: Report) -> None:
    figures = report.figures
    honest = [kind for kind in figures["arrived"] if kind not in FORGED]
    assert {"first", "home", "mobile", "college", "pupil", "villager"} == set(honest)
    assert report.forged("arrived") == FALSE
    # Nobody honest is refused or taken out, and all of them stand in the end.
    assert report.honest("refused") == report.honest("taken out") == report.honest("never let go") == 0
    assert report.honest("stand") == report.honest("arrived")
    # Who shares an address with many may wait, and not for long.
    assert report.honest("held") <= 0.02 * report.honest("arrived")
    assert max([wait for kind in honest for wait in report.waits.get(kind, [])], default=timedelta()) <= timedelta(
        hours=1
    )
    # Screening holds most of what scripts send, staff refuse it or take it out, and the trap refuses at once.
    arrived = sum(figures["arrived"][kind] for kind in BY_SCRIPT)
    caught = sum(figures["held"][kind] + figures["refused"][kind] for kind in BY_SCRIPT)
    assert caught >= 0.5 * arrived
    assert [figures["stand"][kind] for kind in BY_SCRIPT] == [0, 0]
    assert figures["refused"]["trap"] == figures["arrived"]["trap"]
    # People who are hired and have mailboxes like everybody's are what nothing here can tell from a school.
    assert figures["stand"]["hired"] == figures["arrived"]["hired"] == FALSE // 10
    assert report.clusters["domain"] >= 1
    assert report.first_alert is not None
    assert report.first_alert < timedelta(hours=2)
    # Whoever was caught saw what others saw, byte for byte.
    assert report.answers.number == sum(figures["arrived"].values())
    assert sum(report.answers.caught.values()) == sum(
        report.honest(one) + report.forged(one) for one in ("held", "refused")
    )
    assert report.answers.odd() == 0
    # What was taken out is taken out of the public count, exactly.
    assert report.verified == report.standing == report.honest("stand") + report.forged("stand")


def test_a_report_tells_a_difference_in_answers() -> None:
    report = Report()
    report.answers.free.add(b"thank you")
    report.answers.caught.update([b"thank you", b"thank you!"])
    assert report.answers.odd() == 1


def test_windows_alone_hold_scripts_and_let_carriers_pass() -> None:
    """What `--windows` prints: the rules without a database."""
    people = arrivals(START, 6_000, 600)
    found = held(people, {})
    of_scripts = sum(one.kind in BY_SCRIPT for one in people)
    assert sum(found[kind] for kind in BY_SCRIPT) > 0.7 * of_scripts
    assert found["home"] + found["mobile"] + found["first"] + found["villager"] == 0
    assert found["trap"] == 0, "refused, not held"
    loose = held(people, {"domain.FROM_ONE_NETWORK": 10**9, "domain.A_DAY": 10**9})
    assert sum(loose[kind] for kind in BY_SCRIPT) < sum(found[kind] for kind in BY_SCRIPT)
