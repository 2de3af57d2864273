"""Where several users of one machine stand side by side: an interpreter and the code that all of them can read.

The users are numbers without a name, so that nothing is added to the machine. Where the interpreter that runs the
tests, its packages or the code lie in somebody's closed home, what is needed is linked (or copied) to where everybody
can read.
"""

import contextlib
import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIRST_USER = 60_001
CHECKOUT = Path(__file__).resolve().parents[2]
NOT_NEEDED = shutil.ignore_patterns("site-packages", "test", "idlelib", "tkinter", "ensurepip", "config-*")


@dataclass(frozen=True)
class Ground:
    """Used by root, who can be anybody; for everybody else all users are the one who runs the tests."""

    folder: Path
    """Everybody can read it and goes through it to a folder of their own."""
    python: str
    code: Path
    libraries: str

    def who(self, user: int) -> dict[str, Any]:
        """What Popen wants to know to be this user, standing before the code."""
        return {"cwd": self.code} | ({"user": user, "group": user, "extra_groups": []} if is_root() else {})

    def environment(self, home: Path) -> dict[str, str]:
        """What differs from one's own."""
        return {"HOME": str(home), "TMPDIR": str(home)} | (
            {"LD_LIBRARY_PATH": self.libraries} if self.libraries else {}
        )

    def home(self, name: str, user: int) -> Path:
        """A new folder that only this user (and root) can open."""
        made = self.folder / name
        made.mkdir(mode=0o700)
        self.hand_over(made, user)
        return made

    def hand_over(self, path: Path, user: int) -> None:
        """All of it belongs to this user."""
        for each in (path, *path.rglob("*")) if is_root() else ():
            os.chown(each, user, user, follow_symlinks=False)

    def run(self, user: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """The interpreter with these arguments, as this user."""
        command = [self.python, *arguments]
        environment = {"PATH": os.defpath} | self.environment(self.folder)
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False, **self.who(user)
        )


def is_root() -> bool:
    return os.geteuid() == 0


@contextlib.contextmanager
def ground() -> Iterator[Ground]:
    """Gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="undersigned-ground-"))
    folder.chmod(0o755)
    try:
        yield _laid(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _laid(folder: Path) -> Ground:
    program, packages = Path(sys.executable).resolve(), Path(sysconfig.get_path("purelib"))
    if not is_root() or all(map(_is_open, (program, packages, CHECKOUT / "undersigned"))):
        return Ground(folder, sys.executable, CHECKOUT, "")
    home = folder / "python"
    stdlib = Path(sysconfig.get_path("stdlib"))
    base = Path(sys.base_prefix)
    _link(program, home / "bin" / program.name)
    shutil.copytree(stdlib, home / stdlib.relative_to(base), ignore=NOT_NEEDED, copy_function=_link, symlinks=True)
    for library in (base / "lib").glob("libpython*"):
        _link(library, home / "lib" / library.name)
    code = CHECKOUT
    if not _is_open(CHECKOUT / "undersigned"):
        code = folder / "code"
        shutil.copytree(CHECKOUT / "undersigned", code / "undersigned", copy_function=_link)
    return Ground(folder, _environment(folder / "venv", home / "bin" / program.name, packages), code, str(home / "lib"))


def _environment(venv: Path, program: Path, packages: Path) -> str:
    """The interpreter of a virtual environment with the packages of this one."""
    _, _, below = packages.as_posix().partition(Path(sys.prefix).as_posix() + "/")
    (venv / "bin").mkdir(parents=True)
    (venv / "pyvenv.cfg").write_text(f"home = {program.parent}\ninclude-system-site-packages = false\n")
    (venv / "bin" / "python").symlink_to(program)
    (venv / below).parent.mkdir(parents=True)
    if _is_open(packages):
        (venv / below).symlink_to(packages.resolve())
    else:
        shutil.copytree(packages, venv / below, copy_function=_link, symlinks=True)
    return str(venv / "bin" / "python")


def _is_open(path: Path) -> bool:
    """True where everybody can read it and what lies above it leads everybody there."""
    path = path.resolve()
    return bool(path.stat().st_mode & stat.S_IROTH) and all(each.stat().st_mode & stat.S_IXOTH for each in path.parents)


def _link(source: str | Path, target: str | Path) -> None:
    """A second name for the file, or a copy where it lies on another disk."""
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def users_of(pids: Sequence[int]) -> set[int]:
    """The users as whom these processes run, in fact and in effect."""
    found: set[int] = set()
    for pid in pids:
        with contextlib.suppress(FileNotFoundError):
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            found |= {int(user) for line in lines if line.startswith("Uid:") for user in line.split()[1:]}
    return found
