"""`undersigned createstaff`: gives somebody a role and says where to sign in."""

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
