import pytest
from django.db import transaction

from tests.ledger.events import PID, happen, pid_of, sign_many, some_hash
from undersigned.ledger.actions.append import append
from undersigned.ledger.actions.append_many import append_many
from undersigned.ledger.models import Event
from undersigned.ledger.rules import NewEvent, NotInTransaction
from undersigned.tlog.entries import EntryRefused


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_appended(now):
    with pytest.raises(NotInTransaction):
        append(pid=PID, type="close", now=now)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_with_the_transaction_that_caused_it(now):
    with transaction.atomic():
        append(pid=PID, type="close", now=now)
        transaction.set_rollback(True)
    assert not Event.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("sign", ""),
        ("sign", "1 nonsense"),
        ("sign", f"0 {some_hash('x')}"),
        ("sign", f"1 {some_hash('x')} more"),
        ("close", "now"),
        ("withdraw", ""),
        ("invalidate", "bot"),
        ("audit", ""),
        ("nonsense", ""),
    ],
)
def test_what_would_be_no_entry_is_refused_at_once(kind, fields, now):
    with pytest.raises(EntryRefused):
        append(pid=PID, type=kind, fields=fields, now=now)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_target_is_a_signature_of_the_same_petition(now):
    opened, signed = happen("open", now), happen("sign", now)
    with pytest.raises(EntryRefused):
        append(pid=PID, type="withdraw", target=opened, now=now)
    with pytest.raises(EntryRefused):
        append(pid=pid_of(2), type="withdraw", target=signed, now=now)
    with pytest.raises(EntryRefused):
        append(pid=PID, type="invalidate", fields="spite", target=signed, now=now)
    with pytest.raises(EntryRefused):
        append(pid=PID, type="sign", fields=f"1 {some_hash('x')}", target=signed, now=now)
    assert append(pid=PID, type="invalidate", fields="bot", target=signed, now=now).target_id == signed.id


@pytest.mark.django_db
def test_a_batch_is_one_statement_and_keeps_its_order(now, django_assert_num_queries):
    with django_assert_num_queries(1):
        events = append_many(events=[NewEvent(PID, "sign", f"1 {some_hash(number)}") for number in range(50)], now=now)
    assert [event.fields for event in events] == [f"1 {some_hash(number)}" for number in range(50)]
    assert all(event.id is not None for event in events)
    assert len({event.id for event in events}) == 50


@pytest.mark.django_db
def test_one_bad_event_refuses_its_batch(now):
    with pytest.raises(EntryRefused):
        append_many(events=[NewEvent(PID, "close"), NewEvent(PID, "nonsense")], now=now)
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_an_empty_batch_is_no_fault(now):
    assert append_many(events=[], now=now) == []
    assert sign_many(0, now) == []
