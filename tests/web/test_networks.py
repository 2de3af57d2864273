"""Whose network a visitor's is: only the named proxies are believed, and only from the right."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.web.networks import network_of
from undersigned.web.visitors import client_network


def trust(settings: Any, *names: str) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"trusted_proxies": names})


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        ("192.0.2.77", "192.0.2.77"),
        ("::ffff:192.0.2.77", "192.0.2.77"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("::ffff:127.0.0.1", ""),
        ("", ""),
        ("unix:", ""),
        ("testserver", ""),
    ],
)
def test_without_a_proxy_the_peer_counts_and_headers_are_made_up(settings: Any, peer: str, network: str) -> None:
    trust(settings)
    assert client_network(peer, None) == network
    assert client_network(peer, "198.51.100.1") == network


@pytest.mark.parametrize(
    ("forwarded_for", "network"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("203.0.113.66, 198.51.100.1", "198.51.100.1"),
        ("198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("203.0.113.66,198.51.100.1 , 10.0.0.2,10.9.9.9", "198.51.100.1"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3::4]:4711", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("198.51.100.1:4711", "198.51.100.1"),
        ("[198.51.100.1]:4711", "198.51.100.1"),
        ("198.51.100.01", ""),
        ("2001:db8::1%1\0", "2001:db8::/64"),
        ("198.51.100.1\0", ""),
        ("10.0.0.2", ""),
        ("198.51.100.1, unknown", ""),
        ("127.0.0.1", ""),
        ("", ""),
        (None, ""),
        (",,,", ""),
    ],
)
@pytest.mark.parametrize("peer", ["10.0.0.1", "::ffff:10.0.0.1", "10.0.0.1:9000"])
def test_a_named_proxy_is_believed(settings: Any, peer: str, forwarded_for: str | None, network: str) -> None:
    trust(settings, "10.0.0.0/8")
    assert client_network(peer, forwarded_for) == network


def test_a_proxy_on_this_machine(settings: Any) -> None:
    trust(settings, "127.0.0.1")
    assert client_network("127.0.0.1", "203.0.113.66, 198.51.100.1") == "198.51.100.1"


def test_another_peer_cannot_pass_as_the_proxy(settings: Any) -> None:
    trust(settings, "10.0.0.1")
    assert client_network("10.0.0.2", "198.51.100.1") == "10.0.0.2"


@given(address=st.ip_addresses())
def test_a_network_is_written_as_everybody_writes_it(address: Any) -> None:
    """By the standard library, which takes its time: one way to write each, so that one network has one mark."""
    import ipaddress

    number = getattr(address, "ipv4_mapped", None) or address
    prefix = 64 if isinstance(number, ipaddress.IPv6Address) else 32
    wanted = str(ipaddress.ip_network((number, prefix), strict=False)).removesuffix("/32")
    assert network_of(str(address), "", ()) == ("" if number.is_loopback else wanted)


@given(made_up=st.text(st.characters(codec="latin-1"), max_size=60))
def test_what_a_visitor_puts_before_changes_nothing(made_up: str) -> None:
    from django.test import override_settings

    from tests.settings import UNDERSIGNED

    with override_settings(UNDERSIGNED=UNDERSIGNED.model_copy(update={"trusted_proxies": ("10.0.0.1",)})):
        assert client_network("10.0.0.1", f"{made_up}, 198.51.100.1") == "198.51.100.1"


@given(first=st.ip_addresses(v=6), second=st.integers(0, 2**64 - 1))
def test_one_customer_is_one_network(first: Any, second: int) -> None:
    """Whoever moves within a /64 stays the same."""
    import ipaddress

    if first.ipv4_mapped or first.is_loopback:
        return
    neighbour = ipaddress.IPv6Address(int(first) >> 64 << 64 | second)
    if neighbour.ipv4_mapped or neighbour.is_loopback:
        return
    assert client_network(str(first), None) == client_network(str(neighbour), None)
