"""No address of the site is on no list: people's pages are looked at in the browser, the others have a reason."""

from django.urls import get_resolver

from tests.browser.routes import ROUTES, WITHOUT_A_PAGE
from tests.browser.signer_ways import SIGNER_ROUTES
from tests.browser.staff_ways import STAFF_ROUTES
from tests.visited import addresses

LOOKED_AT = frozenset().union(*(route.shows for route in (*ROUTES, *SIGNER_ROUTES, *STAFF_ROUTES))) - {""}


def test_every_address_is_on_a_list() -> None:
    listed = LOOKED_AT | WITHOUT_A_PAGE.keys()
    # A new page belongs to a way of tests/browser/routes.py, an address without one to WITHOUT_A_PAGE there.
    assert sorted(set(addresses(get_resolver())) - listed) == []


def test_the_lists_hold_nothing_else() -> None:
    listed = LOOKED_AT | WITHOUT_A_PAGE.keys()
    assert sorted(listed - set(addresses(get_resolver()))) == []
    assert sorted(LOOKED_AT & WITHOUT_A_PAGE.keys()) == []
