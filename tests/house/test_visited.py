"""The list of addresses that the suite must visit is complete, and only a good answer is a visit."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import get_resolver, include, path
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

from tests.visited import VISITED, addresses


def view(request: HttpRequest) -> HttpResponse:
    """Never called."""
    return HttpResponse()


def test_every_address_is_listed_by_its_full_name() -> None:
    inner = ([path("one/", view, name="one"), path("two/", view)], "room")
    patterns: list[URLPattern | URLResolver] = [
        path("plain/", view, name="plain"),
        path("in/", include(inner, namespace="room")),
    ]
    resolver = URLResolver(RegexPattern(r"^"), patterns)
    assert sorted(addresses(resolver)) == ["in/two/", "plain", "room:one"]


def test_the_site_has_addresses() -> None:
    found = list(addresses(get_resolver()))
    assert len(found) > 30
    assert len(found) == len(set(found)), "two addresses of one name"


@pytest.mark.django_db
def test_a_good_answer_is_a_visit_and_a_refusal_is_none(client: Client, pytestconfig: pytest.Config) -> None:
    visited = pytestconfig.stash[VISITED]
    before = set(visited)
    visited.clear()
    assert client.get("/en/petitions/there-is-no-such-petition/").status_code == 404
    assert visited == set()
    assert client.get("/healthz").status_code == 200
    assert len(visited) == 1
    visited.update(before)
