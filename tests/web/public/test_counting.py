"""How is this counted? The page, its drawing and its table."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.ledger.events import sign_many
from tests.ledger.test_publishing import round_out
from tests.makers import make_draft, make_published
from undersigned import web
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.history import CountPoint
from undersigned.ledger.models import Cosignature, Round
from undersigned.petitions.actions.amend import amend
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.switches.actions.turn_off import turn_off
from undersigned.switches.rules import Switch
from undersigned.tlog.cosignatures import Cosigner
from undersigned.web.log_faults import log_faults
from undersigned.web.public.chart import HEIGHT, WIDTH, chart, round_above

QUERIES = 10
STATIC = Path(web.__file__).parent / "static"


def page_of(client: Client, petition: Petition, language: str = "en") -> str:
    answer = client.get(f"/{language}/petitions/{petition.slug}/count/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=2"
    assert "Set-Cookie" not in answer
    assert "Vary" not in answer or "cookie" not in answer["Vary"].lower()
    return answer.content.decode()


@pytest.fixture
def counted(petition: Petition, moment: datetime) -> Petition:
    """A petition whose number grew on three days."""
    long_ago = moment - timedelta(days=3)
    open_log(now=long_ago)
    round_out(long_ago)
    for day in range(3):
        sign_many(1200, long_ago, pid=petition.pid)
        round_out(long_ago + timedelta(hours=1 + 24 * day))
    return petition


def test_the_page_says_what_the_number_rests_on(client: Client, counted: Petition) -> None:
    page = page_of(client, counted)
    vkey = client.get("/log/vkey").content.decode().strip()
    assert "<bdi>3,600</bdi>" in page
    assert "it holds 3,601 lines" in page
    assert f"undersigned verify recount --log http://testserver/log --key '{vkey}'" in page
    assert "What it does not prove" in page
    assert "show that a signer was not invented" in page
    assert f'data-vkey="{vkey}"' in page
    for part in (f'data-pid="{counted.pid}"', 'data-count="3600"', 'data-size="3601"'):
        assert part in page


def test_every_link_of_the_page_leads_somewhere(client: Client, counted: Petition) -> None:
    links = set(re.findall(r'(?:href|src|data-worker|data-proof)="(/[^"#]+)"', page_of(client, counted)))
    ours = {link for link in links if not link.startswith("/static/")}
    for part in ("checkpoint", "vkey", "policy"):
        assert f"/log/{part}" in ours
    assert f"/api/v1/petitions/{counted.slug}/versions/1.txt" in ours
    assert f"/api/v1/petitions/{counted.slug}/count.tlog-proof" in ours
    assert [link for link in ours if client.get(link).status_code not in (200, 302)] == []
    assert [link for link in links - ours if not (STATIC / link.removeprefix("/static/")).is_file()] == []


def test_every_version_of_the_text_is_there(client: Client, petition: Petition, moment: datetime) -> None:
    amend(petition_id=petition.pk, change=DraftChange(title="A later train"), has_signatures=False, now=moment)
    page = page_of(client, petition)
    assert f"/api/v1/petitions/{petition.slug}/versions/1.txt" in page
    assert f"/api/v1/petitions/{petition.slug}/versions/2.txt" in page


def test_before_the_first_publication_nothing_is_claimed(client: Client, petition: Petition) -> None:
    page = page_of(client, petition)
    assert "The log does not hold this petition yet" in page
    assert "<recount-log" not in page
    assert "<polyline" not in page
    assert "verify recount" not in page


def test_the_history_is_drawn_and_told(client: Client, counted: Petition) -> None:
    page = page_of(client, counted)
    (line,) = re.findall(r'<polyline class="line" points="([^"]+)"', page)
    places = [[float(one) for one in place.split(",")] for place in line.split(" ")]
    assert places[0] == [0, HEIGHT]
    assert all(before[0] <= after[0] for before, after in pairwise(places))
    assert places[-1] == [WIDTH, HEIGHT - HEIGHT * 3600 / 5000]
    assert re.findall(r"<td>([\d,]+)</td>", page)[:1] == ["3,600"]
    assert re.findall(r"<td>([\d,]+)</td>", page)[-1:] == ["0"]
    assert "style=" not in page


def test_without_charts_none_is_drawn_and_all_else_is_told(client: Client, counted: Petition, moment: datetime) -> None:
    turn_off(switch=Switch.CHARTS, reason="Too many at once.", actor="console", now=moment)
    page = page_of(client, counted)
    assert "<polyline" not in page
    assert "<bdi>3,600</bdi>" in page


def test_who_witnesses_is_said_only_when_somebody_does(client: Client, counted: Petition, settings: Settings) -> None:
    assert "Nobody witnesses this log yet." in page_of(client, counted)
    vkey = Cosigner("witness.example", bytes(32)).verifier.vkey
    asked = settings.UNDERSIGNED.model_copy(update={"witnesses": (f"{vkey} http://127.0.0.1:9/",)})
    settings.UNDERSIGNED = asked
    page = page_of(client, counted)
    assert "Nobody witnesses" not in page
    assert "<bdi>witness.example</bdi>" in page
    assert "has not witnessed anything yet" in page
    at = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
    sizes = list(Round.objects.order_by("size").values_list("size", flat=True))
    Cosignature.objects.create(round_id=sizes[-2], vkey=vkey, line="", cosigned_at=at)
    assert "Witnessed on 3 March 2026, 12:00 UTC, up to line 2,401; what came later is not yet" in page_of(
        client, counted
    )
    Cosignature.objects.create(round_id=sizes[-1], vkey=vkey, line="", cosigned_at=at)
    assert "Witnessed on 3 March 2026, 12:00 UTC, all 3,601 lines" in page_of(client, counted)


def test_the_number_of_queries_is_fixed(client: Client, counted: Petition, django_assert_num_queries) -> None:
    page_of(client, counted)
    with django_assert_num_queries(QUERIES):
        page_of(client, counted)


def test_what_is_not_public_has_no_such_page(client: Client, moment: datetime, petition: Petition) -> None:
    assert client.get(f"/en/petitions/{make_draft(moment).slug}/count/").status_code == 404
    assert client.get("/en/petitions/nothing-here/count/").status_code == 404
    gone = take_down(petition_id=make_published(moment, title="Gone").pk, words="Why", now=moment)
    assert client.get(f"/en/petitions/{gone.slug}/count/").status_code == 410
    assert client.post(f"/en/petitions/{petition.slug}/count/").status_code == 405


def test_the_petitions_page_leads_there(client: Client, petition: Petition) -> None:
    page = client.get(f"/en/petitions/{petition.slug}/").content.decode()
    assert f'<a href="/en/petitions/{petition.slug}/count/">How is this counted?</a>' in page


def test_everything_that_a_recount_can_find_has_its_sentence() -> None:
    names = ("tlog.js", "witnesses.js", "recount-worker.js", "receipt.js")
    scripts = "".join((STATIC / name).read_text() for name in names)
    thrown = set(re.findall(r'new Fault\("(\w+)"', scripts))
    assert thrown == set(log_faults())


def test_a_chart_needs_two_points(now: datetime) -> None:
    assert chart([], now) is None
    assert chart([CountPoint(now, 0)], now) is None
    assert chart([CountPoint(now, 0), CountPoint(now + timedelta(hours=1), 0)], now) is None
    drawn = chart([CountPoint(now, 0), CountPoint(now + timedelta(hours=1), 5)], now + timedelta(hours=2))
    assert drawn is not None
    assert (drawn.line, drawn.top, drawn.is_long) == ("0,200 320,100 640,100", 10, False)


@pytest.mark.parametrize(
    ("count", "top"), [(0, 10), (10, 10), (11, 20), (49, 50), (51, 100), (501, 1000), (3600, 5000)]
)
def test_the_scale_is_a_round_number(count: int, top: int) -> None:
    assert round_above(count) == top
