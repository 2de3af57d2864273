"""The command on a site in processes of its own: serve, doctor, find, backup, restore, stop."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from tests.post_office import PostOffice
from tests.served import Site

PETITION = """---
title: A bell for the ferry
language: en
---

The ferry comes without a sound. A bell would tell us that it is there.
"""
SIGNER = "ida@brambleworth.example"
NAME = "Ida Brambleworth"


def publish(site: Site, folder: Path) -> str:
    file = folder / "bell.md"
    file.write_text(PETITION)
    done = site.run("petition", "import", str(file), "--publish")
    assert done.returncode == 0, done.stderr
    address = done.stdout.strip().splitlines()[-1]
    assert address.startswith(site.address)
    return address.rstrip("/").rpartition("/")[2]


def sign_and_confirm(site: Site, office: PostOffice, slug: str, email: str) -> None:
    form = {"name": NAME, "email": email, "country": "GB", "version": "1-en"}
    assert site.post(f"/en/petitions/{slug}/sign", form) == 200
    assert site.post(office.wait_for(email).link.removeprefix(site.address), {"act": "confirm"}) == 200


def wait_for_count(site: Site, slug: str, count: int) -> None:
    for _ in range(600):
        if site.get_json(f"/api/v1/petitions/{slug}/count")["signature_count"] == count:
            return
        time.sleep(0.1)
    raise AssertionError(f"the number never became {count}")


@pytest.mark.timeout(240)
def test_a_site_is_backed_up_and_restored(
    site: Site, office: PostOffice, tmp_path: Path, database_url: str | None
) -> None:
    slug = publish(site, tmp_path)
    sign_and_confirm(site, office, slug, SIGNER)
    wait_for_count(site, slug, 1)

    made = site.run("backup", str(tmp_path / "backups"))
    assert made.returncode == 0, made.stderr
    assert site.stop() == 0
    _lose_everything(site, tmp_path)
    restored = site.run("restore", str(tmp_path / "backups"))
    assert restored.returncode == 0, restored.stdout + restored.stderr

    site.start()
    assert site.get_json(f"/api/v1/petitions/{slug}/count")["signature_count"] == 1
    _mail_waits_until_a_person_resumes_it(site, office, slug)
    wait_for_count(site, slug, 2)
    doctor = site.run("doctor", "--json")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    assert json.loads(doctor.stdout)["clean"]


def _lose_everything(site: Site, folder: Path) -> None:
    (folder / "data").rename(folder / "lost")


def _mail_waits_until_a_person_resumes_it(site: Site, office: PostOffice, slug: str) -> None:
    email = "ben@brambleworth.example"
    assert (
        site.post(f"/en/petitions/{slug}/sign", {"name": "Ben", "email": email, "country": "GB", "version": "1-en"})
        == 200
    )
    time.sleep(2)
    assert office.to(email) == []
    assert "paused" in site.run("doctor").stdout
    assert site.run("mail", "resume").returncode == 0
    assert site.post(office.wait_for(email).link.removeprefix(site.address), {"act": "confirm"}) == 200


@pytest.mark.timeout(120)
def test_a_signature_is_found_and_the_reading_written_down(site: Site, office: PostOffice, tmp_path: Path) -> None:
    slug = publish(site, tmp_path)
    sign_and_confirm(site, office, slug, SIGNER)
    done = site.run("signature", "find", "--petition", slug, "--email", SIGNER.upper(), "--json")
    assert done.returncode == 0, done.stderr
    [found] = json.loads(done.stdout)
    assert found["name"] == NAME
    assert found["state"] in {"confirmed", "counted"}
    assert site.run("signature", "find", "--petition", slug, "--email", "nobody@void.example").returncode == 1


@pytest.mark.timeout(120)
def test_the_site_stops_cleanly_and_leaves_no_process(site: Site) -> None:
    pids = [process.pid for process in site.processes()]
    assert {process.part for process in site.processes()} == {"web", "worker", "publisher"}
    assert site.stop() == 0
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


@pytest.mark.timeout(120)
def test_a_killed_web_server_leaves_no_worker_behind(site: Site) -> None:
    before = [process.pid for process in site.processes() if process.part == "web"]
    os.kill(before[0], signal.SIGKILL)
    assert wait_until_gone(before) == []
    site.wait_until_answering()


@pytest.mark.timeout(120)
def test_the_parts_stop_when_the_supervisor_is_killed(site: Site) -> None:
    pids = [process.pid for process in site.processes()]
    site.kill_supervisor()
    assert wait_until_gone(pids) == []


def wait_until_gone(pids: list[int], within_seconds: float = 15) -> list[int]:
    """The processes that still run after a while."""
    deadline = time.monotonic() + within_seconds
    left = pids
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = [pid for pid in left if Path(f"/proc/{pid}").exists()]
    return left


def test_unknown_and_unsafe_settings_are_refused_in_words(tmp_path: Path) -> None:
    site = Site(tmp_path, smtp_url="smtp://127.0.0.1:1")
    site.environment["UNDERSIGNED_PUBLIKATION"] = "moderated"
    refused = site.run("doctor")
    assert refused.returncode == 2
    assert "UNDERSIGNED_PUBLIKATION" in refused.stderr
    del site.environment["UNDERSIGNED_PUBLIKATION"]
    site.environment["UNDERSIGNED_SITE_URL"] = "http://petitions.example.org"
    refused = site.run("serve", "--port", str(site.port))
    assert refused.returncode == 1
    assert "UNDERSIGNED_SITE_URL" in refused.stderr


def test_help_explains_itself(tmp_path: Path) -> None:
    shown = Site(tmp_path, smtp_url="smtp://127.0.0.1:1").run("--help")
    assert shown.returncode == 0
    for verb in ("serve", "demo", "petition", "doctor", "verify", "backup", "restore", "createstaff", "signature"):
        assert verb in shown.stdout
