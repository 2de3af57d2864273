from datetime import timedelta

import pytest
from django.db import connection

from tests.ledger.events import PID, happen, pid_of, sign_many
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.take_lease import take_lease
from undersigned.ledger.models import Event, LogState, Round, Tail
from undersigned.ledger.queries import logged_entries
from undersigned.ledger.rules import LeaseLost, LogRefused
from undersigned.ledger.site import log_signer
from undersigned.tlog.checkpoints import open_checkpoint
from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.notes import parse_vkey
from undersigned.tlog.recount import recount
from undersigned.tlog.tree import tree_root

pytestmark = pytest.mark.django_db


def test_a_round_gives_events_their_place_and_signs_the_tree(now):
    open_log(now=now)
    happen("open", now)
    sign_many(10, now)
    row = issue_round(now=now)
    assert row is not None
    assert (row.size, row.previous_size) == (11, 0)
    entries = list(logged_entries(0, 11))
    state = LogState.objects.get()
    checkpoint = open_checkpoint(row.note.encode(), state.origin, [parse_vkey(state.vkey)])
    assert checkpoint.size == state.size == 11
    assert checkpoint.root == bytes(state.root) == tree_root(leaf_hash(entry) for entry in entries)
    assert recount(entries).lines[PID].c == 10
    assert list(Event.objects.order_by("n").values_list("n", "c")) == [(1, 0), *((n + 1, n) for n in range(1, 11))]
    tail = Tail.objects.get()
    assert (tail.n, tail.c, tail.last_index) == (11, 10, 10)


def test_rounds_follow_each_other_and_an_empty_one_is_none(now):
    open_log(now=now)
    assert issue_round(now=now) is None
    happen("open", now)
    assert issue_round(now=now) is not None
    assert issue_round(now=now) is None
    sign_many(300, now)
    issue_round(now=now, limit=100)
    issue_round(now=now, limit=100)
    assert list(Round.objects.order_by("size").values_list("size", flat=True)) == [0, 1, 101, 201]
    assert list(Round.objects.order_by("size").values_list("previous_size", flat=True)) == [0, 0, 1, 101]
    issue_round(now=now)
    state = LogState.objects.get()
    assert bytes(state.root) == tree_root(leaf_hash(entry) for entry in logged_entries(0, state.size))


def test_signatures_of_a_round_do_not_stand_in_the_order_of_confirming(now):
    open_log(now=now)
    happen("open", now)
    sign_many(60, now)
    issue_round(now=now)
    ids = list(Event.objects.filter(type="sign").order_by("index").values_list("id", flat=True))
    assert ids != sorted(ids)


def test_events_that_name_others_find_them_pending_or_logged(now):
    open_log(now=now)
    happen("open", now)
    first = happen("sign", now)
    issue_round(now=now)
    second = happen("sign", now)
    happen("invalidate", now, target=first)
    happen("withdraw", now, target=second)
    happen("restore", now, target=first)
    issue_round(now=now)
    again = happen("invalidate", now, target=first)
    issue_round(now=now)
    first.refresh_from_db()
    again.refresh_from_db()
    assert again.entry.split()[5:] == [str(first.index), "bot"]
    result = recount(logged_entries(0, 7))
    assert result.contradiction is None
    assert result.lines[PID].c == 0
    assert Tail.objects.get().c == 0


def test_what_would_contradict_the_log_is_set_aside_and_holds_up_nobody(now):
    open_log(now=now)
    lost = happen("sign", now, pid=pid_of(2))
    happen("open", now)
    sign_many(3, now)
    row = issue_round(now=now)
    assert row is not None
    assert row.size == 4
    lost.refresh_from_db()
    assert lost.set_aside == "sign before the petition was opened"
    assert lost.index is None
    assert issue_round(now=now) is None


def test_only_the_epoch_under_way_issues(now):
    open_log(now=now)
    happen("open", now)
    old = take_lease(holder="a", now=now)
    new = take_lease(holder="b", now=now + timedelta(seconds=11))
    assert (old, new) == (1, 2)
    for epoch in (old, 3):
        with pytest.raises(LeaseLost):
            issue_round(now=now, epoch=epoch)
    with pytest.raises(LeaseLost):
        issue_round(now=now + timedelta(seconds=11))
    assert LogState.objects.get().size == 0
    assert not Event.objects.filter(index__isnull=False).exists()
    row = issue_round(now=now, epoch=new)
    assert row is not None
    assert row.epoch == new


def test_without_a_log_nothing_is_issued(now):
    with pytest.raises(LogRefused, match="no log yet"):
        issue_round(now=now)


def test_a_state_row_that_contradicts_itself_is_refused(now):
    open_log(now=now)
    happen("open", now)
    issue_round(now=now)
    LogState.objects.update(root=bytes(32))
    happen("sign", now)
    with pytest.raises(LogRefused, match="contradicts itself"):
        issue_round(now=now)


def test_the_number_of_statements_does_not_grow_with_the_round(now, django_assert_max_num_queries):
    open_log(now=now)
    for number in range(1, 41):
        happen("open", now, pid=pid_of(number))
    sign_many(500, now)
    with django_assert_max_num_queries(12):
        issue_round(now=now)
    assert LogState.objects.get().size == 540


@pytest.mark.postgresql
def test_pending_events_are_found_by_their_index_alone(now):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan TO off")
        cursor.execute(
            'EXPLAIN SELECT id FROM ledger_event WHERE "index" IS NULL AND set_aside = %s ORDER BY id LIMIT 10', [""]
        )
        assert "event_pending" in str(cursor.fetchall())


@pytest.mark.sqlite
def test_pending_events_and_named_events_are_found_by_index():
    questions = {
        "event_pending": Event.objects.filter(index__isnull=True, set_aside="").order_by("id")[:10],
        "event_target": Event.objects.filter(target_id__in=[1, 2], index__isnull=False),
        "event_index": Event.objects.filter(index__gte=5, index__lt=9).order_by("index"),
    }
    for name, question in questions.items():
        assert name in question.explain(), question.explain()


def test_the_key_signs_nothing_but_the_logs_name(now):
    state = open_log(now=now)
    assert log_signer(state.origin).verifier.vkey == state.vkey
