"""Addresses: what is one, which are one mailbox, and which hint fits."""

import time
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.mail.addresses.rules import (
    AddressRefused,
    canonical,
    hashed_form,
    parse_address,
    parsing,
    shown_address,
    suggestion,
)
from undersigned.mail.addresses.rules.suggestions import COMMON, REAL, distance


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("y@one-letter.example", "y@one-letter.example"),
        (" Mehtap.K@Kavak.Example ", "Mehtap.K@kavak.example"),
        ("o'connor+signs@x.example", "o'connor+signs@x.example"),
        ("a@münchen.example", "a@xn--mnchen-3ya.example"),
        ("a@MÜNCHEN.example", "a@xn--mnchen-3ya.example"),
        ("a@xn--mnchen-3ya.example", "a@xn--mnchen-3ya.example"),
        ("a@straße.example", "a@xn--strae-oqa.example"),
        ("用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v"),
        ("josé@x.example", "josé@x.example"),
        ("jose\u0301@x.example", "josé@x.example"),
        ("mıke@x.example", "mıke@x.example"),
        ("a@deep.er.and.deep.er.example", "a@deep.er.and.deep.er.example"),
        ("a@x.test", "a@x.test"),
        ("a" * 64 + "@x.example", "a" * 64 + "@x.example"),
    ],
)
def test_addresses(typed: str, read: str) -> None:
    assert parse_address(typed) == read


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "missing"),
        ("  ", "missing"),
        ("nobody", "not_an_address"),
        ("@x.example", "not_an_address"),
        ("a@", "not_an_address"),
        ("a@b", "not_an_address"),
        ("a@localhost", "not_an_address"),
        ("a@x.invalid", "not_an_address"),
        ("a..b@x.example", "not_an_address"),
        (".a@x.example", "not_an_address"),
        ("a@x..example", "not_an_address"),
        ("a@-x.example", "not_an_address"),
        ("a b@x.example", "not_an_address"),
        ('"a b"@x.example', "not_an_address"),
        ("Ada <a@x.example>", "not_an_address"),
        ("a@127.0.0.1", "not_an_address"),
        ("a@1.2.3", "not_an_address"),
        ("\ud800@x.example", "not_an_address"),
        ("a@xn--a.example", "not_an_address"),
        ("a@[127.0.0.1]", "literal"),
        ("a@[IPv6:::1]", "literal"),
        ("a@x.example,b@x.example", "not_one"),
        ("a@x.example;b@x.example", "not_one"),
        ("a@b@x.example", "not_one"),
        ("a@x.example\r\nBcc: b@x.example", "control"),
        ("a@x.example\nb", "control"),
        ("a\0@x.example", "control"),
        ("a\u200b@x.example", "control"),
        ("a\u202e@x.example", "control"),
        ("a@x.example\u2028", "control"),
        ("\u212aat@x.example", "lookalike"),
        ("a@\u017fam.example", "lookalike"),
        ("a@\uff45x.example", "lookalike"),
        ("a@ex\u00adample.example", "not_an_address"),
        ("a" * 65 + "@x.example", "too_long"),
        ("é" * 33 + "@x.example", "too_long"),
        ("a" * 321, "too_long"),
        ("a@" + "x." * 32 + "example", "too_long"),
        ("é" * 200 + "@x.example", "too_long"),
    ],
)
def test_what_is_no_address(typed: str, code: str) -> None:
    with pytest.raises(AddressRefused) as refused:
        parse_address(typed)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "typed",
    ["a@" + "a." * 50_000 + "com", "a." * 50_000 + "@x.example", "a@" + "xn--" * 50_000, "@" * 50_000, "é" * 50_000],
)
def test_fifty_thousand_labels_take_no_time(typed: str) -> None:
    start = time.process_time()
    with pytest.raises(AddressRefused):
        parse_address(typed)
    assert time.process_time() - start < 1


@given(st.text(max_size=400) | st.from_regex(r"[^@]{1,70}@[^@]{1,260}", fullmatch=True))
def test_what_is_read_can_stand_in_a_header(typed: str) -> None:
    try:
        address = parse_address(typed)
    except AddressRefused:
        return
    local, _, domain = address.rpartition("@")
    assert address.count("@") == 1
    assert domain.isascii()
    assert not any(character.isspace() or ord(character) < 32 for character in address)
    assert not set(',;<>()[]"\\') & set(address)
    assert parse_address(address) == address
    assert canonical(canonical(address)) == canonical(address)
    # Nothing that was not ASCII has become ASCII: no look-alike has turned into somebody else.
    assert local == unicodedata.normalize("NFC", typed.strip(" ").rpartition("@")[0])
    kept = Counter(one for one in typed if one.isascii())
    assert Counter(one for one in local if one.isascii()) <= kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A.L.I@gmail.com", "ali@gmail.com"),
        ("ali+petition@gmail.com", "ali@googlemail.com"),
        ("Ali@Example.org", "ali@example.org"),
        ("ali+x@outlook.com", "ali@outlook.com"),
        ("a_l-i@proton.me", "ali@protonmail.com"),
        ("ali+x@posteo.de", "ali@posteo.de"),
    ],
)
def test_one_mailbox(one: str, other: str) -> None:
    assert canonical(parse_address(one)) == canonical(parse_address(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.li@example.org", "ali@example.org"),
        ("ali+x@example.org", "ali@example.org"),
        ("a.li@outlook.com", "ali@outlook.com"),
        ("ali@outlook.com", "ali@hotmail.com"),
        ("mıke@gmail.com", "mike@gmail.com"),
        ("ſam@gmail.com", "sam@gmail.com"),
        ("İpek@example.org", "ipek@example.org"),
        ("É@example.org", "é@example.org"),
        ("ali@posteo.de", "ali@posteo.net"),
        ("+@gmail.com", "+x@gmail.com"),
    ],
)
def test_two_mailboxes(one: str, other: str) -> None:
    assert canonical(parse_address(one)) != canonical(parse_address(other))


LOCALS = st.text("ab9.+-_'=/", min_size=1, max_size=70) | st.text('aB.é"( ', min_size=1, max_size=6)
DOMAINS = st.lists(st.text("ab9-", max_size=8) | st.sampled_from(["test", "local", "xn--4ca", "É"]), max_size=5)


@given(LOCALS, DOMAINS)
def test_the_short_way_reads_what_the_long_one_reads(local: str, labels: list[str]) -> None:
    typed = f"{local}@{'.'.join(labels)}"
    assert _read(typed) == _read(typed, is_judged_whole=True)


def _read(typed: str, *, is_judged_whole: bool = False) -> str:
    """The address, or the code of its refusal."""
    with pytest.MonkeyPatch.context() as patch:
        if is_judged_whole:
            patch.setattr(parsing, "PLAIN_LENGTH", 0)
        try:
            return parse_address(typed)
        except AddressRefused as refused:
            return refused.code


def test_the_form_for_the_ledger() -> None:
    assert hashed_form("Ada.É@xn--mnchen-3ya.example") == "ada.é@xn--mnchen-3ya.example"


def test_international_domains_are_shown_in_their_letters() -> None:
    assert shown_address("a@xn--mnchen-3ya.example") == "a@münchen.example"
    assert shown_address("a@plain.example") == "a@plain.example"
    assert shown_address("a@xn--\udc80.example") == "a@xn--\udc80.example"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmal.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotnail.com", "hotmail.com"),
        ("yaho.com", "yahoo.com"),
        ("outlok.com", "outlook.com"),
        ("iclod.com", "icloud.com"),
        ("hotmail.con.tr", "hotmail.com.tr"),
        ("gmx.dee", None),
        ("gmail.com", None),
        ("mail.com", None),
        ("ymail.com", None),
        ("example.org", None),
        ("kavak.example", None),
        ("fmail.net", None),
        ("aol.de", None),
        ("x" * 250, None),
    ],
)
def test_hints(typed: str, meant: str | None) -> None:
    assert suggestion(f"a.b+c@{typed}") == (f"a.b+c@{meant}" if meant else None)


def test_no_well_known_domain_is_called_mistyped() -> None:
    for domain in (*COMMON, *REAL):
        assert suggestion(f"a@{domain}") is None


words = st.text("abc.", max_size=8)


@given(words, words)
def test_distance_is_a_distance(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) <= max(len(one), len(other))
    assert distance(one, other) >= abs(len(one) - len(other))


def test_a_swap_is_one_slip() -> None:
    assert distance("gmial.com", "gmail.com") == 1
