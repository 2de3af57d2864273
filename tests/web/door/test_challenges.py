"""The challenge at the door and behind it: the same bytes but for what is new each time, and as soon gone."""

import base64
import gc
import json
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from altcha.v1 import solve_challenge
from django.db import OperationalError, transaction
from pytest_django.fixtures import Settings

from tests.cast import OSCAR, WEI
from tests.makers import make_draft, make_held, make_published
from tests.signing import signing_form
from tests.web.door.asking import Behind, Reply, ask, django_application, sent_form
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.delete import delete
from undersigned.petitions.actions.swap_address import swap_address
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.ring_alarm import ring_alarm
from undersigned.signatures.fields import challenge_key
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.challenges import read_proof, read_token
from undersigned.signatures.screening.board import SITE, forget_board
from undersigned.web.door import gathers, rendering, signing
from undersigned.web.door.challenges import STANDINGS, Known
from undersigned.web.door.door import Door
from undersigned.web.door.kept import FRESH_SECONDS
from undersigned.web.metrics import Watched

pytestmark = pytest.mark.django_db(transaction=True)
NEW = re.compile(rb'("(?:token|challenge|salt|signature)":")[^"]+')


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    STANDINGS.forget()
    yield
    STANDINGS.forget()
    # What the thread left behind goes in this test, not in somebody else's.
    gc.collect()


@pytest.fixture
def petition(transactional_db: None) -> Petition:
    return make_published(datetime.now(UTC))


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Moves the clock by which a look grows old."""
    ahead = [0.0]
    monkeypatch.setattr(STANDINGS, "_clock", lambda: time.monotonic() + ahead[0])
    return lambda seconds: ahead.__setitem__(0, ahead[0] + seconds)


def django() -> Behind:
    """The views alone."""
    return Behind(django_application())


def get(slug: str, method: str = "GET", **headers: str) -> dict[str, Any]:
    given = {"host": "testserver"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return {"method": method, "path": f"/api/v1/petitions/{slug}/challenge", "headers": given, "body": b""}


def by_door(slug: str, method: str = "GET", **headers: str) -> tuple[Reply, int]:
    """What the door says, and how often it asked Django."""
    behind = django()
    return ask(Door(behind), **get(slug, method, **headers)), behind.asked


def alike(reply: Reply) -> tuple[int, dict[str, str], bytes]:
    return reply.status, reply.headers, NEW.sub(rb"\1", reply.body)


def ring(subject: int) -> None:
    now = datetime.now(UTC)
    end = now + timedelta(minutes=15)
    ring_alarm(subject=subject, about="x", ends_at=end, words="It comes.", actor="nora", now=now)


@pytest.mark.parametrize("alarmed", ["nothing", "petition", "site"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_it_is_the_same_by_either_way(petition: Petition, alarmed: str, method: str) -> None:
    if alarmed != "nothing":
        ring(petition.pk if alarmed == "petition" else SITE)
    hits = Watched.pages["hit"]
    reply, asked = by_door(petition.slug, method)
    # No challenge is a page that was kept.
    assert (asked, Watched.pages["hit"]) == (0, hits)
    by_view = ask(django(), **get(petition.slug, method))
    assert alike(reply)[:2] == alike(by_view)[:2]
    assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")
    if method == "HEAD":
        # Django leaves it to the server to send none.
        assert reply.body == b""
    else:
        assert alike(reply) == alike(by_view)
        assert (json.loads(reply.body)["work"] is None) is (alarmed == "nothing")
        assert reply.headers["content-length"] == str(len(reply.body))


def test_what_it_says_holds(petition: Petition) -> None:
    ring(petition.pk)
    first, second = (json.loads(by_door(petition.slug)[0].body) for _ in range(2))
    made = read_token(challenge_key(), petition.slug, first["token"])
    assert made is not None
    assert abs(datetime.now(UTC) - made) < timedelta(minutes=1)
    assert first["work"]["salt"] != second["work"]["salt"]
    proof = read_proof(challenge_key(), solved(first["work"]), datetime.now(UTC))
    assert proof is not None
    assert proof.petition == petition.slug


@pytest.mark.parametrize("mode", ["observe", "off"])
def test_where_screening_does_not_act_no_work_is_asked_for(petition: Petition, settings: Settings, mode: str) -> None:
    ring(petition.pk)
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"screening": mode})
    reply, asked = by_door(petition.slug)
    assert asked == 0
    assert json.loads(reply.body)["work"] is None
    assert alike(reply) == alike(ask(django(), **get(petition.slug)))


def test_an_alarm_is_heard_of_within_seconds(petition: Petition, later: Callable[[float], None]) -> None:
    assert json.loads(by_door(petition.slug)[0].body)["work"] is None
    ring(petition.pk)
    later(FRESH_SECONDS)
    assert json.loads(by_door(petition.slug)[0].body)["work"] is not None


def test_a_board_that_is_forgotten_is_not_asked_for_by_the_event_loop(petition: Petition) -> None:
    """Django refuses a query there: the answer would be 500."""
    by_door(petition.slug)
    forget_board()
    reply, asked = by_door(petition.slug)
    assert (reply.status, asked) == (200, 0)


@pytest.fixture
def https(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site's address is https, and nothing was asked before."""
    settings.IS_HTTPS, settings.SECURE_HSTS_SECONDS = True, 100
    monkeypatch.setattr(Known, "headers", ())
    rendering._handler.cache_clear()
    yield
    rendering._handler.cache_clear()


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.usefixtures("https")
def test_it_says_over_https_alone_what_belongs_there(petition: Petition, scheme: str) -> None:
    behind = django()
    reply = ask(Door(behind), **get(petition.slug), scheme=scheme)
    assert behind.asked == 0
    assert alike(reply) == alike(ask(django(), **get(petition.slug), scheme=scheme))
    assert ("strict-transport-security" in reply.headers) is (scheme == "https")


@pytest.mark.parametrize("kind", ["draft", "held", "none", "taken down", "deleted", "long"])
def test_what_is_not_public_is_djangos_to_refuse(transactional_db: None, kind: str) -> None:
    moment = datetime.now(UTC)
    made: dict[str, Callable[[], str]] = {
        "draft": lambda: make_draft(moment).slug,
        "held": lambda: make_held(moment).slug,
        "none": lambda: "no-such-petition",
        "taken down": lambda: take_down(petition_id=make_published(moment).pk, words="No.", now=moment).slug,
        "deleted": lambda: delete(petition_id=make_published(moment).pk, code="", now=moment).slug,
        "long": lambda: "a" * 81,
    }
    slug = made[kind]()
    reply, asked = by_door(slug)
    assert (reply.status, asked) == (404, 1)
    assert alike(reply) == alike(ask(django(), **get(slug)))


def test_a_closed_one_is_answered_as_django_does(petition: Petition) -> None:
    close(petition_id=petition.pk, now=datetime.now(UTC))
    reply, asked = by_door(petition.slug)
    assert (reply.status, asked) == (200, 0)
    assert alike(reply) == alike(ask(django(), **get(petition.slug)))


@pytest.mark.parametrize("act", ["take down", "delete"])
def test_a_second_after_a_take_down_there_is_none(petition: Petition, later: Callable[[float], None], act: str) -> None:
    assert by_door(petition.slug)[0].status == ask(django(), **get(petition.slug)).status == 200
    if act == "delete":
        delete(petition_id=petition.pk, code="", now=datetime.now(UTC))
    else:
        take_down(petition_id=petition.pk, words="A copied text.", now=datetime.now(UTC))
    assert ask(django(), **get(petition.slug)).status == 404
    later(FRESH_SECONDS)
    reply, asked = by_door(petition.slug)
    assert (reply.status, asked) == (404, 1)


def test_with_another_address_the_old_one_leads_there(petition: Petition, later: Callable[[float], None]) -> None:
    old = petition.slug
    assert by_door(old)[0].status == ask(django(), **get(old)).status == 200
    with transaction.atomic():
        moved = Petition.objects.select_for_update().get(pk=petition.pk)
        swap_address(petition=moved)
        moved.save()
    later(FRESH_SECONDS)
    reply, asked = by_door(old)
    assert (reply.status, asked, reply.headers["location"]) == (302, 1, get(moved.slug)["path"])
    assert alike(reply) == alike(ask(django(), **get(old)))
    assert by_door(moved.slug)[0].status == 200


def test_a_petition_that_is_published_now_is_answered_now(transactional_db: None) -> None:
    assert by_door("a-night-train-to-kavakdere")[0].status == 404
    petition = make_published(datetime.now(UTC))
    reply, asked = by_door(petition.slug)
    assert (reply.status, asked) == (200, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"if_none_match": "*"},
        {"if_modified_since": "Tue, 03 Mar 2026 12:00:00 GMT"},
        {"range": "bytes=0-3"},
        {"accept_encoding": "gzip, br"},
        {"accept_language": "tr"},
        {"cookie": "language=tr; acted=1"},
        {"origin": "https://elsewhere.example"},
        {"accept": "text/html"},
    ],
)
def test_nothing_that_a_browser_sends_changes_it(petition: Petition, headers: dict[str, str]) -> None:
    reply, asked = by_door(petition.slug, **headers)
    assert asked == 0
    assert alike(reply) == alike(ask(django(), **get(petition.slug, **headers)))


@pytest.mark.parametrize("path", ["/x/challenge", "/challenge", "/api/v1/petitions/a%2Fb/challenge", "/log/challenge"])
def test_other_addresses_that_end_so_are_djangos(transactional_db: None, path: str) -> None:
    behind = django()
    request = get("x") | {"path": path}
    assert alike(ask(Door(behind), **request)) == alike(ask(django(), **request))
    assert behind.asked == 1


def test_while_the_database_is_away_it_is_given_as_long_as_pages_are(
    petition: Petition, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And 503 for what was never asked for: the form goes without, and nobody waits."""
    by_door(petition.slug)

    def fail(_slugs: object) -> None:
        raise OperationalError("away")

    monkeypatch.setattr(STANDINGS, "_look", fail)
    later(FRESH_SECONDS)
    reply, asked = by_door(petition.slug)
    assert (reply.status, asked) == (200, 0)
    began = time.monotonic()
    refused, asked = by_door("never-asked-for")
    assert (refused.status, asked, refused.headers["content-type"]) == (503, 0, "application/problem+json")
    assert refused.headers["retry-after"].isdigit()
    assert time.monotonic() - began < 2


def solved(work: dict[str, Any]) -> str:
    """The payload that the page's script sends, by ALTCHA's own solver."""
    solution = solve_challenge(work["challenge"], work["salt"], work["algorithm"], work["maxnumber"], 0)
    assert solution is not None
    told = {name: work[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(told | {"number": solution.number}).encode()).decode()


def test_a_form_with_proof_and_token_is_taken_by_the_door(petition: Petition) -> None:
    """Neither makes a form so unusual that Django would have to look at it."""
    signing.moulds.forget()
    gather = gathers.begin()
    ring(petition.pk)
    told = json.loads(by_door(petition.slug)[0].body)
    path = f"/en/petitions/{petition.slug}/sign"
    sent = [
        (signing_form(petition, OSCAR, altcha=solved(told["work"])), ("pending", "")),
        # Within two seconds of the challenge.
        (signing_form(petition, WEI, challenge=told["token"]), ("held", "haste")),
    ]
    for form, becomes in sent:
        behind = django()
        assert ask(Door(behind), **sent_form(path, form)).status == 200
        assert behind.asked == 0
        row = Signature.objects.order_by("-pk")[0]
        assert (row.state, row.reason) == becomes
    assert gather.close(20)
