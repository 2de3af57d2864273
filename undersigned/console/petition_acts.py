"""`undersigned petition reopen|tally|sensitive SLUG`: what the staff's pages do, on the command line. Audited."""

import argparse
import sys
from datetime import UTC, datetime

from undersigned.console.main import open_house


def add_acts(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds them."""
    reopen = acts.add_parser("reopen", help="let a closed petition be signed again (28 days long)")
    reopen.add_argument("slug", metavar="SLUG")
    reopen.add_argument("--reason", required=True, help="why, for the audit trail")
    reopen.set_defaults(run=run_reopen)
    tally = acts.add_parser("tally", help="publish how many signed from which country and on which day")
    tally.add_argument("slug", metavar="SLUG")
    tally.set_defaults(run=run_tally)
    sensitive = acts.add_parser("sensitive", help="signing may be dangerous: publish signatures in groups, for good")
    sensitive.add_argument("slug", metavar="SLUG")
    sensitive.set_defaults(run=run_sensitive)


def run_reopen(arguments: argparse.Namespace) -> int:
    """0 where the petition can be signed afterwards; 1 where it can't be opened again, and why."""
    open_house()
    from django.db import transaction

    from undersigned.accounts.actions.record_audit import record_audit
    from undersigned.petitions.actions.reopen import reopen
    from undersigned.petitions.queries.door import public_petition
    from undersigned.petitions.rules.states import REOPENS_WITHIN, PetitionNotFound, StepRefused

    now = datetime.now(UTC)
    try:
        petition = public_petition(arguments.slug)
        with transaction.atomic():
            reopen(petition_id=petition.pk, now=now)
            about = f"petition {petition.pid}"
            record_audit(actor="console", verb="reopen", object=about, reason=arguments.reason, now=now)
    except PetitionNotFound:
        return _no_such(arguments.slug)
    except StepRefused:
        print(f"It closed more than {REOPENS_WITHIN.days} days ago and can't be opened again.", file=sys.stderr)
        return 1
    print("It can be signed again.")
    return 0


def run_tally(arguments: argparse.Namespace) -> int:
    """Prints the aggregate; 0 where one was made, 1 where nothing may be shown, and why."""
    open_house()
    from undersigned.petitions.queries.door import public_petition
    from undersigned.petitions.rules.states import PetitionNotFound
    from undersigned.signatures.actions.tally import tally
    from undersigned.signatures.rules.tallies import TallyRefused

    try:
        petition = public_petition(arguments.slug)
        made = tally(petition_id=petition.pk, by="console", now=datetime.now(UTC))
    except PetitionNotFound:
        return _no_such(arguments.slug)
    except TallyRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    print(made.text, end="")
    return 0


def run_sensitive(arguments: argparse.Namespace) -> int:
    """0 where the petition is a sensitive one afterwards; there is no way back."""
    open_house()
    from undersigned.petitions.actions.mark_sensitive import mark_sensitive
    from undersigned.petitions.queries.door import public_petition
    from undersigned.petitions.rules.states import PetitionNotFound

    try:
        petition = public_petition(arguments.slug)
    except PetitionNotFound:
        return _no_such(arguments.slug)
    is_new = mark_sensitive(petition_id=petition.pk, by="console", now=datetime.now(UTC))
    print("The log takes its signatures in groups from now on." if is_new else "It was marked as sensitive already.")
    return 0


def _no_such(slug: str) -> int:
    print(f"There is no public petition {slug}.", file=sys.stderr)
    return 1
