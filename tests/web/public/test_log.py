"""The log as the world reads it: over HTTP, with nothing but the public key."""

import gzip

import pytest

from tests.ledger.events import PID, happen, sign_many
from tests.ledger.test_publishing import STEP, round_out
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.site import log_folder
from undersigned.tlog.checkpoints import open_checkpoint
from undersigned.tlog.notes import parse_vkey
from undersigned.tlog.readers import check_log
from undersigned.tlog.recount import recount

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(now):
    open_log(now=now)
    happen("open", now)
    sign_many(300, now)
    round_out(now)


def test_anybody_can_recount_from_what_is_served(log, client):
    vkey = client.get("/log/vkey")
    key = parse_vkey(vkey.content.decode().rstrip("\n"))
    checkpoint = open_checkpoint(client.get("/log/checkpoint").content, key.name, [key])

    def fetch(tile):
        answer = client.get(f"/log/{tile.path}")
        if answer.status_code == 404:
            raise FileNotFoundError(tile.path)
        assert answer.status_code == 200
        return gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content

    result = recount(check_log(fetch, checkpoint))
    assert result.contradiction is None
    assert result.size == 301
    assert result.lines[PID].c == 300


@pytest.mark.parametrize(
    ("path", "content_type", "caching"),
    [
        ("checkpoint", "text/plain; charset=utf-8", "public, max-age=2"),
        ("vkey", "text/plain; charset=utf-8", "public, max-age=3600"),
        ("policy", "text/plain; charset=utf-8", "public, max-age=3600"),
        ("tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/0/001.p/45", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/entries/000", "application/octet-stream", "public, max-age=31536000, immutable"),
    ],
)
def test_headers(log, client, path, content_type, caching):
    for answer in (client.get(f"/log/{path}"), client.head(f"/log/{path}")):
        assert answer.status_code == 200
        assert answer["Content-Type"] == content_type
        assert answer["Cache-Control"] == caching
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer
        assert "Vary" not in answer or "cookie" not in answer["Vary"].lower()
    assert client.post(f"/log/{path}").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/001",
        "tile/0/001.p/44",
        "tile/0/002",
        "tile/2/000.p/1",
        "tile/0/0000",
        "tile/0/x000/000",
        "tile/0/000.p/256",
        "tile/0/000/",
        "tile/0",
        "tile/",
        "tile/0/..%2f..%2fcheckpoint",
        "tile/0/../../checkpoint",
        "tile/entries/../../../site.sqlite3",
        "tile/0/%00",
        "tile//etc/passwd",
        "tile/0/000%0a",
        "tile/0/٠٠٠",
        "nothing",
    ],
)
def test_whatever_is_no_served_tile_is_not_found(log, client, path):
    assert client.get(f"/log/{path}").status_code == 404


def test_a_file_beside_the_tiles_is_not_served(log, client):
    (log_folder().path / "tile" / "0" / ".scratch").write_bytes(b"secret")
    (log_folder().path / "tile" / "note.txt").write_bytes(b"secret")
    assert client.get("/log/tile/0/.scratch").status_code == 404
    assert client.get("/log/tile/note.txt").status_code == 404


def test_before_the_first_publication_there_is_nothing(client):
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/vkey").status_code == 404
    assert client.get("/log/policy").status_code == 404
    answer = client.get("/log/tile/0/000")
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"


def test_a_checkpoint_follows_the_publication(log, client, now):
    before = client.get("/log/checkpoint").content
    sign_many(1, now)
    round_out(now + STEP)
    assert client.get("/log/checkpoint").content != before
    assert b"\n302\n" in client.get("/log/checkpoint").content


def test_the_policy_names_the_logs_own_key(log, client):
    lines = client.get("/log/policy").content.decode().splitlines()
    vkey = client.get("/log/vkey").content.decode().strip()
    assert f"log {vkey} http://testserver/log/" in lines
    assert sum(line.startswith("quorum ") for line in lines) == 1
