"""`undersigned log`: what the person who runs the site does about the public log, at four in the morning."""

import argparse
import sys
from datetime import UTC, datetime

from undersigned.console.log_source import LogSource
from undersigned.console.main import open_house
from undersigned.console.unreadable import LogUnreadable


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("log", help="recover the public log after an older database came back; recount it")
    acts = verb.add_subparsers(dest="act", required=True, metavar="ACT")
    recover = acts.add_parser("recover", help="let an older database follow the log that was published")
    recover.add_argument("--from", dest="place", metavar="URL_OR_DIR", help="another copy of the log than DATA/log")
    recover.add_argument("--yes", action="store_true", help="do it; without this, only what would be done is said")
    recover.set_defaults(run=run_recover)
    acts.add_parser("recount", help="the nightly recount, now; exit status 0, 1, or 2: no files here").set_defaults(
        run=run_recount
    )


def run_recount(_arguments: argparse.Namespace) -> int:
    """0 where files and database hold; 2 where this node has no files to recount."""
    open_house()
    from undersigned.ledger.actions.recount_log import recount_log
    from undersigned.ledger.site import log_folder

    if not log_folder().path.is_dir():
        print(f"Nothing was recounted: {log_folder().path} is not here. Ask the node that publishes.", file=sys.stderr)
        return 2
    found = recount_log(now=datetime.now(UTC))
    print("All is well." if not found else f"{found} faults; `undersigned doctor` names them.")
    return 1 if found else 0


def run_recover(arguments: argparse.Namespace) -> int:
    """0 where the database follows the published log, or would; 1 where it can't, and why."""
    open_house()
    from undersigned.ledger.rules import LeaseLost, LogRefused
    from undersigned.ledger.site import log_folder

    source = LogSource(arguments.place or str(log_folder().path))
    try:
        return _recover(source, is_rehearsal=not arguments.yes)
    except LogRefused as refusal:
        print(refusal, file=sys.stderr)
    except LogUnreadable as fault:
        print(f"The log can't be read there: {fault}", file=sys.stderr)
    except LeaseLost as busy:
        print(f"Not now: {busy}. Stop the publisher, or wait some seconds, and try again.", file=sys.stderr)
    return 1


def _recover(source: LogSource, *, is_rehearsal: bool) -> int:
    from undersigned.ledger.actions.recover_log import recover_log
    from undersigned.signatures.actions.follow_log import follow_log

    now = datetime.now(UTC)
    done = recover_log(source=source.tiles, note=source.checkpoint(), now=now, is_rehearsal=is_rehearsal)
    if done is None:
        print("The database holds all of this log. If a witness has seen more, name a newer copy with --from.")
    else:
        number = done.size - done.previous_size
        print(f"{number} entries were published and are not in the database (it has {done.previous_size}).")
        print(f"{done.attributed} of them belong to events that wait in the database.")
        print(f"{done.invalidated} signatures belong to nobody here and are invalidated as lost, in public.")
        for line in done.told:
            print(f"  {line}")
    if is_rehearsal:
        print("Nothing was written. To do it: undersigned log recover --yes")
        return 0
    # Again even where nothing was to recover: the command may have been killed between the two.
    print(f"{follow_log(now=now)} signatures that the log has taken back since are taken back here.")
    print("The publisher goes on by itself. Then: undersigned doctor")
    return 0
