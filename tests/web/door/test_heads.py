"""What the door remembers of headers that strangers choose is bounded in bytes, not only in number."""

from undersigned.web.door import codings, heads
from undersigned.web.door.codings import LONGEST_READ, Coding, coding_of
from undersigned.web.door.heads import LONGEST_KEPT, Here

HERE = Here(frozenset({"https://site.example"}), ("site.example",), ("192.0.2.1",))
SCOPE = {"client": ("192.0.2.1", 4711), "scheme": "http"}


def test_a_long_chain_of_proxies_is_read_and_not_remembered() -> None:
    before = heads._network.cache_info().currsize
    chain = b"unknown," * LONGEST_KEPT + b"198.51.100.7"
    assert HERE.network(SCOPE, {b"x-forwarded-for": chain}) == "198.51.100.7"
    assert heads._network.cache_info().currsize == before


def test_a_short_chain_is_remembered() -> None:
    heads._network.cache_clear()
    for _ in range(2):
        HERE.network(SCOPE, {b"x-forwarded-for": b"198.51.100.7"})
    assert heads._network.cache_info().hits == 1


def test_a_host_longer_than_any_is_not_ours_and_not_remembered() -> None:
    before = heads.is_allowed_host.cache_info().currsize
    assert not HERE.is_named({b"host": b"site.example:" + b"0" * LONGEST_KEPT})
    assert heads.is_allowed_host.cache_info().currsize == before
    assert HERE.is_named({b"host": b"site.example:443"})


def test_codings_without_end_are_answered_unpacked_and_not_remembered() -> None:
    before = codings._coding_of.cache_info().currsize
    assert coding_of(b"gzip," * LONGEST_READ) is Coding.IDENTITY
    assert codings._coding_of.cache_info().currsize == before
