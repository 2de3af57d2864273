"""Sealing, deriving, the ring."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.keys.ring import newest_number, turn_ring
from undersigned.keys.rules import derive
from undersigned.keys.sealing import OVERHEAD_BYTES, SealBroken, seal, unseal
from undersigned.keys.secrets import FIRST_RING_KEY, NAMES, ensure_secrets, read_secret
from undersigned.keys.site import address_fingerprint, seal_for_site, site_key, unseal_for_site

KEY = bytes(range(32))


@given(st.binary(max_size=500), st.binary(max_size=50))
def test_what_was_sealed_opens_in_its_place_only(plain: bytes, context: bytes) -> None:
    sealed = seal(plain, key=KEY, context=context)
    assert len(sealed) == len(plain) + OVERHEAD_BYTES
    assert unseal(sealed, key=KEY, context=context) == plain
    assert sealed != seal(plain, key=KEY, context=context)
    for key, place in ((bytes(32), context), (KEY, context + b"x")):
        with pytest.raises(SealBroken):
            unseal(sealed, key=key, context=place)


def test_each_changed_bit_is_noticed() -> None:
    sealed = seal(b"Ida", key=KEY, context=b"")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            unseal(bytes(changed), key=KEY, context=b"")
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            unseal(sealed[:length], key=KEY, context=b"")


@given(st.lists(st.binary(max_size=5), max_size=4), st.lists(st.binary(max_size=5), max_size=4))
def test_parts_do_not_run_together(one: list[bytes], other: list[bytes]) -> None:
    assert (derive(KEY, "x", *one) == derive(KEY, "x", *other)) == (one == other)


def test_purposes_differ() -> None:
    assert derive(KEY, "a") != derive(KEY, "b")
    assert derive(KEY, "a") != derive(bytes(32), "a")
    assert len(derive(KEY, "a")) == 32


def test_secrets_are_made_once_and_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    ensure_secrets(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.key")}
    ensure_secrets(folder)
    assert before == {path: path.read_bytes() for path in folder.rglob("*.key")}
    assert len(set(before.values())) == len(before) == len((*NAMES, FIRST_RING_KEY))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in before} == {0o600}
    assert list(folder.rglob(".*")) == []


def test_a_broken_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mail.key").write_text("abcd\n")
    with pytest.raises(ValueError, match="32 bytes"):
        read_secret(tmp_path, "mail")


def test_the_ring_turns(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        newest_number(tmp_path)
    ensure_secrets(tmp_path)
    assert newest_number(tmp_path) == 1
    assert turn_ring(tmp_path) == 2
    assert newest_number(tmp_path) == 2


@pytest.fixture
def own_secrets(settings: object, tmp_path: Path) -> Path:
    ensure_secrets(tmp_path)
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"secrets_dir": tmp_path})  # type: ignore[attr-defined]
    return tmp_path


def test_what_the_site_sealed_opens_after_the_ring_has_turned(own_secrets: Path) -> None:
    old = seal_for_site(b"Ida", context=b"x")
    turn_ring(own_secrets)
    new = seal_for_site(b"Ida", context=b"x")
    assert unseal_for_site(old, context=b"x") == unseal_for_site(new, context=b"x") == b"Ida"
    assert (old[:4], new[:4]) == (b"\0\0\0\1", b"\0\0\0\2")
    assert len(old) == len(new)


@given(st.binary(max_size=80))
def test_what_the_site_did_not_seal_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        unseal_for_site(sealed, context=b"x")


def test_a_key_that_the_ring_does_not_hold(own_secrets: Path) -> None:
    sealed = seal_for_site(b"Ida", context=b"x")
    with pytest.raises(SealBroken):
        unseal_for_site(b"\0\0\0\7" + sealed[4:], context=b"x")
    with pytest.raises(SealBroken):
        unseal_for_site(sealed, context=b"y")


def test_addresses_have_keyed_fingerprints(own_secrets: Path) -> None:
    mark = address_fingerprint("ida@x.example")
    assert len(mark) == 32
    assert mark == address_fingerprint("ida@x.example") != address_fingerprint("ben@x.example")
    assert site_key("address fingerprint") != site_key("letter code")
