"""Two sites in processes of their own witness each other; an older database under a newer log is found and healed."""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.console.test_site_in_processes import publish, sign_and_confirm, wait_for_count
from tests.post_office import PostOffice
from tests.served import Site, fresh_database
from undersigned.keys.secrets import ensure_secrets, read_secret
from undersigned.tlog.cosignatures import CosignatureVerifier, Cosigner, cosigned_by
from undersigned.tlog.notes import Signer

NAMES = ("one.example", "two.example")


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with PostOffice() as post_office:
        yield post_office


def witness_of(folder: Path, name: str) -> Cosigner:
    return Cosigner(f"{name}/witness", read_secret(folder / "data" / "secrets", "witness"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both sites lie, in folders by their names."""
    return tmp_path_factory.mktemp("sites")


@pytest.fixture(scope="module")
def sites(home: Path, office: PostOffice) -> Iterator[list[Site]]:
    """Two sites, each with its own database, each the other's witness; started once for all tests here."""
    folders = [home / name for name in NAMES]
    for folder in folders:
        ensure_secrets(folder / "data" / "secrets")
    with ExitStack() as stack:
        found = [
            Site(
                folder,
                smtp_url=office.url,
                database_url=stack.enter_context(fresh_database(os.environ.get("DATABASE_URL"))),
            )
            for folder in folders
        ]
        for place, site in enumerate(found):
            other = 1 - place
            key = witness_of(folders[other], NAMES[other]).verifier.vkey
            log = Signer(f"{NAMES[other]}/log", read_secret(folders[other] / "data" / "secrets", "log"))
            site.environment |= {
                "UNDERSIGNED_LOG_ORIGIN": f"{NAMES[place]}/log",
                "UNDERSIGNED_WITNESSES": f"{key} {found[other].address}/witness",
                "UNDERSIGNED_WITNESSED_LOGS": log.verifier.vkey,
            }
        for site in found:
            stack.enter_context(site)
        yield found


def until(true: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.2)


def read(site: Site, path: str) -> tuple[int, bytes]:
    try:
        with urlopen(site.address + path, timeout=10) as answer:
            return answer.status, answer.read()
    except HTTPError as answer:
        return answer.code, answer.read()


def size_of(site: Site) -> int:
    """Of the published log; 0 before the first round."""
    status, note = read(site, "/log/checkpoint")
    return int(note.split(b"\n")[1]) if status == 200 else 0


def is_witnessed(site: Site, size: int, key: CosignatureVerifier) -> bool:
    status, note = read(site, "/log/checkpoint")
    return status == 200 and note.split(b"\n")[1] == b"%d" % size and bool(cosigned_by(note, [key]))


@pytest.mark.timeout(240)
def test_two_sites_witness_each_other(sites: list[Site], office: PostOffice, home: Path, tmp_path: Path) -> None:
    keys = [witness_of(home / name, name).verifier for name in NAMES]
    for site, key in zip(sites, reversed(keys), strict=True):
        # A letter of an earlier test, to the same address, leads to another petition.
        office.clear()
        before = size_of(site)
        slug = publish(site, tmp_path)
        sign_and_confirm(site, office, slug, "ida@brambleworth.example")
        wait_for_count(site, slug, 1)
        until(partial(is_witnessed, site, before + 2, key))
    for site in sites:
        done = site.run("doctor", "--json")
        assert json.loads(done.stdout)["findings"] == [], done.stdout


@pytest.mark.sqlite
@pytest.mark.timeout(240)
def test_an_older_database_under_a_newer_log_is_refused_and_healed(
    sites: list[Site], office: PostOffice, home: Path, tmp_path: Path
) -> None:
    site = sites[0]
    key = witness_of(home / NAMES[1], NAMES[1]).verifier
    office.clear()
    before = size_of(site)
    slug = publish(site, tmp_path)
    sign_and_confirm(site, office, slug, "ida@brambleworth.example")
    wait_for_count(site, slug, 1)
    site.stop()
    data = home / NAMES[0] / "data"
    shutil.copy(data / "site.sqlite3", tmp_path / "older.sqlite3")
    site.start()
    sign_and_confirm(site, office, slug, "ben@brambleworth.example")
    wait_for_count(site, slug, 2)
    until(lambda: is_witnessed(site, before + 3, key))
    kept = data / "log" / "checkpoint"
    shutil.copy(kept, tmp_path / "kept")
    site.stop()
    # The wrong database comes back; its write-ahead log belongs to the other one.
    for name in ("site.sqlite3-wal", "site.sqlite3-shm"):
        (data / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "older.sqlite3", data / "site.sqlite3")
    site.start(path="/healthz")
    # Loud, and yet a balancer keeps the site: people sign and confirm.
    until(lambda: read(site, "/readyz?strict=1")[0] == 503)
    status, body = read(site, "/readyz")
    assert (status, json.loads(body)) == (200, {"status": "degraded", "degraded": ["publisher: refused"]})
    assert "the publisher refuses" in site.run("doctor").stdout
    # Signing and confirming go on; the number stands still.
    sign_and_confirm(site, office, slug, "wei@brambleworth.example")
    assert kept.read_bytes() == (tmp_path / "kept").read_bytes()
    told = site.run("log", "recover", "--yes")
    assert told.returncode == 0, told.stdout + told.stderr
    until(lambda: read(site, "/readyz?strict=1")[0] == 200)
    # Ben's row is lost: his entry is invalidated as lost, Ida's stands, Wei's is new.
    until(lambda: is_witnessed(site, before + 5, key))
    wait_for_count(site, slug, 2)
    vkey = read(site, "/log/vkey")[1].decode().strip()
    for act in (["full"], ["recount"], ["grow", str(tmp_path / "kept")]):
        done = site.run("verify", *act, "--log", f"{site.address}/log", "--key", vkey)
        assert done.returncode == 0, done.stderr
    until(lambda: json.loads(site.run("doctor", "--json").stdout)["findings"] == [])
