"""/metrics: figures of the whole site, for whoever runs it alone."""

import json
import time
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from tests.cast import IDA, OSCAR
from tests.makers import make_published
from tests.signing import make_signed
from undersigned.mail.outboxes import outboxes
from undersigned.petitions.models import Petition
from undersigned.web import metrics
from undersigned.web.figures import all_figures, folder

SERIES_AT_MOST = 120
LOCAL = {"host": "127.0.0.1:8000"}


@pytest.fixture(autouse=True)
def _nothing_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("requests", "pages"):
        monkeypatch.setattr(metrics.Watched, name, type(metrics.Watched.requests)())
    for name in ("times", "gauges"):
        monkeypatch.setattr(metrics.Watched, name, {})


def read(client: Client, **headers: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and its labels' values."""
    answer = client.get("/metrics", headers={**LOCAL, **headers})
    assert answer.status_code == 200, answer.content
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_what_happened_is_counted(client: Client, petition: Petition, moment: datetime) -> None:
    client.get("/en/")
    client.get("/en/no-such-page/")
    client.post(f"/en/petitions/{petition.slug}/sign", {"name": "Ida"})
    metrics.count_request("door", 200)
    metrics.count_page("hit")
    metrics.observe("sign", 0.02)
    metrics.observe("sign", 0.3)
    metrics.observe("sign", 30)
    metrics.watch("gather_depth", "sign", lambda: 7)
    metrics.watch("gather_age_seconds", "sign", lambda: 0.5)
    make_signed(petition, IDA, now=moment)
    found = read(client)
    assert found["undersigned_requests_total", "door", "2xx"] == 1
    assert found["undersigned_requests_total", "django", "4xx"] >= 1
    assert found["undersigned_act_seconds_bucket", "sign", "door", "0.025"] == 1
    assert found["undersigned_act_seconds_bucket", "sign", "door", "10.0"] == 2
    assert found["undersigned_act_seconds_bucket", "sign", "door", "+Inf"] == 3
    assert found["undersigned_act_seconds_count", "sign", "door"] == 3
    assert found["undersigned_act_seconds_count", "sign", "django"] == 1
    assert found["undersigned_pages_total", "hit"] == 1
    assert found["undersigned_gather_depth", "sign"] == 7
    assert found["undersigned_gather_age_seconds", "sign"] == 0.5
    assert found["undersigned_letters_waiting", "signatures.Signature"] == 1
    assert found["undersigned_letters_oldest_seconds",] >= 0
    assert found["undersigned_log_pending",] == 1
    assert found["undersigned_jobs_due",] == 0


def test_neither_petitions_nor_people_make_series(client: Client, db: None, moment: datetime) -> None:
    for number in range(3):
        petition = make_published(moment)
        client.get(f"/en/petitions/{petition.slug}/")
        make_signed(petition, OSCAR if number else IDA, now=moment)
    client.get("/en/no-such-page/")
    before = read(client)
    client.get("/en/petitions/another/")
    client.get(f"/en/confirm/{'A' * 56}")
    after = read(client)
    assert set(after) == set(before)
    assert len(after) < SERIES_AT_MOST
    text = client.get("/metrics", headers=LOCAL).content.decode()
    assert petition.slug not in text
    assert IDA.email not in text


def test_it_asks_the_database_little(client: Client, petition: Petition) -> None:
    """Two questions for each outbox, and a dozen for the rest."""
    with CaptureQueriesContext(connection) as asked:
        read(client)
    assert len(asked) <= 12 + 2 * len(outboxes())


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "192.0.2.7"},
        {"x-forwarded-proto": "https"},
        {"forwarded": "for=192.0.2.7"},
        {"via": "1.1 proxy"},
        {"host": "testserver"},
        {"host": "localhost.evil.example"},
    ],
)
def test_a_proxy_on_this_machine_is_not_this_machine(client: Client, db: None, headers: dict[str, str]) -> None:
    answer = client.get("/metrics", headers={**LOCAL, **headers})
    assert answer.status_code == 403
    assert b"undersigned_" not in answer.content


def test_another_machine_is_refused(client: Client, db: None) -> None:
    assert client.get("/metrics", headers=LOCAL, REMOTE_ADDR="192.0.2.7").status_code == 403


def test_a_trusted_proxy_s_visitor_is_refused(client: Client, db: None, settings: Settings) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"trusted_proxies": ("127.0.0.0/8",)})
    assert Client().get("/metrics", headers={**LOCAL, "x-forwarded-for": "127.0.0.9"}).status_code == 403


def test_a_token_opens_it_from_anywhere_and_nothing_else_does(
    client: Client, db: None, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"metrics_token_file": file})
    told = {"x-forwarded-for": "192.0.2.7", "host": "testserver"}
    assert client.get("/metrics", headers=LOCAL).status_code == 403
    file.write_text("a-long-token\n")
    assert client.get("/metrics", headers=LOCAL).status_code == 403
    assert client.get("/metrics", headers={**told, "authorization": "Bearer another"}).status_code == 403
    assert client.get("/metrics", headers={**told, "authorization": "Bearer a-long-token"}).status_code == 200
    file.write_text("\n")
    assert client.get("/metrics", headers={**told, "authorization": "Bearer "}).status_code == 403


def test_figures_of_all_processes_are_added_and_the_dead_keep_their_counts(house: Path, db: None) -> None:
    metrics.count_request("door", 200)
    metrics.watch("gather_depth", "sign", lambda: 2)
    for name, age in (("living", 1.0), ("dead", 60.0)):
        told = {
            "at": time.time() - age,
            "requests": [["door", "2xx", 10]],
            "pages": [["hit", 4]],
            "times": [["sign", "door", [1] + [0] * len(metrics.BUCKETS), 0.001]],
            "gauges": [["gather_depth", "sign", 5], ["gather_age_seconds", "sign", 1.5]],
            "pool": {"requests_queued": 3, "requests_wait_ms": 250, "requests_waiting": 1},
        }
        folder().mkdir(parents=True, exist_ok=True)
        (folder() / f"{name}.json").write_text(json.dumps(told))
    (folder() / "cut-off.json").write_text('{"at": ')
    figures = all_figures()
    assert figures.requests["door", "2xx"] == 21
    assert figures.times["sign", "door"][0][0] == 2
    assert (figures.depths["sign"], figures.ages["sign"]) == (7, 1.5)
    assert (figures.pool["requests_queued"], figures.pool["requests_waiting"]) == (6, 1)
    assert figures.processes == 2
