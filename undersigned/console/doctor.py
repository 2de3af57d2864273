"""`undersigned doctor`: does the house keep its promises? The journeys of the tests end with the same question."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from undersigned.console.main import open_house


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: `findings` break a promise, `notes` are good to know, `letter` is how a test letter went."""

    findings: list[str]
    notes: list[str]
    letter: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.findings


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("doctor", help="check that the site keeps its promises; exit status 0 or 1")
    verb.add_argument("--json", action="store_true", help="findings as JSON")
    verb.add_argument("--mail", metavar="ADDRESS", help="also send a test letter there and look up From, SPF and DKIM")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the report; 0 where nothing is wrong."""
    open_house()
    now = datetime.now(UTC)
    report = check_house(now)
    if arguments.mail:
        from undersigned.console.postmark import try_mail

        letter, faults = try_mail(arguments.mail, now)
        report = Report([*report.findings, *faults], report.notes, letter)
    if arguments.json:
        print(json.dumps({"clean": report.is_clean, **asdict(report)}, indent=2, ensure_ascii=False))
    else:
        _print(report)
    return 0 if report.is_clean else 1


def _print(report: Report) -> None:
    for line in report.letter:
        print(f"mail    {line}")
    for note in report.notes:
        print(f"note    {note}")
    for finding in report.findings:
        print(f"WRONG   {finding}")
    print("All is well." if report.is_clean else f"{len(report.findings)} promises are broken.")


def check_house(now: datetime) -> Report:
    """Every promise that a machine can check, against the database, the log's files and the folders.

    Recounts the log and looks at every signature: for a command, and never for a page.
    """
    return Report(findings=[*_findings(now), *_counted_findings(now)], notes=[*_notes(now), *_counted_notes()])


def glance_at_house(now: datetime) -> Report:
    """What the sweeps, the publisher and the nightly recount have said: costs the same however large the site is."""
    return Report(findings=list(_findings(now)), notes=list(_notes(now)))


def _findings(now: datetime) -> Iterator[str]:
    from undersigned.console.migrate import unapplied

    waiting = unapplied()
    if waiting:
        yield f"{len(waiting)} migrations are not applied; run: undersigned migrate"
        return
    from undersigned.jobs import queries as jobs
    from undersigned.ledger.findings import quick_findings
    from undersigned.mail import queries as mail

    yield from quick_findings(now)
    yield from mail.findings(now)
    yield from jobs.findings(now)


def _counted_findings(now: datetime) -> Iterator[str]:
    from undersigned.console.migrate import unapplied

    if unapplied():
        return
    from undersigned.ledger.findings import recount_findings
    from undersigned.petitions.queries.findings import findings as petitions
    from undersigned.signatures.findings import findings as signature_findings

    yield from recount_findings()
    yield from petitions()
    yield from signature_findings(now)


def _notes(now: datetime) -> Iterator[str]:
    from django.conf import settings

    from undersigned.ledger import findings as ledger
    from undersigned.ledger.queries import witnesses
    from undersigned.mail import queries as mail

    environment = settings.UNDERSIGNED
    if not environment.smtp_url:
        yield "UNDERSIGNED_SMTP_URL is not set: no letter leaves, nobody can confirm"
    if environment.screening != "off" and not environment.trusted_proxies:
        # A proxy on this machine that is not named looks like that.
        yield (
            "UNDERSIGNED_TRUSTED_PROXIES is not set: who comes from this machine has no network for screening, "
            "and any other proxy passes as one visitor"
        )
    for witness in witnesses(now):
        if witness.fault:
            yield f"log: the witness {witness.name} did not cosign: {witness.fault}"
    yield from ledger.notes(now)
    yield from mail.notes(now)


def _counted_notes() -> Iterator[str]:
    from undersigned.mail import queries as mail

    yield from mail.counted_notes()
