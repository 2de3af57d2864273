"""The one file that starts everything."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = ROOT / "run"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(RUN), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_an_old_interpreter_can_read_it() -> None:
    """No syntax that Python 2.7 or 3.4 does not know: no f-string, no annotation, no bare star, no nonlocal."""
    tree = ast.parse(RUN.read_text(), feature_version=(3, 4))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr | ast.AnnAssign | ast.Nonlocal)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not [node.name for node in functions if node.returns or node.args.kwonlyargs or node.args.posonlyargs]
    assert RUN.read_bytes().isascii()


def test_it_needs_the_standard_library_alone() -> None:
    names = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name)
        for node in ast.walk(ast.parse(RUN.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert names <= {"__future__", *sys.stdlib_module_names}


def test_help_is_written_from_the_comments_and_names_every_verb() -> None:
    shown = run("help")
    assert shown.returncode == 0
    for verb in ("demo", "undersigned", "test", "lint", "messages", "settings", "lock", "help"):
        assert f"./run {verb}" in shown.stdout


def test_a_verb_that_there_is_not_is_refused_in_one_line() -> None:
    refused = run("dmeo")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.count("\n") == 1


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a person has before anything was made: the file itself and the locks."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "run").write_bytes(RUN.read_bytes())
    for lock in ("site", "test", "uv"):
        (tmp_path / "requirements" / f"{lock}.lock").write_bytes((ROOT / "requirements" / f"{lock}.lock").read_bytes())
    return tmp_path


def start(clone: Path, code: str, *, path: str = "") -> subprocess.CompletedProcess[str]:
    """Runs `code` with the clone's file as the module `run`."""
    loader = "from importlib.machinery import SourceFileLoader as L; run = L('run', 'run').load_module()\n"
    command = [sys.executable, "-W", "ignore", "-c", loader + code]
    return subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False, env={"PATH": path})


def test_without_a_new_python_it_names_the_remedy(clone: Path) -> None:
    tried = start(clone, "run.OLDEST = (9, 0); run.IS_RECENT = 'raise SystemExit(1)'; print(run.main(['demo']))")
    assert tried.stdout.strip() == "1"
    assert tried.stderr.count("\n") == 1
    assert "sudo apt-get install python3 python3-venv" in tried.stderr


def test_without_venv_it_names_the_remedy_and_leaves_nothing(clone: Path) -> None:
    lacking = "own = run.succeeds; run.succeeds = lambda c: 'ensurepip' not in c[-1] and own(c)\n"
    tried = start(clone, lacking + "print(run.main(['demo']))")
    assert tried.stdout.strip() == "1"
    assert tried.stderr.splitlines()[-1].endswith("sudo apt-get install python3-venv")
    assert not (clone / ".venv").exists()


def test_it_installs_only_when_the_lock_changed(clone: Path) -> None:
    """The environment itself is left out here; .ci and every fresh clone make it for real."""
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to(sys.executable)
    log = "done = []; run.install = done.append; run.make_importable = lambda: None\n"
    twice = start(clone, log + "run.need('site'); run.need('site'); print(done)")
    assert twice.stdout.strip() == "['requirements/site.lock']"
    more = start(clone, log + "run.need('test'); run.need('site'); print(done)")
    assert more.stdout.strip() == "['requirements/test.lock']", "what the tests need holds what the site needs"
    (clone / "requirements" / "test.lock").write_text("changed\n")
    changed = start(clone, log + "run.need('site'); print(done)")
    assert changed.stdout.strip() == "['requirements/test.lock']"
