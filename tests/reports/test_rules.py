"""What a public form may hold, how much of it is kept, and who is the same body."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.reports.rules.forms import parse_reply, parse_report
from undersigned.reports.rules.limits import Limit, is_within
from undersigned.reports.rules.replying import REPLY_AT_MOST, body_key
from undersigned.reports.rules.reporting import (
    STATEMENT_AT_MOST,
    WORDS_AT_MOST,
    Reason,
    StatementMissing,
    StatementTooLong,
    checked_statement,
)

FORM = "application/x-www-form-urlencoded"
REPLY = {"name": "Railways", "office": "Press", "email": "press@railways.example", "text": "It runs at 23:10 now."}
NOON = datetime(2026, 3, 3, 12, 30, tzinfo=UTC)


def body(**fields: str) -> bytes:
    return urlencode(fields).encode()


def test_a_reason_alone_is_a_report() -> None:
    form = parse_report(body(reason="libel"), FORM)
    assert form.errors == {}
    assert form.wish is not None
    assert (form.wish.reason, form.wish.words, form.wish.email) == (Reason.LIBEL, "", "")
    assert not form.wish.is_trapped


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({}, {"reason": "missing"}),
        ({"reason": "dislike"}, {"reason": "missing"}),
        ({"reason": "other"}, {"words": "missing"}),
        ({"reason": "hate", "words": "x" * (WORDS_AT_MOST + 1)}, {"words": "too_long"}),
        ({"reason": "hate", "words": "a\x00b"}, {"words": "control"}),
        ({"reason": "hate", "words": "a\u202eb"}, {"words": "direction"}),
    ],
)
def test_what_is_wrong_with_a_report_is_said_by_field(fields: dict[str, str], errors: dict[str, str]) -> None:
    form = parse_report(body(**fields), FORM)
    assert form.errors == errors
    assert form.wish is None


def test_an_address_is_optional_but_must_be_one() -> None:
    assert parse_report(body(reason="hate", email="  "), FORM).errors == {}
    form = parse_report(body(reason="hate", email="ida@brambleworth@example"), FORM)
    assert list(form.errors) == ["email"]
    assert form.values["email"] == "ida@brambleworth@example"


def test_a_whole_body_that_is_no_form_is_refused() -> None:
    assert parse_report(b"{}", "application/json").errors == {"": "wrong_type"}
    assert parse_report(b"reason=hate&words=" + b"x" * 20_000, FORM).errors == {"": "too_long"}
    assert parse_reply(b"name=%ff", FORM).errors["name"] == "broken_text"
    assert parse_report(b"reason=hate&reason=libel", FORM).errors == {"reason": "repeated"}


def test_a_filled_trap_is_no_error() -> None:
    form = parse_report(body(reason="hate", website="http://spam.example"), FORM)
    assert form.wish is not None
    assert form.wish.is_trapped
    assert "website" not in form.values


def test_a_reply_needs_all_of_it() -> None:
    form = parse_reply(body(**REPLY), FORM)
    assert form.wish is not None
    assert (form.wish.name, form.wish.office, form.wish.text) == ("Railways", "Press", "It runs at 23:10 now.")
    assert parse_reply(b"", FORM).errors == {
        "name": "missing",
        "office": "missing",
        "email": "missing",
        "text": "missing",
    }


def test_the_length_of_a_reply_is_the_same_for_everybody() -> None:
    longest = REPLY | {"text": "ş" * REPLY_AT_MOST}
    assert parse_reply(body(**longest), FORM).errors == {}
    assert parse_reply(body(**(longest | {"text": longest["text"] + "x"})), FORM).errors == {"text": "too_long"}


def test_paragraphs_stay_and_heaps_of_empty_lines_do_not() -> None:
    form = parse_reply(body(**(REPLY | {"text": "\r\n one\r\n\r\n\r\n\r\ntwo\r\nthree \r\n"})), FORM)
    assert form.wish is not None
    assert form.wish.text == "one\n\ntwo\nthree"


@given(st.binary(max_size=400))
def test_no_body_raises(raw: bytes) -> None:
    for parse in (parse_report, parse_reply):
        form = parse(raw, FORM)
        assert (form.wish is None) is bool(form.errors)


@pytest.mark.parametrize("other", ["BRAMBLEWORTH  railways", "Ｂrambleworth Railways", " Brambleworth\tRailways "])
def test_one_body_however_it_is_written(other: str) -> None:
    assert body_key(other) == body_key("Brambleworth Railways")
    assert body_key(other) != body_key("Brambleworth Buses")


def test_limits_are_by_clock_hour_and_by_day() -> None:
    limit = Limit(an_hour=2, a_day=5)
    hours = [NOON.replace(minute=0) - timedelta(hours=ago) for ago in (0, 1, 23, 24)]
    assert is_within(limit, [(hours[0], 2)], NOON)
    assert not is_within(limit, [(hours[0], 3)], NOON)
    assert is_within(limit, [(hours[0], 1), (hours[1], 2), (hours[2], 2)], NOON)
    assert not is_within(limit, [(hours[0], 1), (hours[1], 2), (hours[2], 3)], NOON)
    assert is_within(limit, [(hours[0], 1), (hours[3], 99)], NOON)


def test_a_statement_has_words_and_not_too_many() -> None:
    assert checked_statement(" It stays.\r\nIt is true.\x00 ") == "It stays.\nIt is true."
    for empty in ("", " \n ", "...", "\x00"):
        with pytest.raises(StatementMissing):
            checked_statement(empty)
    with pytest.raises(StatementTooLong):
        checked_statement("x" * (STATEMENT_AT_MOST + 1))
