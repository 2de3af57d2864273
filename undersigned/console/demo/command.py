"""`undersigned demo`: a lived-in site on this machine, made at the first start, served until Ctrl-C."""

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from undersigned.console.demo.people import PASSWORD, STAFF, STARTER
from undersigned.console.main import open_house

FIRST_PORT = 8000
PORTS_TRIED = 100
HOST = "127.0.0.1"
ENVIRONMENT = "environment.json"


class DemoRefused(Exception):
    """The demonstration can't start; the message says why and what to do."""


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser("demo", help="a lived-in site on this machine, with a mailbox to look into")
    verb.add_argument("--port", type=int, default=FIRST_PORT, help="first port to try (default 8000)")
    verb.add_argument("--fresh", action="store_true", help="throw the demonstration's data away and make it anew")
    verb.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serves the demonstration; it takes nothing from the environment but UNDERSIGNED_DATA."""
    from undersigned.config.environment import BASE

    data = Path(os.environ.get("UNDERSIGNED_DATA") or BASE / "var" / "demo").expanduser().absolute()
    try:
        with only_one(data) as lock:
            port = free_port(arguments.port)
            prepare(data, site_url=f"http://{HOST}:{port}", lock=lock, is_fresh=arguments.fresh)
            return serve_demo(data, port)
    except DemoRefused as refused:
        print(refused, file=sys.stderr)
        return 1


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[int]:
    """Holds the folder for this process; gives the descriptor that holds it. DemoRefused where another one does."""
    data.parent.mkdir(parents=True, exist_ok=True)
    with _beside(data, ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DemoRefused(f"The demonstration in {data} runs already{_running_at(data)}.") from None
        yield lock.fileno()


def prepare(data: Path, *, site_url: str, lock: int, is_fresh: bool) -> None:
    """The folder holds a whole demonstration, and the environment of this process and its children is its own.

    It is made beside its place and moved there when it is whole, so that a start that was cut off leaves nothing.
    """
    check_folder(data)
    coming = _beside(data, ".coming")
    shutil.rmtree(coming, ignore_errors=True)
    if is_fresh and data.exists():
        shutil.rmtree(data)
    if not is_made(data):
        use(settings_of(coming, site_url))
        # Settings hold the folder they were loaded with, so another process does it. It inherits the lock.
        command = [sys.executable, "-m", "undersigned.console.demo.seeding"]
        if subprocess.run(command, pass_fds=[lock], check=False).returncode != 0:
            raise DemoRefused("The demonstration could not be made; the lines above say why.")
        _write_environment(coming, settings_of(data, site_url))
        coming.rename(data)
    settings = settings_of(data, site_url)
    _write_environment(data, settings)
    use(settings)


def settings_of(data: Path, site_url: str) -> dict[str, str]:
    """Every setting of the demonstration; other commands read them from environment.json in its folder."""
    return {
        "UNDERSIGNED_DATA": str(data),
        "UNDERSIGNED_DEMO": "1",
        "UNDERSIGNED_SITE_URL": site_url,
        "UNDERSIGNED_SMTP_URL": "mailbox:",
        "UNDERSIGNED_ROUND_SECONDS": "1",
        "UNDERSIGNED_LOG_ORIGIN": "demo.invalid/log",
    }


def use(settings: dict[str, str]) -> None:
    """The environment names these settings and no other one of the site."""
    for name in [name for name in os.environ if name.startswith("UNDERSIGNED_")]:
        del os.environ[name]
    # The last one is in the shells of people who work on another site with Django.
    for name in ("DATABASE_URL", "VALKEY_URL", "DJANGO_SETTINGS_MODULE"):
        os.environ.pop(name, None)
    os.environ.update(settings)


def is_made(data: Path) -> bool:
    """Whether the folder holds a whole demonstration."""
    return (data / ENVIRONMENT).is_file()


def check_folder(data: Path) -> None:
    """DemoRefused where the folder holds something that is no demonstration."""
    if data.exists() and not is_made(data) and any(data.iterdir()):
        raise DemoRefused(f"{data} holds another site's data. Name a folder of its own in UNDERSIGNED_DATA.")


def free_port(first: int) -> int:
    """The first port from `first` on which nobody listens."""
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return port
    raise DemoRefused(f"No free port from {first} on.")


def serve_demo(data: Path, port: int) -> int:
    """Serves until Ctrl-C; prints the addresses as soon as the site answers."""
    open_house()
    from undersigned.console.migrate import migrate_all, unapplied
    from undersigned.console.serve import serve

    if unapplied():
        print("Bringing the demonstration's data to this version ...", flush=True)
        migrate_all()
    return serve(port=port, host=HOST, when_ready=lambda: announce(f"http://{HOST}:{port}", data))


def announce(site: str, data: Path) -> None:
    """Prints where everything is."""
    lines = (
        ("Site", f"{site}/", ""),
        ("Mailbox", f"{site}/mailbox/", "every letter that the site sends"),
        ("Desk", f"{site}/en/desk/", f"sign in as {STARTER} with the password {PASSWORD}"),
        ("Staff", f"{site}/staff/", f"sign in as {STAFF} with the password {PASSWORD}"),
    )
    print()
    for name, address, remark in lines:
        print(f"  {name:8} {address:36} {remark}".rstrip())
    print(f"\nIts data is in {data}. Ctrl-C stops it.\n", flush=True)


def _beside(data: Path, ending: str) -> Path:
    return data.with_name(data.name + ending)


def _running_at(data: Path) -> str:
    with contextlib.suppress(OSError, ValueError, KeyError):
        return f" at {json.loads((data / ENVIRONMENT).read_text('utf-8'))['UNDERSIGNED_SITE_URL']}/"
    return ""


def _write_environment(data: Path, settings: dict[str, str]) -> None:
    """Replaces the file at once: a command that reads it meanwhile sees the old one or the new one."""
    draft = data / f".{ENVIRONMENT}"
    draft.write_text(json.dumps(settings, indent=2) + "\n", "utf-8")
    draft.replace(data / ENVIRONMENT)
