"""`undersigned createstaff` gives somebody a role; `undersigned staff reset-factor` helps who lost their phone."""

import argparse
import sys
from datetime import UTC, datetime

from undersigned.console.main import open_house

# As in accounts.rules.Role; written out so that --help answers without Django, and compared by a test.
ROLES = ("moderator", "integrity", "administrator", "reader")


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser(
        "createstaff",
        help="give an address a role among the staff",
        description="Makes an account for the address, or changes the role of the one that there is. It is entered by "
        "a link that is mailed from the sign-in page; a password can be set on the desk afterwards.",
    )
    verb.add_argument("email", metavar="EMAIL", help="the person's address")
    verb.add_argument("--role", required=True, choices=ROLES, help="what the person is there for")
    verb.set_defaults(run=run)
    _add_staff(subparsers)


def _add_staff(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    staff = subparsers.add_parser("staff", help="second factors of the staff")
    acts = staff.add_subparsers(dest="act", required=True, metavar="ACT")
    reset = acts.add_parser(
        "reset-factor",
        help="take a person's second factors away, so that they set up new ones",
        description="Takes apps, passkeys and recovery codes of this account away and signs it out everywhere. At the "
        "next sign-in the person is led to set up a new one: be sure that it is they who ask. Recorded in the "
        "audit trail.",
    )
    reset.add_argument("email", metavar="EMAIL", help="the person's address")
    reset.add_argument("--reason", required=True, help="why, for the audit trail")
    reset.set_defaults(run=reset_factor)


def run(arguments: argparse.Namespace) -> int:
    """Prints the address to sign in at; 0, or 1 where the address can't be one."""
    open_house()
    from django.conf import settings

    from undersigned.accounts.actions.create_staff import create_staff
    from undersigned.mail.addresses.rules import AddressRefused

    try:
        create_staff(email=arguments.email, role=arguments.role, now=datetime.now(UTC))
    except AddressRefused as refused:
        print(f"No letter can reach this address ({refused.code}): {arguments.email}", file=sys.stderr)
        return 1
    print(f"{arguments.email} is {arguments.role} now. Sign in at {settings.UNDERSIGNED.site_url}/staff/")
    return 0


def reset_factor(arguments: argparse.Namespace) -> int:
    """Prints how many factors went; 0, or 1 where nobody of the staff has this address or no reason is given."""
    open_house()
    from undersigned.accounts.actions.reset_factor import reset_factor as reset
    from undersigned.accounts.queries import account_by_email

    account = account_by_email(arguments.email)
    if account is None or not account.role:
        print(f"Nobody of the staff has this address: {arguments.email}", file=sys.stderr)
        return 1
    if not arguments.reason.strip():
        print("Please say why: it is written into the audit trail.", file=sys.stderr)
        return 1
    gone = reset(account_id=account.pk, by="console", reason=arguments.reason.strip(), now=datetime.now(UTC))
    print(f"{gone} second factor(s) taken away; {arguments.email} is signed out and sets up a new one at sign-in.")
    return 0
