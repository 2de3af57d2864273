"""One account per address, and no clear address in the database."""

import threading
from datetime import datetime

import pytest
from django.db import connection, connections

from tests.accounts.asking import EMAIL, an_account
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.models import Account, SignInLetter
from undersigned.accounts.queries import account_by_email, account_by_id, email_of, has_password


@pytest.mark.django_db
def test_an_account_keeps_what_it_was_made_with(now: datetime) -> None:
    made = ensure_account(email=EMAIL, language="tr", name="Mehtap Kıvılcım", now=now)
    again = ensure_account(email=EMAIL, language="en", name="Somebody Else", now=now)
    assert again == made
    assert (again.name, again.language, again.role, again.created_at) == ("Mehtap Kıvılcım", "tr", "", now)
    assert again.confirmed_at is None
    assert email_of(again) == EMAIL
    assert not has_password(again)


@pytest.mark.django_db
def test_other_ways_to_write_the_same_mailbox_are_the_same_account(now: datetime) -> None:
    made = ensure_account(email="mehtap.kivilcim@gmail.com", now=now)
    assert ensure_account(email="MehtapKivilcim+petitions@googlemail.com", now=now) == made
    assert account_by_email("mehtapkivilcim@gmail.com") == made
    assert account_by_email("mehtap.kivilcim@kavak.example") is None


@pytest.mark.django_db
def test_a_shut_account_is_not_found_by_id(now: datetime) -> None:
    account = an_account(now)
    assert account_by_id(account.pk) == account
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert account_by_id(account.pk) is None


@pytest.mark.django_db
def test_no_table_of_this_room_holds_the_address(now: datetime) -> None:
    """Read as raw bytes: the address, its parts and its hash without a key stand nowhere."""
    from tests.accounts.asking import ask

    an_account(now)
    ask(now)
    for model in (Account, SignInLetter):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            cells = [cell for row in cursor.fetchall() for cell in row]
        raw = b"|".join(bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in cells).lower()
        assert raw
        assert b"mehtap" not in raw
        assert b"kavak" not in raw


@pytest.mark.django_db(transaction=True)
def test_twelve_at_once_make_one_account(now: datetime) -> None:
    start, found = threading.Barrier(12), []

    def make() -> None:
        start.wait()
        try:
            found.append(ensure_account(email=EMAIL, language="tr", now=now).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=make) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12
    assert len(set(found)) == 1
    assert Account.objects.count() == 1
