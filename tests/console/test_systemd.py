"""docs/running/undersigned.service: systemd understands each line, and the site lives behind all of them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.own_systemd import SYSTEMD, UNIT, OwnSystemd

PROGRAM = "/opt/undersigned/bin/undersigned"
MOST_EXPOSED = 20
"""Tenths, of the ten that systemd gives to a service that may do everything."""
analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
SIGN = """
import sys
from urllib.parse import urlencode
from urllib.request import Request, urlopen
form = {"name": "Ada Lovelace", "email": sys.argv[2], "country": "IE", "version": "1-en"}
address = "http://127.0.0.1:8000" + sys.argv[1]
print(urlopen(Request(address, urlencode(form).encode()), timeout=20).status)
"""
READY = "from urllib.request import urlopen; print(urlopen('http://127.0.0.1:8000/readyz', timeout=5).status)"


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that is on this machine."""
    text = UNIT.read_text()
    assert text.count(f"ExecStart={PROGRAM} ") == 1
    copy = tmp_path / UNIT.name
    copy.write_text(text.replace(PROGRAM, sys.executable))
    return copy


@analyze
def test_systemd_understands_every_line(unit: Path) -> None:
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    unit.write_text(unit.read_text().replace("ProtectSystem=strict", "ProtectSytem=strict"))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=60, check=False)
    assert "'ProtectSytem'" in done.stderr, "it says nothing of what it does not know"


@analyze
def test_it_may_do_little(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout[-300:]


@pytest.fixture
def systemd(tmp_path: Path) -> Iterator[OwnSystemd]:
    if os.geteuid() != 0 or not SYSTEMD or not all(map(shutil.which, ("unshare", "nsenter", "ip", "runuser", "pgrep"))):
        pytest.skip("only root can run a systemd of its own, where one is installed")
    if Path("/run/systemd/system").exists():
        pytest.skip("this machine runs a systemd already")
    with OwnSystemd(tmp_path) as own:
        own.wait_until(lambda: own.runs() and own.show("ActiveState") == "active")
        own.wait_until(lambda: is_ready(own))
        yield own


def is_ready(own: OwnSystemd) -> bool:
    return own.run(sys.executable, "-c", READY).stdout == "200\n"


def processes(own: OwnSystemd) -> dict[int, list[str]]:
    """What runs as the site's user, and each one's command."""
    pids = own.run("pgrep", "-u", "undersigned").stdout.split()
    return {int(pid): own.run("cat", f"/proc/{pid}/cmdline").stdout.split("\0") for pid in pids}


def web_of(own: OwnSystemd) -> set[int]:
    return {pid for pid, command in processes(own).items() if "web" in command}


def sign(own: OwnSystemd, path: str, email: str) -> str:
    done = own.run(sys.executable, "-c", SIGN, path, email)
    return done.stdout.strip() or done.stderr[-500:]


def undersigned(own: OwnSystemd, words: str) -> "subprocess.CompletedProcess[str]":
    """The command as the site's own user, with the site's settings."""
    settings = "set -a; . /etc/undersigned/settings; exec runuser -u undersigned --"
    return own.run("sh", "-c", f"{settings} {PROGRAM} {words}")


@pytest.mark.long
@pytest.mark.timeout(300)
def test_it_is_started_renewed_brought_back_and_stopped(systemd: OwnSystemd) -> None:
    assert_shut_in(systemd)
    done = undersigned(systemd, "petition import /opt/petition.md --publish")
    assert done.returncode == 0, done.stdout + done.stderr
    path = "/en/petitions/" + done.stdout.strip().rstrip("/").rpartition("/")[2] + "/sign"
    assert sign(systemd, path, "ada@example.org") == "200"

    main, web = systemd.show("MainPID"), web_of(systemd)
    assert systemd.run("systemctl", "reload", "undersigned").returncode == 0
    systemd.wait_until(lambda: bool(web_of(systemd)) and not web & web_of(systemd))
    assert sign(systemd, path, "bea@example.org") == "200"
    assert (systemd.show("MainPID"), systemd.show("NRestarts")) == (main, "0")

    systemd.run("kill", "-KILL", main)
    systemd.wait_until(lambda: systemd.show("NRestarts") == "1" and systemd.show("ActiveState") == "active")
    systemd.wait_until(lambda: is_ready(systemd))
    assert sign(systemd, path, "cid@example.org") == "200"
    told = json.loads(undersigned(systemd, "doctor --json").stdout)
    assert [line for line in told["findings"] if not line.startswith("mail")] == [], told

    assert systemd.run("systemctl", "stop", "undersigned").returncode == 0
    assert (systemd.show("ActiveState"), systemd.show("Result")) == ("inactive", "success")
    assert systemd.run("pgrep", "-u", "undersigned").stdout == ""


def assert_shut_in(own: OwnSystemd) -> None:
    """Every process is the site's user, without a capability, behind a filter; one folder can be written to."""
    found = processes(own)
    assert len(found) >= 4
    for pid in found:
        status = dict(line.split(":\t", 1) for line in own.run("cat", f"/proc/{pid}/status").stdout.splitlines())
        said = {name: status[name].split()[0] for name in ("Uid", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp")}
        assert said == {"Uid": "60001", "CapEff": "0" * 16, "CapBnd": "0" * 16, "NoNewPrivs": "1", "Seccomp": "2"}
    inside = ("nsenter", "--target", own.show("MainPID"), "--mount")
    for place in ("/usr", "/etc", "/opt", "/var/lib"):
        assert "Read-only file system" in own.run(*inside, "touch", f"{place}/x").stderr
    assert own.run(*inside, "touch", "/var/lib/undersigned/x").returncode == 0
    assert own.run(*inside, "ls", "-A", "/root", "/home").stdout.split() == ["/home:", "/root:"]
