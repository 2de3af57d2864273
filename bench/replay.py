"""The summer of 2016 again: what screening, clusters and a campaign do to a forged crowd, and to everybody else.

    python -m bench.replay [--crowd 40000] [--forged 2000]

A house of its own on SQLite in a temporary folder; time is the plan's. Everybody who gets a letter confirms, forgers
too. Prints the report as Markdown.
"""

import argparse
import os
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from bench.crowd_2016 import VILLAGE, VILLAGERS, Arrival, arrivals

if TYPE_CHECKING:
    from undersigned.accounts.models import Account
    from undersigned.petitions.models import Petition

START = datetime.fromisoformat("2026-05-26T08:00:00+00:00")
STEP = timedelta(minutes=1)
SWEEP = timedelta(minutes=10)


@dataclass
class Report:
    """What became of whom."""

    arrived: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)
    """Before the campaign: letters that left were confirmed."""
    clusters: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """A table, a line for each kind of people."""
        lines = ["| who | arrived | held | refused | confirmed | taken out |", "| --- | --- | --- | --- | --- | --- |"]
        for kind in self.arrived:
            figures = (self.arrived, self.held, self.refused, self.counted, self.removed)
            lines.append(f"| {kind} | " + " | ".join(f"{figure[kind]:,}" for figure in figures) + " |")
        found = ", ".join(f"{kind} {number}" for kind, number in sorted(self.clusters.items()))
        return "\n".join([*lines, "", f"Clusters: {found}."])


def replay(petition: "Petition", staff: "Account", *, crowd: int, forged: int, start: datetime) -> Report:
    """Everybody arrives, letters leave and are confirmed, the day after staff remove what the clusters point at."""
    report = Report()
    kinds: dict[UUID, str] = {}
    waiting = arrivals(start, crowd, forged)
    report.arrived.update(one.kind for one in waiting)
    now, place = waiting[0].at, 0
    swept = now
    while place < len(waiting):
        now += STEP
        due = [one for one in waiting[place : place + 5000] if one.at <= now]
        place += len(due)
        if due:
            kinds |= _sign(petition, due, now, report)
        elif place < len(waiting):
            now = max(now, waiting[place].at - STEP)
        if now - swept >= SWEEP:
            swept = now
            _sweep(now)
    for _ in range(6 * 73):
        now += SWEEP
        if not _sweep(now):
            break
    _remove(petition, staff, kinds, now, report)
    return report


def _sign(petition: "Petition", due: list[Arrival], now: datetime, report: Report) -> dict[UUID, str]:
    from dataclasses import replace

    from tests.cast import Person
    from tests.signatures.screening.evidence import rows_of
    from tests.signing import make_request
    from undersigned.signatures.actions.sign import sign

    requests = [
        replace(
            make_request(petition, Person(one.name, one.email, one.country, one.place)),
            network=one.network,
            trap=one.trap,
        )
        for one in due
    ]
    rows = rows_of(sign(requests, now=now))
    for one, row in zip(due, rows, strict=True):
        report.held[one.kind] += row.state == "held"
        report.refused[one.kind] += row.state == "refused"
    return {row.pk: one.kind for one, row in zip(due, rows, strict=True)}


def _sweep(now: datetime) -> int:
    """Letters that may leave do, and all are confirmed; how many still wait."""
    from undersigned.integrity.actions.find_clusters import find_clusters
    from undersigned.signatures.actions.confirm import confirm_many
    from undersigned.signatures.actions.release_held import release_held
    from undersigned.signatures.models import Signature
    from undersigned.signatures.queries import token_of

    release_held(now=now)
    if now.minute < 10:
        find_clusters(now=now)
    due = list(Signature.objects.filter(state="pending", letter_due__lte=now))
    confirm_many([token_of(row) for row in due], now=now)
    return Signature.objects.filter(state__in=("held", "pending")).count()


def _remove(petition: "Petition", staff: "Account", kinds: dict[UUID, str], now: datetime, report: Report) -> None:
    """A campaign for each domain and each village that a cluster points at."""
    from undersigned.integrity.actions.plan_campaign import plan_campaign
    from undersigned.integrity.actions.start_campaign import start_campaign
    from undersigned.integrity.queries import alerts
    from undersigned.integrity.rules.conditions import read_conditions
    from undersigned.signatures.models import Signature

    standing = Signature.objects.filter(state__in=("confirmed", "counted")).values_list("pk", flat=True)
    report.counted.update(kinds[pk] for pk in standing)
    for alert in alerts():
        report.clusters[alert.kind] += 1
        typed = {"petition": petition.slug}
        if alert.kind == "domain":
            typed["domain"] = alert.subject
        elif alert.kind == "area":
            typed |= {"country": alert.subject[:2], "place": alert.subject[3:]}
        else:
            continue
        campaign = plan_campaign(conditions=read_conditions(typed), by=staff, now=now)
        _work(now)
        start_campaign(campaign=campaign, reason="bot", words="A cluster.", by=staff, now=now)
        _work(now)
    removed = Signature.objects.filter(state="removed").values_list("pk", flat=True)
    report.removed.update(kinds[pk] for pk in removed)


def _work(now: datetime) -> None:
    from undersigned.jobs.actions.run_due import run_due
    from undersigned.jobs.models import Job

    while Job.objects.filter(action__startswith="undersigned.integrity.actions.", due__lte=now).exists():
        run_due(clock=lambda: now)


def write_places(data: Path) -> None:
    """The site knows how many live in the village."""
    (data / "places.csv").write_text(f"GB,{VILLAGE},{VILLAGERS}\n", encoding="utf-8")


def main() -> None:
    """Builds the house, replays, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crowd", type=int, default=40_000)
    parser.add_argument("--forged", type=int, default=2_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="undersigned-replay-") as folder:
        os.environ |= {"UNDERSIGNED_DATA": folder, "UNDERSIGNED_SCREENING": "on"}
        os.environ |= {"UNDERSIGNED_SITE_URL": "http://127.0.0.1:8000", "UNDERSIGNED_SMTP_URL": "smtp://127.0.0.1:1"}
        from undersigned.console.main import open_house

        open_house()
        print(_run(asked.crowd, asked.forged))


def _run(crowd: int, forged: int) -> Report:
    from django.conf import settings

    from tests.makers import make_published
    from tests.signing import make_staff
    from undersigned.console.migrate import migrate_all
    from undersigned.keys.secrets import ensure_secrets

    ensure_secrets(settings.UNDERSIGNED.secrets_folder)
    migrate_all()
    write_places(settings.UNDERSIGNED.data)
    before = START - timedelta(days=2)
    staff = make_staff(now=before, role="integrity")
    return replay(make_published(before), staff, crowd=crowd, forged=forged, start=START)


if __name__ == "__main__":
    main()
