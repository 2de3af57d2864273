"""The texts that a petition publishes are compared with the log's hashes at the command line."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.journeys.conftest import Town, petition, town  # noqa: F401 - fixtures
from undersigned.console.main import main
from undersigned.ledger.queries import log_vkey
from undersigned.petitions.actions.amend import amend
from undersigned.petitions.models import Petition, TextVersion
from undersigned.petitions.rules.drafts import DraftChange


class Quiet(SimpleHTTPRequestHandler):
    """Serves files; 403 for what is in a folder of that name, as a site answers for a text with a hidden part."""

    def do_GET(self) -> None:
        if Path(self.translate_path(self.path)).with_suffix(".hidden").exists():
            self.send_error(403)
            return
        super().do_GET()

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def site(town: Town, petition: str, tmp_path: Path) -> Path:  # noqa: F811 - fixtures
    """A copy of what a site with two text versions publishes: the log, and beside it the petition's texts."""
    row = Petition.objects.get(slug=petition)
    amend(petition_id=row.pk, change=DraftChange(title="A night train"), has_signatures=False, now=town.clock())
    town.turn()
    row.refresh_from_db()
    shutil.copytree(Path(settings.UNDERSIGNED.data) / "log", tmp_path / "log")
    (tmp_path / "texts/versions").mkdir(parents=True)
    for version in TextVersion.objects.filter(petition=row):
        (tmp_path / f"texts/versions/{version.v}.txt").write_text(version.hashed_text, newline="")
    (tmp_path / "texts/rules.txt").write_text(row.rules_text, newline="")
    return tmp_path


def verify(site: Path, *more: str, place: str = "", log: str = "") -> int:
    words = ["verify", "texts", place or str(site / "texts"), "--log", log or str(site / "log")]
    return main([*words, "--key", str(log_vkey()), *more])


def test_all_are_those_of_the_log(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(site, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    row = Petition.objects.get()
    assert (told["holds"], told["pid"], len(told["texts"])) == (True, row.pid, 2)
    with served(site) as address:
        assert verify(site, place=f"{address}/texts", log=f"{address}/log") == 0
    assert verify(site, "--pid", row.pid) == 0
    assert "the rules and 2 text versions are, to the byte" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("versions/1.txt", "text version 1 has the hash"),
        ("versions/2.txt", "text version 2 has the hash"),
        ("rules.txt", "no petitions of this log were opened with these rules"),
    ],
)
def test_another_text_is_found_and_named(site: Path, capsys: pytest.CaptureFixture[str], file: str, says: str) -> None:
    text = site / "texts" / file
    data = bytearray(text.read_bytes())
    data[-3] ^= 1
    text.write_bytes(data)
    assert verify(site) == 1
    assert says in capsys.readouterr().err


def test_swapped_versions_are_found(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = site / "texts/versions/1.txt", site / "texts/versions/2.txt"
    first = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(first)
    assert verify(site) == 1
    assert "another text" in capsys.readouterr().err


def test_the_texts_of_another_petition_are_found(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(site, "--pid", "A" * 22) == 1
    assert "the log holds no petition" in capsys.readouterr().err


def test_a_hidden_part_is_said_and_is_no_pass(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "texts/versions/1.hidden").touch()
    with served(site) as address:
        assert verify(site, "--json", place=f"{address}/texts") == 2
    told = json.loads(capsys.readouterr().out)
    version = TextVersion.objects.get(v=1)
    assert told["holds"] is None
    assert "versions/1.txt is withheld: the site says that a part of it is hidden" in told["fault"]
    assert version.text_hash in told["fault"]
    assert "The rules and 1 of 2 text versions" in told["fault"]


@pytest.mark.parametrize("file", ["versions/2.txt", "rules.txt"])
def test_what_is_not_given_is_not_checked(site: Path, capsys: pytest.CaptureFixture[str], file: str) -> None:
    (site / "texts" / file).unlink()
    assert verify(site) == 2
    assert f"Could not be checked: {file} is not given" in capsys.readouterr().err


def test_a_log_that_was_changed_is_found_here_as_well(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Beside it lies the one of the size before, which nobody reads any more.
    bundle = max((site / "log/tile/entries/000.p").iterdir(), key=lambda file: int(file.name))
    data = bytearray(bundle.read_bytes())
    data[-20] ^= 1
    bundle.write_bytes(data)
    assert verify(site) == 1
