"""Marks of networks and domains."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.signatures.rules.origins import (
    MARK_BYTES,
    ORIGIN_BYTES,
    WIDTHS,
    domain_marks,
    household,
    network_marks,
    origin,
    width_mark,
)

KEY = b"k" * 32
DOMAINS = st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=2, max_size=5).map(".".join)


def parts(marks: bytes) -> list[bytes]:
    return [marks[at : at + MARK_BYTES] for at in range(0, len(marks), MARK_BYTES)]


@given(st.ip_addresses(v=4).map(str), DOMAINS)
def test_it_fits_its_column(network: str, domain: str) -> None:
    assert len(origin(KEY, network, domain)) == ORIGIN_BYTES == 36


@given(st.ip_addresses(v=4))
def test_each_width_is_the_mark_of_that_network(address: ipaddress.IPv4Address) -> None:
    marks = parts(network_marks(KEY, str(address)))
    assert marks == [width_mark(KEY, ipaddress.ip_network((address, width), strict=False)) for width in WIDTHS[4]]


def test_neighbours_share_their_wider_marks() -> None:
    one, two = parts(network_marks(KEY, "2001:db8:1:2::/64")), parts(network_marks(KEY, "2001:db8:1:3::/64"))
    assert [a == b for a, b in zip(one, two, strict=True)] == [False, True, True]


@pytest.mark.parametrize("unknown", ["", "not an address"])
def test_the_unknown_is_nobodys(unknown: str) -> None:
    assert network_marks(KEY, unknown) == bytes(18)


def test_without_the_key_marks_say_nothing() -> None:
    assert not set(parts(network_marks(KEY, "192.0.2.1"))) & set(parts(network_marks(b"x" * 32, "192.0.2.1")))


def test_domains_share_their_ends() -> None:
    one, two = parts(domain_marks(KEY, "a.evil.example")), parts(domain_marks(KEY, "b.evil.example"))
    assert [a == b for a, b in zip(one, two, strict=True)] == [False, True, False]


@pytest.mark.parametrize(
    ("domain", "owner"),
    [("evil.example", "evil.example"), ("a.b.evil.example", "evil.example"), ("a.evil.co.uk", "evil.co.uk"),
     ("evil.co.uk", "evil.co.uk"), ("x.okul.edu.tr", "okul.edu.tr"), ("com.tr", "com.tr")],
)  # fmt: skip
def test_who_bought_it(domain: str, owner: str) -> None:
    assert household(domain) == owner
