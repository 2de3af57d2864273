"""`./run bench [NAME ...] [--json FILE]`: what the site's promises about speed rest on, measured on this machine.

Without a name all that are listed here. Ratios in one run are what counts: subjects take turns, round by round,
the CPU seconds of server and database are compared, and the median is told. Figures are printed and written to FILE
after each bench, so that nothing is lost when a run is cut short. It wants a quiet machine and says when it was not.
"""

import argparse
import sys
import traceback
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path

from bench.figures import Figures
from bench.load.crowd import CompilerMissing
from bench.options import QUICK, Options
from bench.page import write_page
from bench.pgbench import PgbenchMissing
from bench.workbench import Workbench
from workshop.postgres import PostgresMissing

BENCHES = {
    "sign": "signing, against a plain Django view and against pgbench",
    "storm": "100 signings and 10,000 page reads a second together",
    "sustained": "signing without a pause",
    "confirm": "confirming, against signing",
    "reads": "petition page, count and challenge, against granian's hello",
    "sqlite": "signing on SQLite, against PostgreSQL",
    "growth": "page, count, publish, sign, confirm with very many signatures, against a thousand",
    "mail": "the worker mailing very many letters",
    "slow_clients": "the storm with 300 slow clients, against without",
    "overload": "twice and five times as many signings as the site takes",
}
BY_THEMSELVES = ("asking", "clusters", "deleting", "ledger", "profile", "power_cuts", "replay", "writers")
"""Commands of their own (`./run` knows them): each has other options, and none is part of the table."""
MISSING = (CompilerMissing, PgbenchMissing, PostgresMissing)


def main(arguments: list[str] | None = None) -> int:
    """0 measured, 1 something is missing or a bench broke (the others go on), 2 wrong usage."""
    parsed = _parser().parse_args(arguments)
    if parsed.write_docs:
        write_page(parsed.write_docs)
        return 0
    unknown = [name for name in parsed.names if name not in BENCHES]
    if unknown:
        print(f"bench: no such bench: {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    options = _options(parsed)
    told = options.told(parsed.names or BENCHES)
    figures = Figures(told, parsed.json)
    print(f"{figures.run['machine']}. {told}.", flush=True)
    with Workbench(options, figures) as bench:
        broken = [name for name in parsed.names or BENCHES if not _measured(name, bench)]
    print(f"\n{figures.table()}\n\n{figures.run['machine']}. {told}. {figures.run.get('others', '')}")
    if broken:
        print(f"bench: not measured: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


def _measured(name: str, bench: Workbench) -> bool:
    print(f"\n{name}: {BENCHES[name]}", flush=True)
    try:
        import_module(f"bench.{name}").measure(bench)
    except MISSING as missing:
        print(f"bench: {missing}", file=sys.stderr)
        return False
    except Exception as fault:
        # One bench that breaks takes no figure from the others.
        traceback.print_exception(fault)
        print(f"bench: {name} broke", file=sys.stderr)
        return False
    return True


def _parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:13} {what}" for name, what in BENCHES.items())
    parser = argparse.ArgumentParser(
        prog="./run bench",
        description=f"{__doc__}\n{listed}\n\nWith options of their own: {', '.join(BY_THEMSELVES)}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, after each bench")
    parser.add_argument("--quick", action="store_true", help="seconds instead of minutes: shows that it works, no more")
    parser.add_argument("--write-docs", type=Path, nargs="+", metavar="FILE", help="only fill docs/speed.md from these")
    for field in fields(Options):
        if not field.name.startswith("is_"):
            kind = int if isinstance(field.default, int) else float
            name = f"--{field.name.replace('_', '-')}"
            parser.add_argument(
                name, type=kind, help=f"default {field.default:,}, with --quick {getattr(QUICK, field.name):,}"
            )
    return parser


def _options(parsed: argparse.Namespace) -> Options:
    chosen = {
        field.name: getattr(parsed, field.name)
        for field in fields(Options)
        if not field.name.startswith("is_") and getattr(parsed, field.name) is not None
    }
    return replace(QUICK if parsed.quick else Options(), **chosen)


if __name__ == "__main__":
    sys.exit(main())
