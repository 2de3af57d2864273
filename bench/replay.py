"""The summer of 2016 again: what screening, clusters and a campaign do to a forged crowd, and to everybody else.

    ./run bench replay [--crowd 40000] [--forged 2000] [--hours 3] [--staff-after 3]
    ./run bench replay --windows

A house of its own on SQLite in a temporary folder; time is the plan's. Every form goes through the door, every answer
is compared, whoever gets a letter confirms within a minute, forgers too. `--windows` signs nothing and shows what other
thresholds would hold, of this crowd and of a storm. Prints Markdown.
"""

import argparse
import logging
import os
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from bench.crowd_2016 import VILLAGE, VILLAGERS, arrivals
from bench.replay_report import Report

START = datetime.fromisoformat("2026-05-26T08:00:00+00:00")
SITE_URL = "http://127.0.0.1:8000"


def write_places(data: Path) -> None:
    """The site knows how many live in the village."""
    (data / "places.csv").write_text(f"GB,{VILLAGE},{VILLAGERS}\n", encoding="utf-8")


def main() -> None:
    """Builds the house, replays, prints."""
    parser = argparse.ArgumentParser(
        prog="./run bench replay", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--crowd", type=int, default=40_000)
    parser.add_argument("--forged", type=int, default=2_000)
    parser.add_argument("--hours", type=float, default=3, help="how long the forgers take")
    parser.add_argument("--staff-after", type=float, default=3, help="hours from the first alert until staff act")
    parser.add_argument("--windows", action="store_true", help="other thresholds, by arithmetic alone")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="undersigned-replay-") as folder:
        os.environ |= {"UNDERSIGNED_DATA": folder, "UNDERSIGNED_SCREENING": "on", "UNDERSIGNED_SITE_URL": SITE_URL}
        os.environ |= {"UNDERSIGNED_SMTP_URL": "smtp://127.0.0.1:1"}
        from undersigned.console.main import open_house

        open_house()
        # A line for each answer of Django is nothing that a report needs.
        logging.disable(logging.INFO)
        if asked.windows:
            from bench.replay_windows import compare

            return compare(asked.crowd, asked.forged, START)
        began = time.monotonic()
        print(_run(asked))
        print(f"{time.monotonic() - began:,.0f} s.", file=sys.stderr)
    return None


def _run(asked: argparse.Namespace) -> Report:
    from django.conf import settings

    from bench.replaying import Replay
    from tests.makers import make_published
    from tests.signing import make_staff
    from undersigned.console.migrate import migrate_all
    from undersigned.console.statics import collect
    from undersigned.keys.secrets import ensure_secrets

    ensure_secrets(settings.UNDERSIGNED.secrets_folder)
    migrate_all()
    collect()
    write_places(settings.UNDERSIGNED.data)
    before = START - timedelta(days=2)
    staff = make_staff(now=before, role="integrity")
    people = arrivals(START, asked.crowd, asked.forged, hours=asked.hours)
    return Replay(make_published(before), staff, people, staff_after=timedelta(hours=asked.staff_after)).run()


if __name__ == "__main__":
    main()
