"""The audit trail is added to, in the transaction of the act, and never changed."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import AuditEntry
from undersigned.accounts.queries import audit_trail


@pytest.mark.django_db
def test_an_act_is_in_the_trail(now: datetime) -> None:
    record_audit(actor="account 7", verb="refuse", object="petition abc", reason="No address.", now=now)
    (entry,) = audit_trail()
    assert (entry.actor, entry.verb, entry.object, entry.reason, entry.at) == (
        "account 7",
        "refuse",
        "petition abc",
        "No address.",
        now,
    )


@pytest.mark.django_db(transaction=True)
def test_it_refuses_to_work_without_the_acts_transaction(now: datetime) -> None:
    with pytest.raises(RuntimeError):
        record_audit(actor="console", verb="x", object="y", now=now)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_a_row_cannot_be_changed(now: datetime) -> None:
    record_audit(actor="account 7", verb="refuse", object="petition abc", now=now)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        AuditEntry.objects.update(actor="somebody else")
    assert audit_trail()[0].actor == "account 7"


@pytest.mark.django_db
def test_a_row_cannot_be_deleted(now: datetime) -> None:
    record_audit(actor="account 7", verb="refuse", object="petition abc", now=now)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        AuditEntry.objects.all().delete()
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        connection.cursor().execute("DELETE FROM accounts_auditentry")
    assert len(audit_trail()) == 1


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.parametrize("how", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
def test_on_sqlite_no_row_comes_in_its_place(now: datetime, how: str) -> None:
    record_audit(actor="account 7", verb="refuse", object="petition abc", now=now)
    same = "SELECT id, 'somebody else', verb, object, reason, at FROM accounts_auditentry"
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        connection.cursor().execute(f"{how} INTO accounts_auditentry (id, actor, verb, object, reason, at) {same}")
    assert [entry.actor for entry in audit_trail()] == ["account 7"]


@pytest.mark.django_db
@pytest.mark.postgresql
def test_on_postgresql_it_cannot_be_emptied(now: datetime) -> None:
    record_audit(actor="account 7", verb="refuse", object="petition abc", now=now)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        connection.cursor().execute("TRUNCATE accounts_auditentry CASCADE")
    assert len(audit_trail()) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_guard_stands_again_after_a_test_with_transactions(now: datetime, turn: int) -> None:
    with transaction.atomic():
        record_audit(actor="account 7", verb="refuse", object="petition abc", now=now)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        AuditEntry.objects.all().delete()
    assert len(audit_trail()) == 1
