"""Codes as the RFCs print them, and what a code is good for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.accounts.totp import code_at, matching_step, provisioning_uri, step_of, typed_code, written

SECRET = b"12345678901234567890"
# RFC 4226, appendix D.
HOTP = ("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489")
# RFC 6238, appendix B: seconds, digest, code of eight digits.
TOTP = (
    (59, "sha1", "94287082"),
    (59, "sha256", "46119246"),
    (59, "sha512", "90693936"),
    (1111111109, "sha1", "07081804"),
    (1111111109, "sha256", "68084774"),
    (1111111109, "sha512", "25091201"),
    (1111111111, "sha1", "14050471"),
    (1234567890, "sha1", "89005924"),
    (1234567890, "sha256", "91819424"),
    (2000000000, "sha1", "69279037"),
    (20000000000, "sha1", "65353130"),
    (20000000000, "sha512", "47863826"),
)
# The RFC's seeds are as long as the digest.
SEEDS = {"sha1": SECRET, "sha256": (SECRET * 2)[:32], "sha512": (SECRET * 4)[:64]}


@pytest.mark.parametrize("counter", range(10))
def test_rfc_4226(counter: int) -> None:
    assert code_at(SECRET, counter) == HOTP[counter]


@pytest.mark.parametrize(("seconds", "digest", "code"), TOTP)
def test_rfc_6238(seconds: int, digest: str, code: str) -> None:
    step = step_of(datetime.fromtimestamp(seconds, UTC))
    assert code_at(SEEDS[digest], step, digits=8, digest=digest) == code


@pytest.mark.parametrize("off", range(-3, 4))
def test_a_clock_may_be_one_step_off(now: datetime, off: int) -> None:
    code = code_at(SECRET, step_of(now) + off)
    found = matching_step(SECRET, code, now=now, last=None)
    assert found == (step_of(now) + off if abs(off) <= 1 else None)


def test_a_step_is_used_once_and_none_before_it(now: datetime) -> None:
    here = step_of(now)
    code, earlier = code_at(SECRET, here), code_at(SECRET, here - 1)
    assert matching_step(SECRET, code, now=now, last=here - 1) == here
    assert matching_step(SECRET, code, now=now, last=here) is None
    assert matching_step(SECRET, earlier, now=now, last=here) is None
    later = now + timedelta(seconds=30)
    assert matching_step(SECRET, code_at(SECRET, here + 1), now=later, last=here) == here + 1


@given(st.text(max_size=20))
def test_anything_may_be_typed(typed: str) -> None:
    now = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
    code = code_at(SECRET, step_of(now))
    is_near = typed_code(typed) in {code_at(SECRET, step_of(now) + off) for off in (-1, 0, 1)}
    assert (matching_step(SECRET, typed_code(typed), now=now, last=None) is not None) is is_near
    assert matching_step(SECRET, typed_code(f" {code[:3]} {code[3:]} "), now=now, last=None) is not None


def test_what_an_app_scans() -> None:
    uri = provisioning_uri(SECRET, issuer="Under & signed", account="nora@staff.example")
    assert uri == (
        "otpauth://totp/Under%20%26%20signed:nora%40staff.example"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Under%20%26%20signed&digits=6&period=30"
    )
    assert written(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
