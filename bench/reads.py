"""Petition page, count and challenge as browsers ask for them, against granian with nothing behind it."""

import os
from collections.abc import Callable

from bench.load.crowd import get
from bench.samples import Sample, Subject, ask, interleave, middle, paired
from bench.sites import granian
from bench.workbench import Workbench

READERS = 64
WHAT = {"page_vs_hello": "page", "count_vs_hello": "count", "challenge_vs_hello": "challenge"}


def measure(bench: Workbench) -> None:
    """page_vs_hello, count_vs_hello, challenge_vs_hello; the page without gzip is told beside it."""
    hello = granian(
        "bench.rivals.hello:application", "asginl", environment=dict(os.environ), log=bench.folder / "hello.log"
    )
    with bench.site() as site, site.serve() as server, hello:
        subjects = {
            "hello": Subject(hello.port, get("/", site.host), bench.folder, {"server": [hello.pid]}),
            "page": bench.subject(site, server, get(site.page, site.host)),
            "count": bench.subject(site, server, get(site.count, site.host)),
            "challenge": bench.subject(site, server, get(site.challenge, site.host)),
            "page, not compressed": bench.subject(site, server, get(site.page, site.host, encoding="identity")),
        }
        rounds = {name: reading(bench, subject) for name, subject in subjects.items()}
        for one in rounds.values():
            one()
        found = interleave(rounds, bench.options.rounds, bench.say)
    for name, samples in found.items():
        bench.figures.keep(f"reads: {name}", samples)
    plain = middle(found["page, not compressed"])
    for key, name in WHAT.items():
        note = f"{middle(found[name]):,.0f} against {middle(found['hello']):,.0f} per core-second"
        note += f"; without gzip {plain:,.0f}" if name == "page" else ""
        bench.figures.put(key, paired(found[name], found["hello"]), note)


def reading(bench: Workbench, subject: Subject) -> Callable[[], Sample]:
    """A round of reading."""
    return lambda: ask(subject, bench.options.seconds, connections=READERS)[0]
