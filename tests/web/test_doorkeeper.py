"""Who is let in, whose word about the visitor is believed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from undersigned.web.doorkeeper import Doorkeeper

PROXIES = ("10.0.0.0/8", "fd00::/8")


@pytest.fixture
def door(settings: Settings) -> Callable[..., HttpRequest]:
    """Sends a request through a door behind the proxies and gives it as the views see it."""
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"trusted_proxies": PROXIES})
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse("in")

    def pass_through(**headers: Any) -> HttpRequest:
        Doorkeeper(view)(RequestFactory().get("/en/", **headers))
        return seen[-1]

    return pass_through


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "", "a b", "[::1"]
)
def test_a_foreign_host_is_refused(client: Client, host: str) -> None:
    answer = client.get("/en/about/", headers={"host": host})
    assert answer.status_code == 400
    assert host == "" or host.encode() not in answer.content


def test_the_own_host_is_let_in_whatever_its_port(client: Client) -> None:
    assert client.get("/en/about/", headers={"host": "testserver:8080"}).status_code == 200


def test_health_answers_any_host(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "10.1.2.3"}).status_code == 200


@pytest.mark.django_db
def test_readiness_answers_any_host(client: Client) -> None:
    assert client.get("/readyz", headers={"host": "10.1.2.3"}).status_code == 200


def test_a_forwarded_host_names_nothing(door: Callable[..., HttpRequest]) -> None:
    seen = door(REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_HOST="evil.example")
    assert seen.get_host() == "testserver"
    assert "HTTP_X_FORWARDED_HOST" not in seen.META


@pytest.mark.parametrize(
    ("nearest", "chain", "client"),
    [
        ("10.0.0.7", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.7", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.7", "203.0.113.9, 10.0.0.8", "203.0.113.9"),
        ("10.0.0.7", "2001:db8::1, fd00::1", "2001:db8::1"),
        ("10.0.0.7", "203.0.113.9, nonsense", "10.0.0.7"),
        ("10.0.0.7", "", "10.0.0.7"),
        ("203.0.113.50", "198.51.100.1", "203.0.113.50"),
    ],
)
def test_only_proxies_are_believed(door: Callable[..., HttpRequest], nearest: str, chain: str, client: str) -> None:
    seen = door(REMOTE_ADDR=nearest, HTTP_X_FORWARDED_FOR=chain, HTTP_X_FORWARDED_PROTO="https")
    assert seen.META["REMOTE_ADDR"] == client
    assert "HTTP_X_FORWARDED_FOR" not in seen.META
    assert seen.is_secure() is nearest.startswith("10.")


def test_every_answer_says_what_it_may(client: Client) -> None:
    answer = client.get("/en/about/")
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
