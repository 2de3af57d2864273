"""When things go wrong, libraries quote: a database the row, a mail server the recipient. No log has a word of it."""

import json
import sqlite3
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.hostile.test_nothing_in_clear import VISITOR
from tests.post_office import PostOffice
from tests.served import Site

NAME, PLACE = "Xanthe Unlucky", "Unluckyplace"
STORED, REFUSED, LATER = "xanthe.stored@clear.example", "yann.refused@clear.example", "zoe.later@clear.example"
SECRETS = (NAME, PLACE, STORED, REFUSED, LATER, VISITOR)


@pytest.mark.timeout(180)
def test_faults_are_told_without_values(
    site: Site, office: PostOffice, tmp_path: Path, database_url: str | None
) -> None:
    file = tmp_path / "bell.md"
    file.write_text("---\ntitle: A bell for the ferry\n---\n\nThe ferry comes without a sound.\n")
    slug = site.run("petition", "import", str(file), "--publish").stdout.strip().rstrip("/").rpartition("/")[2]
    office.refuse[REFUSED] = f"550 5.1.1 <{REFUSED}>: nobody here"
    transport = httpx.HTTPTransport(local_address=VISITOR)
    with httpx.Client(base_url=site.address, transport=transport, timeout=20) as visitor:
        assert sign(visitor, slug, STORED) == 200
        link = office.wait_for(STORED).link.removeprefix(site.address)
        assert sign(visitor, slug, REFUSED) == 200
        break_table(tmp_path, database_url)
        assert sign(visitor, slug, LATER) >= 500
        assert visitor.post(link, data={"act": "confirm"}).status_code >= 500
        assert visitor.get(link).status_code == 200
    assert site.stop() == 0
    log = (tmp_path / "site.log").read_text()
    assert [word for word in (*SECRETS, link.rpartition("/")[2]) if word.lower() in log.lower()] == []
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    faults = [line for line in lines if "fault" in line]
    assert faults, "the faults were not told at all"
    if database_url:
        # What it was, without the row: a check constraint was violated.
        assert any(line["fault"].endswith(" 23514") for line in faults)
    assert any(line["event"] == "request" and line["route"] == "en/confirm/<str:token>" for line in lines)


def sign(visitor: httpx.Client, slug: str, email: str) -> int:
    form = {"name": NAME, "email": email, "place": PLACE, "country": "GB", "version": "1-en", "show_name": "1"}
    return visitor.post(f"/en/petitions/{slug}/sign", data=form).status_code


def break_table(folder: Path, database_url: str | None) -> None:
    """From now on no signature can be written; PostgreSQL says `DETAIL: Failing row contains (...)`."""
    if database_url:
        with psycopg.connect(database_url, autocommit=True) as server:
            server.execute("ALTER TABLE signatures_signature ADD CONSTRAINT broken CHECK (false) NOT VALID")
        return
    with sqlite3.connect(folder / "data" / "site.sqlite3", timeout=20) as file:
        for act in ("INSERT", "UPDATE"):
            file.execute(
                f"CREATE TRIGGER broken_{act} BEFORE {act} ON signatures_signature "
                "BEGIN SELECT RAISE(ABORT, 'broken'); END"
            )
