"""Where the web process spends its time while it signs: `./run bench profile [--seconds S] [--json FILE] [--what ...]`.

py-spy looks at the process a hundred times a second from outside; it is fetched from PyPI into a folder that goes at
the end. Told are the largest costs by function, itself alone and with all that it calls, as shares of the samples in
which the process was at work. Beside it stands what the database took, so that the shares are of the right whole.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bench.confirm import button, press_all, sign_beforehand
from bench.figures import Figures
from bench.load.crowd import get, post
from bench.options import Options
from bench.samples import Sample, ask, line
from bench.sites import Server, Site
from bench.workbench import Workbench

PY_SPY = "py-spy==0.4.1"
RATE = 200
SHOWN = 12
WARM = 1_000
CONFIRMED_A_SECOND = 1_000
FRAMES_OF_ALL = (
    "(threading.py)",
    "(asyncio/base_events.py)",
    "(asyncio/events.py)",
    "(<string>)",
    "<module>",
    "main (",
    "server/mp.py",
    "console/web_process.py",
    "runpy>",
)
"""How every stack begins tells nothing."""


def main() -> int:
    """Prints the profile; with --json it stands in the file for docs/speed.md."""
    parser = argparse.ArgumentParser(prog="./run bench profile", description=__doc__)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--what", choices=("sign", "confirm", "page", "challenge"), default="sign")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    figures = Figures(Options(seconds=arguments.seconds).told(()), None)
    with Workbench(Options(seconds=arguments.seconds), figures) as bench, bench.site() as site, site.serve() as server:
        text = profile(bench, site, server, arguments.what)
    print(text)
    if arguments.json:
        whole = {"profile": text, "notes": {}, "run": {"at": figures.run["at"], "machine": figures.run["machine"]}}
        arguments.json.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    return 0


def profile(bench: Workbench, site: Site, server: Server, what: str) -> str:
    """Markdown: what was asked, and a table of the largest costs."""
    load = _load(bench, site, server, what)
    worker, _ = server.largest()
    stacks = bench.folder / "stacks"
    watched = max(1.0, bench.options.seconds - 2)
    watching = _watch(worker, watched, stacks, bench.folder)
    one = load()
    if watching.wait(60) != 0:
        raise RuntimeError("py-spy could not look at the process; in a container it needs CAP_SYS_PTRACE")
    return _table(what, one, stacks.read_text(), min(watched, one.spent.seconds))


def _load(bench: Workbench, site: Site, server: Server, what: str) -> Callable[[], Sample]:
    """What is watched, warm: as many seconds as the options say, or as long as confirming takes."""
    if what == "confirm":
        links = bench.subject(site, server, button(site))
        press_all(bench, links, sign_beforehand(site, WARM))
        tokens = sign_beforehand(site, int(bench.options.seconds * CONFIRMED_A_SECOND))
        return lambda: press_all(bench, links, tokens)
    asked = {
        "sign": post(f"{site.page}sign", site.host, site.form()),
        "page": get(site.page, site.host),
        "challenge": get(site.challenge, site.host),
    }
    subject = bench.subject(site, server, asked[what])

    def load(seconds: float = bench.options.seconds) -> Sample:
        return ask(subject, seconds, connections=bench.options.connections, first=site.numbers())[0]

    load(3)
    return load


def _watch(pid: int, seconds: float, file: Path, folder: Path) -> "subprocess.Popen[bytes]":
    command = [str(_py_spy(folder / "py-spy")), "record", "--pid", str(pid), "--rate", str(RATE)]
    command += ["--format", "raw", "--gil", "--duration", f"{seconds:.0f}", "--output", str(file)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _py_spy(folder: Path) -> Path:
    """The program, in a virtual environment of its own."""
    uv = shutil.which("uv")
    make = [uv, "venv", "--quiet", "--python", sys.executable] if uv else [sys.executable, "-m", "venv"]
    subprocess.run([*make, str(folder)], check=True)
    python = str(folder / "bin" / "python")
    install = [uv, "pip", "install", "--quiet", "--python", python] if uv else [python, "-m", "pip", "install", "-q"]
    subprocess.run([*install, PY_SPY], check=True)
    return folder / "bin" / "py-spy"


def _table(what: str, one: Sample, stacks: str, seconds: float) -> str:
    alone, with_called, total = _shares(stacks)
    server, database = one.spent.parts["server"], one.spent.parts.get("database", 0.0)
    python = min(1.0, total / RATE / seconds * one.spent.seconds / server)
    lines = [
        f"`{what}`: {line(one)}.",
        "",
        f"Of all work the web process did {server / (server + database):.0%} and PostgreSQL the rest. Of the web "
        f"process's work {python:.0%} was Python (below, as shares of that), the rest granian, libpq and sealing.",
        "",
        "| function of the web process | itself | with what it calls |",
        "| --- | --- | --- |",
    ]
    rows = sorted(set(_largest(alone)) | set(_largest(with_called)), key=lambda name: -with_called[name])
    lines += [f"| `{name}` | {alone[name] / total:.0%} | {with_called[name] / total:.0%} |" for name in rows]
    return "\n".join(lines)


def _largest(counts: Counter[str]) -> list[str]:
    told = [name for name, _ in counts.most_common() if not any(word in name for word in FRAMES_OF_ALL)]
    return told[:SHOWN]


def _shares(stacks: str) -> tuple[Counter[str], Counter[str], int]:
    """Samples by function alone, and with what it called; lines are `frame;frame;frame number` (Brendan Gregg's)."""
    alone: Counter[str] = Counter()
    with_called: Counter[str] = Counter()
    total = 0
    for each in stacks.splitlines():
        frames, _, number = each.rpartition(" ")
        if not frames:
            continue
        names = [_short(frame) for frame in frames.split(";")]
        total += int(number)
        alone[names[-1]] += int(number)
        for name in set(names):
            with_called[name] += int(number)
    return alone, with_called, max(1, total)


def _short(frame: str) -> str:
    """`function (package/module.py)` with the last two parts of the path."""
    name, _, path = frame.partition(" (")
    file = path.rstrip(")").partition(":")[0]
    return f"{name} ({'/'.join(Path(file).parts[-2:])})" if file else name


if __name__ == "__main__":
    sys.exit(main())
