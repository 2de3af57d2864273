"""The wheel as a stranger gets it: built, installed into an empty environment, and it checks a log there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.console.test_verify_files import LOG, WITNESS, write_log
from tests.house.source import ROOT
from tests.tlog.test_auditing import a_log
from undersigned.tlog.policies import format_policy

# Packages come by the machine's ordinary clients, so this takes a network or a filled cache.
pytestmark = pytest.mark.long
NEEDED = {"undersigned", "cryptography", "cffi", "pycparser"}


def done(*command: str | Path, cwd: Path) -> str:
    """What the program printed; it ended well, and nothing of this checkout was on its way."""
    ours = ("PYTHON", "UNDERSIGNED", "VIRTUAL", "DJANGO", "DATABASE")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    ended = subprocess.run([*map(str, command)], cwd=cwd, env=clean, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return ended.stdout


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose `bin` is that of an environment with the wheel in it and nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere")
    uv = shutil.which("uv")
    if uv is not None:
        done(uv, "build", "--wheel", "--out-dir", folder / "dist", ROOT, cwd=folder)
        done(uv, "venv", "--python", sys.executable, folder / "env", cwd=folder)
        python, [wheel] = folder / "env/bin/python", list((folder / "dist").glob("*.whl"))
        done(uv, "pip", "install", "--python", python, wheel, cwd=folder)
    else:
        done(sys.executable, "-m", "venv", folder / "env", cwd=folder)
        python = folder / "env/bin/python"
        done(python, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", folder / "dist", ROOT, cwd=folder)
        [wheel] = (folder / "dist").glob("*.whl")
        done(python, "-m", "pip", "install", wheel, cwd=folder)
    return folder


def test_it_brings_cryptography_and_nothing_else(empty: Path) -> None:
    code = "import importlib.metadata as m; print(*(one.metadata['Name'].lower() for one in m.distributions()))"
    found = set(done(empty / "env/bin/python", "-c", code, cwd=empty).split())
    assert found - {"pip", "setuptools"} == NEEDED


def test_it_checks_a_log_there(empty: Path, tmp_path: Path) -> None:
    write_log(tmp_path / "log", a_log(3000))
    (tmp_path / "policy").write_text(format_policy(LOG.verifier.vkey, "", [(WITNESS.verifier.vkey, "")], 1))
    command: list[str | Path] = [
        empty / "env/bin/undersigned",
        "verify",
        "full",
        "--log",
        tmp_path / "log",
        "--key",
        LOG.verifier.vkey,
    ]
    told = json.loads(done(*command, "--policy", tmp_path / "policy", "--json", cwd=empty))
    assert (told["holds"], told["size"]) == (True, 3000)
    assert [one["name"] for one in told["witnesses"]] == [WITNESS.name]
    code = "import undersigned; print(undersigned.__file__)"
    assert done(empty / "env/bin/python", "-c", code, cwd=empty).startswith(str(empty))


def test_a_log_of_many_parts_is_checked_by_several_processes_there(empty: Path, tmp_path: Path) -> None:
    write_log(tmp_path / "log", a_log(110_000))
    command: list[str | Path] = [
        empty / "env/bin/undersigned",
        "verify",
        "full",
        "--log",
        tmp_path / "log",
        "--key",
        LOG.verifier.vkey,
    ]
    assert "110,000 entries" in done(*command, cwd=empty)


def test_whoever_wants_a_site_is_told_what_is_missing(empty: Path) -> None:
    command: list[str | Path] = [empty / "env/bin/undersigned", "doctor"]
    ended = subprocess.run(command, cwd=empty, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "undersigned[site]" in ended.stderr
    assert "Traceback" not in ended.stderr
