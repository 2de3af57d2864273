"""Giving somebody a role, by the action and by the command."""

from datetime import datetime

import pytest

from tests.accounts.asking import EMAIL, an_account
from tests.cast import NORA
from undersigned.accounts.actions.create_staff import create_staff
from undersigned.accounts.actions.sign_in_by_password import sign_in_by_password
from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_email, audit_trail, has_password
from undersigned.accounts.rules import STAFF_ROLES
from undersigned.console.main import main
from undersigned.console.staff import ROLES
from undersigned.mail.addresses.rules import AddressRefused


@pytest.mark.django_db
def test_a_new_person_of_the_staff(now: datetime) -> None:
    account = create_staff(email=NORA.email, role="moderator", language="en", now=now)
    assert account_by_email(NORA.email) == account
    assert (account.role, account.is_active, has_password(account)) == ("moderator", True, False)
    (entry,) = audit_trail()
    assert (entry.actor, entry.verb, entry.object, entry.reason) == (
        "console",
        "create_staff",
        f"account {account.pk}",
        "moderator",
    )


@pytest.mark.django_db
def test_with_a_password(now: datetime) -> None:
    account = create_staff(email=NORA.email, role="administrator", password="lanterns on the lake", now=now)
    assert sign_in_by_password(email=NORA.email, password="lanterns on the lake", now=now) == account


@pytest.mark.django_db
def test_a_starter_becomes_staff_and_keeps_the_rest(now: datetime) -> None:
    before = an_account(now)
    after = create_staff(email=EMAIL, role="reader", now=now)
    assert after == before
    assert (after.role, after.language) == ("reader", "tr")
    assert create_staff(email=EMAIL, role="integrity", now=now).role == "integrity"
    assert Account.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["", "boss", "Moderator"])
def test_there_are_only_these_roles(now: datetime, role: str) -> None:
    with pytest.raises(ValueError, match="no such role"):
        create_staff(email=NORA.email, role=role, now=now)
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_an_address_that_is_none(now: datetime) -> None:
    with pytest.raises(AddressRefused):
        create_staff(email="nora", role="moderator", now=now)
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_the_command_says_where_to_sign_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["createstaff", NORA.email, "--role", "moderator"]) == 0
    assert capsys.readouterr().out == f"{NORA.email} is moderator now. Sign in at http://testserver/staff/\n"
    account = account_by_email(NORA.email)
    assert account is not None
    assert account.role == "moderator"


@pytest.mark.django_db
def test_the_command_refuses_what_is_no_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["createstaff", "nora", "--role", "moderator"]) == 1
    assert "No letter can reach this address" in capsys.readouterr().err
    assert not Account.objects.exists()


def test_the_commands_roles_are_the_rooms() -> None:
    assert set(ROLES) == STAFF_ROLES
