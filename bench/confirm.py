"""Confirming, against signing: people who signed by the product's own act press the button of their letter's link."""

from collections.abc import Callable
from pathlib import Path

from bench.load.crowd import post
from bench.samples import Sample, Subject, ask, interleave, middle, paired
from bench.sign import Signing
from bench.sites import Server, Site
from bench.workbench import Workbench

TOKEN = "@" * 56
LONGEST_SECONDS = 300.0


def measure(bench: Workbench) -> None:
    """confirm_vs_sign."""
    with bench.site() as site, site.serve() as server:
        signing, confirming = pair(bench, site, server)
        found = interleave({"confirm": confirming, "sign": signing.round}, bench.options.rounds, bench.say)
        confirmed = sum(one.good for one in found["confirm"])
        standing = int(site.inside("standing")["standing"])
    for name, samples in found.items():
        bench.figures.keep(f"confirm: {name}", samples)
    if standing < confirmed:
        raise RuntimeError(f"{confirmed} confirmations were acknowledged and {standing} signatures stand")
    confirm, sign = found["confirm"], found["sign"]
    bench.figures.put(
        "confirm_vs_sign",
        paired(confirm, sign),
        f"{middle(confirm):,.0f} against {middle(sign):,.0f} per core-second; all {confirmed:,} acknowledged stand",
    )


def pair(bench: Workbench, site: Site, server: Server) -> tuple[Signing, Callable[[], Sample]]:
    """Signing and confirming on this site, both warm."""
    subject = bench.subject(site, server, post(f"{site.page}sign", site.host, site.form()))
    signing = Signing(bench, site, subject, bench.options.connections)
    links = bench.subject(site, server, button(site))
    signing.warm()
    confirm_all(bench, site, links, bench.options.pending // 4)
    return signing, lambda: confirm_all(bench, site, links, bench.options.pending)


def confirm_all(bench: Workbench, site: Site, links: Subject, number: int) -> Sample:
    """So many new people sign beforehand; what is measured is that all of them confirm."""
    tokens = sign_beforehand(site, number)
    bench.settle()
    return press_all(bench, links, tokens)


def sign_beforehand(site: Site, number: int) -> Path:
    """The file with a token for each of so many new people who have signed."""
    tokens = site.folder / "tokens"
    made = site.inside("pending", str(site.numbers()), str(number), str(tokens))["pending"]
    assert made == number, f"{made} of {number} are waiting"
    return tokens


def press_all(bench: Workbench, links: Subject, tokens: Path) -> Sample:
    """Everybody in the file confirms."""
    return ask(links, LONGEST_SECONDS, connections=bench.options.connections, lines=tokens)[0]


def button(site: Site) -> str:
    """The request of whoever presses the button of a letter's link."""
    return post(f"/en/confirm/{TOKEN}", site.host, {"act": "confirm"})
