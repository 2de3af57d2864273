"""The ladder to a PostgreSQL for the tests."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from workshop import postgres as ladder


def test_a_server_of_the_persons_own_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_DATABASE_URL", "postgres://somebody@db.example/theirs")
    with ladder.postgres(durable=False) as server:
        assert (server.url, server.programs) == ("postgres://somebody@db.example/theirs", None)


def test_without_programs_and_npm_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "Path", _NoFolders)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ladder.PostgresMissing, match="apt-get install postgresql, or set TEST_DATABASE_URL"):
        ladder.find_programs()


class _NoFolders(type(Path())):  # type: ignore[misc]  # Path's own class depends on the system
    def glob(self, *arguments: object, **options: object) -> list[Path]:
        return []


@pytest.mark.postgresql
@pytest.mark.parametrize("durable", [True, False])
def test_a_cluster_answers_with_its_password_only_and_goes(monkeypatch: pytest.MonkeyPatch, durable: bool) -> None:
    import psycopg

    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    with ladder.postgres(durable=durable) as server:
        with psycopg.connect(server.url) as connection:
            row = connection.execute("SELECT current_setting('fsync'), current_setting('data_directory')").fetchone()
        assert row is not None
        assert row[0] == ("on" if durable else "off")
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.url.replace("tester:", "tester:wrong"))
    assert not Path(row[1]).exists()
    assert server.programs is not None
    assert (server.programs / "initdb").exists()


def test_the_persons_own_variables_do_not_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", "elsewhere.example")
    shown = subprocess.run(["env"], env=ladder._plain(), capture_output=True, text=True, check=True).stdout
    assert "PGHOST" in os.environ
    assert "PGHOST" not in shown
