"""A systemd of a test's own: PID 1 of new namespaces in which our unit stands as it is documented.

Nothing of the machine is changed: what systemd and the site write lies on file systems in memory that end with it, and
its control groups are taken away. Not beside a systemd of the machine's own, which would have the same groups. Run as a
program this is what stands between `unshare` and systemd: it lays the ground out and becomes systemd.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.faults.ground import CHECKOUT, Ground, ground
from tests.kills.kills import PETITION

UNIT = CHECKOUT / "docs" / "running" / "undersigned.service"
SYSTEMD = next((path for path in ("/lib/systemd/systemd", "/usr/lib/systemd/systemd") if Path(path).exists()), "")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
APART = ("--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child", "--mount-proc")
UNITS, MACHINES, GENERATORS = (
    Path(path) for path in ("/etc/systemd/system", "/lib/systemd/system", "/lib/systemd/system-generators")
)
CONTROL_GROUPS = Path("/sys/fs/cgroup")
IN_MEMORY = ("/run", str(UNITS), str(GENERATORS), "/etc/undersigned", "/opt", "/var/lib")
NEEDED = ("sysinit.target", "basic.target", "network-online.target", "network.target", "shutdown.target")
"""Of the machine's own units; no other one may run here, as some of them set up the kernel that all share."""
SETTINGS = """
UNDERSIGNED_DATA=/var/lib/undersigned
UNDERSIGNED_SITE_URL=http://127.0.0.1:8000
UNDERSIGNED_SMTP_URL=smtp://127.0.0.1:1
UNDERSIGNED_SCREENING=observe
"""
# It starts one unit and nothing that belongs to a whole machine.
TARGET = """[Unit]
DefaultDependencies=no
Requires=undersigned.service
AllowIsolate=yes
"""
STARTS = """#!/bin/sh
export LD_LIBRARY_PATH="{libraries}" PYTHONPATH="{code}"
exec {python} -m undersigned.console.main "$@"
"""


class OwnSystemd:
    """Runs within a `with`; whatever runs in it dies with it."""

    def __init__(self, folder: Path) -> None:
        self._log, self._folder = folder / "systemd.log", folder

    def __enter__(self) -> Self:
        (self._folder / "empty").mkdir()
        command = ["unshare", *APART, sys.executable, "-m", "tests.console.own_systemd", str(self._folder / "empty")]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env={"PATH": PATH}
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for top in (*CONTROL_GROUPS.glob("**/system.slice"), *CONTROL_GROUPS.glob("**/init.scope")):
            for group in sorted((top, *(path for path in top.rglob("*") if path.is_dir())), reverse=True):
                with contextlib.suppress(OSError):
                    group.rmdir()

    def runs(self) -> bool:
        """systemd answers."""
        return bool(self._children()) and self.run("systemctl", "list-units").returncode == 0

    @property
    def said(self) -> str:
        """What systemd and the site have written."""
        return self._log.read_text(errors="replace")

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """The command among systemd's own processes."""
        within = ["nsenter", "--target", self._children()[0], "--mount", "--pid", "--net", "--ipc", "--uts"]
        return subprocess.run(
            [*within, *command], env={"PATH": PATH}, capture_output=True, text=True, timeout=60, check=False
        )

    def _children(self) -> list[str]:
        return Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()

    def show(self, name: str) -> str:
        """A property of the unit."""
        return self.run("systemctl", "show", "--value", "--property", name, "undersigned").stdout.strip()

    def wait_until(self, is_so: Callable[[], bool], within_seconds: float = 60) -> None:
        """Returns as soon as it is so."""
        deadline = time.monotonic() + within_seconds
        while not is_so():
            assert self._process.poll() is None, self.said[-3000:]
            assert time.monotonic() < deadline, self.said[-3000:]
            time.sleep(0.2)


def lay_out(laid: Ground) -> None:
    """Program, settings, user and unit stand where docs/running/undersigned.service says."""
    program = Path("/opt/undersigned/bin/undersigned")
    program.parent.mkdir(parents=True)
    program.write_text(STARTS.format(libraries=laid.libraries, code=laid.code, python=laid.python))
    program.chmod(0o755)
    Path("/opt/petition.md").write_text(PETITION)
    settings = Path("/etc/undersigned/settings")
    settings.write_text(SETTINGS)
    shutil.chown(settings, 0, 60_001)
    settings.chmod(0o640)
    shutil.copy(UNIT, UNITS)
    (UNITS / "default.target").write_text(TARGET)
    # No journal runs here that would take the site's lines.
    (UNITS / f"{UNIT.name}.d").mkdir()
    (UNITS / f"{UNIT.name}.d" / "lines.conf").write_text(
        "[Service]\nStandardOutput=append:/run/lines\nStandardError=append:/run/lines\n"
    )
    for name, line in (("passwd", "undersigned:x:60001:60001::/:/bin/false\n"), ("group", "undersigned:x:60001:\n")):
        own = Path("/run") / name
        own.write_text(Path("/etc", name).read_text() + line)
        mount("--bind", str(own), f"/etc/{name}")


def mount(*arguments: str) -> None:
    subprocess.run(["mount", *arguments], check=True)


def become_systemd(empty: Path) -> None:
    """Never returns."""
    mount("--make-rprivate", "/")
    known = {name: (MACHINES / name).read_text() for name in NEEDED}
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", str(MACHINES))
    for name, text in known.items():
        (MACHINES / name).write_text(text)
    for place in IN_MEMORY:
        if place == "/etc/undersigned" and not Path(place).exists():
            # No folder is made on the machine's own disk: /etc is a layer above it.
            mount("-t", "tmpfs", "tmpfs", str(empty))
            for part in ("upper", "work"):
                (empty / part).mkdir()
            mount(
                "-t", "overlay", "overlay", "-o", f"lowerdir=/etc,upperdir={empty}/upper,workdir={empty}/work", "/etc"
            )
            Path(place).mkdir()
            continue
        mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", place)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    tempfile.tempdir = "/opt"
    with ground() as laid:
        lay_out(laid)
        # What would take the ground away again ends here.
        os.execve(SYSTEMD, [SYSTEMD, "--system", "--show-status=no"], {"container": "lxc", "PATH": PATH})


if __name__ == "__main__":
    become_systemd(Path(sys.argv[1]))
