from datetime import timedelta

import pytest

from tests.ledger.events import PID, happen, pid_of, sign_many
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.publish import publish
from undersigned.ledger.actions.take_lease import take_lease
from undersigned.ledger.actions.write_files import write_files
from undersigned.ledger.findings import findings
from undersigned.ledger.models import Event, LogState, PublishedCount
from undersigned.ledger.queries import shown_count, shown_counts
from undersigned.ledger.rules import SHOW_AFTER, LeaseLost, LogRefused, ShownCount
from undersigned.ledger.site import log_folder

pytestmark = pytest.mark.django_db
STEP = timedelta(seconds=3)


def round_out(now, limit=None):
    """A round from issue to publication."""
    row = issue_round(now=now, limit=limit)
    write_files(size=LogState.objects.get().size)
    publish(now=now)
    return row


def test_a_number_is_shown_only_when_every_process_may_show_it(now):
    open_log(now=now)
    happen("open", now)
    sign_many(3, now)
    assert shown_count(PID, now) == ShownCount(0, None, 0)
    issue_round(now=now)
    assert shown_count(PID, now + STEP) == ShownCount(0, None, 0)
    write_files(size=4)
    publish(now=now)
    assert shown_count(PID, now + SHOW_AFTER - timedelta(microseconds=1)) == ShownCount(0, None, 0)
    assert shown_count(PID, now + SHOW_AFTER) == ShownCount(3, now, 4)


def test_until_then_the_number_before_is_shown_with_its_own_time(now):
    open_log(now=now)
    happen("open", now)
    sign_many(3, now)
    round_out(now)
    later = now + STEP
    sign_many(2, now)
    round_out(later)
    assert shown_count(PID, later) == ShownCount(3, now, 4)
    assert shown_count(PID, later + SHOW_AFTER) == ShownCount(5, later, 6)


def test_a_publication_waits_until_the_one_before_is_shown(now):
    open_log(now=now)
    happen("open", now)
    assert round_out(now) is not None
    sign_many(2, now)
    issue_round(now=now)
    write_files(size=3)
    assert publish(now=now + timedelta(seconds=1)) is None
    assert LogState.objects.get().published_size == 1
    assert publish(now=now + SHOW_AFTER) == 3
    # A clock that was set back by an hour holds nothing up.
    sign_many(1, now)
    issue_round(now=now)
    write_files(size=4)
    assert publish(now=now - timedelta(hours=1)) == 4


def test_the_time_is_that_of_the_last_change_of_this_petition(now):
    open_log(now=now)
    other = pid_of(2)
    happen("open", now)
    happen("open", now, pid=other)
    sign_many(1, now)
    round_out(now)
    sign_many(1, now, pid=other)
    happen("paper", now)
    later = now + STEP
    round_out(later)
    assert shown_counts([PID, other, pid_of(3)], later + STEP) == {
        PID: ShownCount(1, now, 3),
        other: ShownCount(1, later, 5),
        pid_of(3): ShownCount(0, None, 0),
    }


def test_a_number_goes_down_only_by_a_removal(now):
    open_log(now=now)
    happen("open", now)
    signed = sign_many(3, now)
    round_out(now)
    happen("invalidate", now, target=Event.objects.get(id=signed[0].id))
    round_out(now + STEP)
    assert shown_count(PID, now + STEP).count == 3
    assert shown_count(PID, now + 2 * STEP).count == 2


def test_several_rounds_may_be_published_at_once(now):
    open_log(now=now)
    happen("open", now)
    sign_many(700, now)
    for _ in range(4):
        issue_round(now=now, limit=200)
    write_files(size=701)
    assert publish(now=now) == 701
    assert shown_count(PID, now + STEP) == ShownCount(700, now, 701)
    assert findings(now) == []


def test_an_empty_log_is_published_and_a_published_one_not_again(now):
    open_log(now=now)
    write_files(size=0)
    assert publish(now=now) == 0
    note = log_folder().read_checkpoint()
    assert note is not None
    assert note.startswith(b"testserver/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n")
    assert publish(now=now + STEP) is None


def test_only_the_epoch_under_way_publishes(now):
    open_log(now=now)
    happen("open", now)
    old = take_lease(holder="a", now=now)
    issue_round(now=now, epoch=old)
    write_files(size=1)
    new = take_lease(holder="b", now=now + timedelta(seconds=11))
    with pytest.raises(LeaseLost):
        publish(now=now, epoch=old)
    assert log_folder().read_checkpoint() is None
    assert not PublishedCount.objects.exists()
    assert publish(now=now, epoch=new) == 1


def test_a_checkpoint_comes_after_its_tiles(now):
    open_log(now=now)
    happen("open", now)
    issue_round(now=now)
    with pytest.raises(LogRefused, match="after its tiles"):
        publish(now=now)
    assert log_folder().read_checkpoint() is None
    assert not PublishedCount.objects.exists()


def test_many_numbers_are_one_question(now, django_assert_num_queries):
    open_log(now=now)
    for number in range(1, 4):
        happen("open", now, pid=pid_of(number))
    round_out(now)
    with django_assert_num_queries(1):
        assert len(shown_counts([pid_of(1)], now + STEP)) == 1
    with django_assert_num_queries(1):
        assert len(shown_counts([pid_of(number) for number in range(1, 4)], now + STEP)) == 3
