"""No address of the site is on no list: people's pages are looked at in the browser, the others have a reason."""

from django.urls import get_resolver

from tests.browser.routes import ROUTES, WITHOUT_A_PAGE
from tests.visited import addresses


def test_every_address_is_on_one_list() -> None:
    looked_at = frozenset().union(*(route.shows for route in ROUTES)) - {""}
    assert looked_at | WITHOUT_A_PAGE.keys() == set(addresses(get_resolver()))
    assert not looked_at & WITHOUT_A_PAGE.keys()
