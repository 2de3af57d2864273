"""What a client can unpack, and what it has already."""

import gzip

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.web.door.codings import Coding, coding_of, has_already, pack


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (b"", Coding.IDENTITY),
        (b"gzip, deflate, br, zstd", Coding.BROTLI),
        (b"gzip, deflate", Coding.GZIP),
        (b"GZIP", Coding.GZIP),
        (b"x-gzip", Coding.GZIP),
        (b"deflate", Coding.IDENTITY),
        (b"*", Coding.BROTLI),
        (b"*;q=0", Coding.IDENTITY),
        (b"br;q=0, *", Coding.GZIP),
        (b"br;q=0, gzip", Coding.GZIP),
        (b"br;q=0.5, gzip;q=0.8", Coding.GZIP),
        (b"br ; q=0.8,gzip;q=0.8", Coding.BROTLI),
        (b"identity, gzip;q=0.5", Coding.IDENTITY),
        (b"identity;q=0.5, gzip", Coding.GZIP),
        (b"identity;q=0", Coding.IDENTITY),
        (b"gzip;q=much", Coding.IDENTITY),
        (b"gzip;q=nan", Coding.IDENTITY),
        (b",,;q=1,", Coding.IDENTITY),
    ],
)
def test_the_best_that_the_client_allows(header: bytes, coding: Coding) -> None:
    assert coding_of(header) is coding


@given(st.binary(max_size=60))
def test_no_header_is_too_odd(header: bytes) -> None:
    assert coding_of(header) in Coding
    assert has_already(header, b'"tag"') in {True, False}


@pytest.mark.parametrize(
    ("header", "has_it"),
    [
        (b'"a"', True),
        (b'W/"a"', True),
        (b'"b", "a"', True),
        (b'"b",W/"a" , "c"', True),
        (b"*", True),
        (b" * ", True),
        (b'"b"', False),
        (b'"a-br"', False),
        (b"a", False),
        (b'"*"', False),
        (b'"x,"a"', False),
    ],
)
def test_what_the_client_has(header: bytes, has_it: bool) -> None:
    assert has_already(header, b'"a"') is has_it


def test_packed_is_the_same_whoever_unpacks_it() -> None:
    body = "Ağaçlar ".encode() * 500
    assert gzip.decompress(pack(body, Coding.GZIP)) == body
    assert brotli.decompress(pack(body, Coding.BROTLI)) == body
    assert pack(body, Coding.IDENTITY) == body
    assert pack(body, Coding.GZIP) == pack(body, Coding.GZIP)
