"""Events of a sensitive petition wait for each other: for enough signatures, for the time, or for the close."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from tests.ledger.events import PID, happen, pid_of, sign_many
from tests.ledger.test_publishing import round_out
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.findings import findings
from undersigned.ledger.models import Event, LogState
from undersigned.ledger.promising import promise_within
from undersigned.ledger.queries import logged_entries
from undersigned.ledger.rules import PendingEvent, without_cut
from undersigned.ledger.waiting import is_round_full, patience, patient_groups, round_events
from undersigned.tlog.recount import recount

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
QUIET = pid_of(2)


@pytest.fixture
def opened(now):
    """A log with an ordinary petition and a sensitive one."""
    open_log(now=now)
    happen("open", now)
    happen("open", now, pid=QUIET)
    assert issue_round(now=now) is not None


def logged(pid=QUIET):
    """Types of what the log holds of the petition, after its opening."""
    events = Event.objects.filter(pid=pid, index__isnull=False).exclude(type="open").order_by("index")
    return list(events.values_list("type", flat=True))


def test_patience_is_that_of_the_settings():
    assert patience(is_sensitive=False) == timedelta()
    assert patience(is_sensitive=True) == HOUR
    assert promise_within(HOUR) - promise_within() == HOUR


def test_nine_wait_and_the_tenth_brings_them_all(opened, now):
    sign_many(9, now, pid=QUIET, patience=HOUR)
    assert issue_round(now=now) is None
    assert issue_round(now=now + HOUR - timedelta(microseconds=1)) is None
    happen("sign", now, pid=QUIET, patience=HOUR)
    row = issue_round(now=now + timedelta(seconds=1))
    assert row is not None
    assert (row.previous_size, row.size) == (2, 12)
    assert logged() == ["sign"] * 10


def test_a_lone_one_comes_with_its_hour(opened, now):
    happen("sign", now, pid=QUIET, patience=HOUR)
    happen("sign", now + timedelta(minutes=59), pid=QUIET, patience=HOUR)
    assert issue_round(now=now + timedelta(minutes=59)) is None
    assert issue_round(now=now + HOUR) is not None
    assert logged() == ["sign"] * 2, "the second goes along, so that neither is alone"


def test_other_petitions_are_not_kept_waiting(opened, now):
    sign_many(3, now, pid=QUIET, patience=HOUR)
    sign_many(2, now)
    assert issue_round(now=now) is not None
    assert logged(PID) == ["sign", "sign"]
    assert logged() == []


def test_what_takes_back_waits_with_them_and_is_no_signature(opened, now):
    signed = sign_many(10, now, pid=QUIET, patience=HOUR)
    assert issue_round(now=now) is not None
    later = now + HOUR
    happen("withdraw", later, pid=QUIET, target=signed[3], patience=HOUR)
    happen("invalidate", later, pid=QUIET, target=signed[4], patience=HOUR)
    first = sign_many(8, later, pid=QUIET, patience=HOUR)
    happen("withdraw", later, pid=QUIET, target=first[0], patience=HOUR)
    assert issue_round(now=later) is None, "eight signatures and three others are no ten signatures"
    sign_many(2, later, pid=QUIET, patience=HOUR)
    assert issue_round(now=later) is not None
    assert sorted(logged()[10:]) == ["invalidate", *["sign"] * 10, *["withdraw"] * 2]
    assert recount(logged_entries(0, LogState.objects.get().size)).lines[QUIET].c == 17


def test_a_withdrawal_alone_waits_its_hour(opened, now):
    signed = sign_many(10, now, pid=QUIET, patience=HOUR)
    assert issue_round(now=now) is not None
    happen("withdraw", now, pid=QUIET, target=signed[0], patience=HOUR)
    assert issue_round(now=now + HOUR / 2) is None
    assert issue_round(now=now + HOUR) is not None
    assert logged()[10:] == ["withdraw"]


@pytest.mark.parametrize("ends", ["close", "sealed"])
def test_the_end_lets_nobody_wait(opened, now, ends):
    if ends == "sealed":
        happen("close", now, pid=QUIET)
        issue_round(now=now)
        happen("tally", now, pid=QUIET, patience=HOUR)
    else:
        sign_many(4, now, pid=QUIET, patience=HOUR)
    assert issue_round(now=now) is None
    happen(ends, now, pid=QUIET)
    assert issue_round(now=now) is not None
    assert logged()[-1] == ends
    assert not Event.objects.filter(index__isnull=True).exists()


def test_a_new_text_is_published_at_once_and_who_signed_the_old_one_follows(opened, now):
    sign_many(4, now, pid=QUIET, patience=HOUR)
    happen("amend", now, pid=QUIET)
    assert issue_round(now=now) is not None
    assert logged() == ["amend"]
    for number in range(6):
        happen("sign", now + timedelta(seconds=number), pid=QUIET, version=2, patience=HOUR)
    assert issue_round(now=now) is not None
    assert logged() == ["amend", *["sign"] * 10]
    assert recount(logged_entries(0, LogState.objects.get().size)).contradiction is None
    assert Event.objects.exclude(set_aside="").count() == 0


def test_who_was_promised_sooner_is_not_made_to_wait(opened, now):
    """A petition became a sensitive one while some of its signatures waited."""
    happen("sign", now, pid=QUIET)
    sign_many(3, now, pid=QUIET, patience=HOUR)
    assert issue_round(now=now) is not None
    assert logged() == ["sign"]
    assert Event.objects.filter(index__isnull=True).count() == 3


def test_a_limit_never_leaves_a_few_of_them_in_a_round(opened, now):
    sign_many(15, now)
    sign_many(12, now, pid=QUIET, patience=HOUR)
    assert issue_round(now=now, limit=20) is not None
    assert (len(logged(PID)), len(logged())) == (15, 0), "five of twelve would be too few to hide among"
    assert issue_round(now=now, limit=20) is not None
    assert len(logged()) == 12


def test_a_limit_parts_a_crowd_and_the_hour_is_kept_all_the_same(opened, now):
    sign_many(25, now, pid=QUIET, patience=HOUR)
    assert issue_round(now=now, limit=20) is not None
    assert len(logged()) == 20
    assert issue_round(now=now, limit=20) is None, "five wait for others again"
    assert issue_round(now=now + HOUR, limit=3) is not None
    assert len(logged()) == 23, "whose time is over goes in the smallest company"


def test_those_who_wait_do_not_fill_a_round(opened, now):
    sign_many(9, now, pid=QUIET, patience=HOUR)
    assert not is_round_full(5)
    sign_many(5, now)
    assert is_round_full(5)
    assert len(round_events(20_000, now)) == 5


def test_doctor_knows_who_was_promised_what(opened, now):
    happen("sign", now, pid=QUIET, patience=HOUR)
    round_out(now)
    waits = [line for line in findings(now + HOUR) if "wait" in line]
    assert waits == []
    late = [line for line in findings(now + HOUR + promise_within() + timedelta(seconds=1)) if "wait" in line]
    assert late == ["log: 1 events of sensitive petitions wait longer than was promised"]


def test_a_promise_outlives_a_change_of_the_settings(opened, now, monkeypatch):
    happen("sign", now, pid=QUIET, patience=patience(is_sensitive=True))
    changed = settings.UNDERSIGNED.model_copy(update={"sensitive_seconds": 86_400})
    monkeypatch.setattr(settings, "UNDERSIGNED", changed)
    assert issue_round(now=now + HOUR) is not None


def test_without_cut():
    events = [PendingEvent(number, pid, "sign", "1 x", None) for number, pid in enumerate("aaabbc")]
    assert without_cut(events, {"a": 3, "b": 3, "c": 0}) == [*events[:3], events[5]]
    assert without_cut(events, {}) == events


@pytest.mark.sqlite
def test_patient_events_are_found_by_their_own_index():
    question = patient_groups()
    assert "event_patient" in question.explain(), question.explain()


@pytest.mark.postgresql
def test_patient_events_are_found_by_their_own_index_alone():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")
        cursor.execute(
            'EXPLAIN SELECT pid, min(wait_until) FROM ledger_event WHERE "index" IS NULL AND set_aside = %s '
            "AND wait_until IS NOT NULL GROUP BY pid",
            [""],
        )
        assert "event_patient" in str(cursor.fetchall())
