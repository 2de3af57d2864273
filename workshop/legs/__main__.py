"""`./run test` and `./run lint`: chooses the legs, runs them, ends with a line per leg and the sum."""

import argparse
import os
import subprocess
import sys
import time

from workshop.legs.course import Course
from workshop.legs.legs import LEGS, ROOT, Leg, module
from workshop.legs.outcome import is_good, summary


def main(arguments: list[str]) -> int:
    """Exit status: 0 where all is well."""
    chosen, others = parser().parse_known_args(arguments)
    if chosen.list:
        print("\n".join(leg.name for leg in LEGS))
        return 0
    if chosen.paths or others:
        return run_paths([*chosen.paths, *others], is_long=chosen.long)
    legs = choose(chosen.only, is_quick=chosen.quick)
    if not legs:
        print(f"no such leg: {chosen.only}; there are: {', '.join(leg.name for leg in LEGS)}", file=sys.stderr)
        return 2
    return run_legs(legs, is_long=chosen.long, is_strict=chosen.strict)


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="./run test", description="Everything that CI runs, leg by leg.")
    made.add_argument("paths", nargs="*", metavar="PATH", help="these tests alone, on SQLite or on DATABASE_URL")
    made.add_argument("--long", action="store_true", help="add what takes longer")
    made.add_argument("--strict", action="store_true", help="a leg or test that was skipped has failed")
    made.add_argument("--quick", action="store_true", help="the quick legs alone")
    made.add_argument("--only", metavar="LEG", help="legs whose name begins so, separated by commas")
    made.add_argument("--list", action="store_true", help="name the legs")
    return made


def choose(only: str | None, *, is_quick: bool) -> list[Leg]:
    """The legs asked for, in their own order."""
    starts = tuple(part.strip() for part in only.split(",")) if only else ("",)
    return [leg for leg in LEGS if leg.name.startswith(starts) and (leg.is_quick or not is_quick)]


def run_paths(paths: list[str], *, is_long: bool) -> int:
    """pytest on these paths and options, with its own ending."""
    return subprocess.call([*module("pytest", *paths), *(["--long"] if is_long else [])], cwd=ROOT)


def run_legs(legs: list[Leg], *, is_long: bool, is_strict: bool) -> int:
    began = time.monotonic()
    try:
        outcomes = Course(legs, is_long=is_long).run()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    print()
    for outcome in outcomes:
        print(outcome.line())
    good = is_good(outcomes, is_strict=is_strict)
    strict = " (strict: a skipped leg has failed)" if is_strict else ""
    print(
        f"\n{'good' if good else 'NOT GOOD'} after {time.monotonic() - began:.0f} s on {os.cpu_count()} cores{strict}"
    )
    print(summary(outcomes))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
