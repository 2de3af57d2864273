"""Entries of the lists: what a line means, and whom it speaks of."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.signatures.screening.evidence import NOON
from undersigned.signatures.rules.entries import Effect, Entry, EntryRefused, Lists, Subject, read_value

NETWORK, DOMAIN, ADDRESS, COUNTRY = Subject.NETWORK, Subject.DOMAIN, Subject.ADDRESS, Subject.COUNTRY


@pytest.mark.parametrize(
    ("subject", "typed", "kept"),
    [
        (NETWORK, " 192.0.2.1 ", "192.0.2.1/32"),
        (NETWORK, "192.0.2.77/24", "192.0.2.0/24"),
        (NETWORK, "2001:db8::1", "2001:db8::/64"),
        (NETWORK, "2001:DB8::/48", "2001:db8::/48"),
        (DOMAIN, "Evil.Example", "evil.example"),
        (DOMAIN, "*.evil.example", "*.evil.example"),
        (DOMAIN, "bücher.example", "xn--bcher-kva.example"),
        (COUNTRY, "tr", "TR"),
        (ADDRESS, "O.Scar+x@Gmail.com", "oscar@gmail.com"),
    ],
)
def test_what_is_kept(subject: Subject, typed: str, kept: str) -> None:
    assert read_value(subject, typed) == kept


@pytest.mark.parametrize(
    ("subject", "typed", "code"),
    [
        (NETWORK, "", "not_a_network"),
        (NETWORK, "192.0.2", "not_a_network"),
        (NETWORK, "0.0.0.0/0", "too_wide"),
        (NETWORK, "10.0.0.0/7", "too_wide"),
        (NETWORK, "2001::/16", "too_wide"),
        (DOMAIN, "*", "not_a_domain"),
        (DOMAIN, "*.com", "not_a_domain"),
        (DOMAIN, "evil", "not_a_domain"),
        (DOMAIN, "ev*il.example", "not_a_domain"),
        (DOMAIN, "-a.example", "not_a_domain"),
        (COUNTRY, "XX", "not_a_country"),
        (ADDRESS, "nobody", "not_an_address"),
    ],
)
def test_what_is_refused(subject: Subject, typed: str, code: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        read_value(subject, typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("entry", "is_met"),
    [
        (Entry(NETWORK, "192.0.2.77/32", Effect.HOLD), True),
        (Entry(NETWORK, "192.0.0.0/16", Effect.HOLD), True),
        (Entry(NETWORK, "192.0.3.0/24", Effect.HOLD), False),
        (Entry(NETWORK, "2001:db8::/64", Effect.HOLD), False),
        (Entry(DOMAIN, "mail.evil.example", Effect.HOLD), True),
        (Entry(DOMAIN, "*.evil.example", Effect.HOLD), True),
        (Entry(DOMAIN, "*.mail.evil.example", Effect.HOLD), True),
        (Entry(DOMAIN, "evil.example", Effect.HOLD), False),
        (Entry(DOMAIN, "*.vil.example", Effect.HOLD), False),
        (Entry(ADDRESS, "ab12", Effect.HOLD), True),
        (Entry(ADDRESS, "ab13", Effect.HOLD), False),
        (Entry(COUNTRY, "GB", Effect.HOLD), True),
        (Entry(COUNTRY, "TR", Effect.HOLD), False),
        (Entry(COUNTRY, "GB", Effect.HOLD, NOON + timedelta(seconds=1)), True),
        (Entry(COUNTRY, "GB", Effect.HOLD, NOON), False),
    ],
)
def test_whom_an_entry_meets(entry: Entry, is_met: bool) -> None:
    lists = Lists([entry])
    found = lists.about(network="192.0.2.77", domain="mail.evil.example", address="ab12", country="GB", now=NOON)
    assert found == ([entry] if is_met else [])


@given(st.ip_addresses(v=4), st.integers(8, 32))
def test_a_network_meets_exactly_its_addresses(address: object, length: int) -> None:
    value = read_value(NETWORK, f"{address}/{length}")
    lists = Lists([Entry(NETWORK, value, Effect.HOLD)])
    about = {"domain": "a.example", "address": "", "country": "GB", "now": NOON}
    assert lists.about(network=str(address), **about)  # type: ignore[arg-type]
    other = int(address) ^ (1 << (32 - length))  # type: ignore[call-overload]
    assert not lists.about(network=".".join(str(byte) for byte in other.to_bytes(4, "big")), **about)  # type: ignore[arg-type]


def test_a_64_is_met_by_all_that_are_wider() -> None:
    lists = Lists(Entry(NETWORK, f"2001:db8::/{length}", Effect.HOLD) for length in (32, 48, 64))
    found = lists.about(network="2001:db8::/64", domain="a.example", address="", country="GB", now=NOON)
    assert len(found) == 3


def test_an_unknown_network_is_met_by_none() -> None:
    lists = Lists([Entry(NETWORK, "192.0.0.0/8", Effect.REFUSE)])
    assert lists.about(network="", domain="a.example", address="", country="GB", now=NOON) == []
