"""Anybody recounts the log from its files alone; whatever was changed is found."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.cast import OSCAR, SUHARSA, WEI
from tests.journeys.conftest import Town, petition, town  # noqa: F401 - fixtures
from undersigned.console.main import main
from undersigned.ledger.queries import log_vkey
from undersigned.petitions.models import Petition


@pytest.fixture
def log(town: Town, petition: str, tmp_path: Path) -> Path:  # noqa: F811 - a fixture
    """Folder of a copy of a log that holds two signatures."""
    for person in (OSCAR, SUHARSA):
        town.sign(person, petition)
        town.confirm(person)
    return copied(tmp_path / "log")


def copied(folder: Path) -> Path:
    shutil.copytree(Path(settings.UNDERSIGNED.data) / "log", folder)
    return folder


def verify(log: Path, act: str = "full", *more: str) -> int:
    return main(["verify", act, *more, "--log", str(log), "--key", str(log_vkey())])


def test_a_recount_gives_the_number_of_the_page(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(log, "recount", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {Petition.objects.get().pid: 2}
    assert told["size"] == 3


@pytest.mark.parametrize("change", ["entry", "hash", "missing", "checkpoint"])
def test_what_was_changed_is_found(log: Path, capsys: pytest.CaptureFixture[str], change: str) -> None:
    bundle, hashes = (next(log.glob(f"tile/{level}/000.p/3")) for level in ("entries", "0"))
    if change == "missing":
        hashes.unlink()
    else:
        file = {"entry": bundle, "hash": hashes, "checkpoint": log / "checkpoint"}[change]
        data = bytearray(file.read_bytes())
        data[-20] ^= 1
        file.write_bytes(data)
    assert verify(log) == 1
    assert "Does not hold" in capsys.readouterr().err


def test_another_key_is_not_the_logs(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from undersigned.tlog.notes import Signer

    stranger = Signer("testserver/log", bytes(32)).verifier
    assert main(["verify", "full", "--log", str(log), "--key", stranger.vkey]) == 1


def test_a_log_that_grew_continues_what_was_kept(
    town: Town,  # noqa: F811
    petition: str,  # noqa: F811
    log: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept, grown = log / "checkpoint", tmp_path / "grown"
    town.sign(WEI, petition)
    town.confirm(WEI)
    assert verify(copied(grown), "grow", str(kept)) == 0
    assert verify(log, "grow", str(grown / "checkpoint")) == 1
    assert "shrunk" in capsys.readouterr().err


def test_a_place_without_a_log_could_not_be_checked(log: Path, tmp_path: Path) -> None:
    assert verify(tmp_path / "nowhere") == 2


def test_it_needs_nothing_of_a_site() -> None:
    code = (
        "import sys, undersigned.console.verify\n"
        "roots = {name.partition('.')[0] for name in sys.modules}\n"
        "sys.exit(bool(roots & {'django', 'pydantic', 'structlog', 'psycopg'}))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
