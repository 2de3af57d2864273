"""Reasons, secret cells, who answers an appeal, and what a change looks like: tables and properties, no database."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from undersigned.moderation.differences import pieces
from undersigned.moderation.rules import (
    NEED_CODE,
    SECRET,
    SMALL,
    Code,
    CodeMissing,
    Kind,
    appeal_ends,
    checked_code,
    is_secret,
    may_answer,
    may_appeal,
    told_cells,
)
from undersigned.moderation.words import RULES, code_choices, kind_words, public_name, rule_of

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize("kind", sorted(NEED_CODE))
@pytest.mark.parametrize("code", ["", "nonsense", "LIBEL", "secret"])
def test_no_decision_against_a_petition_without_a_reason_of_the_list(kind: Kind, code: str) -> None:
    with pytest.raises(CodeMissing):
        checked_code(kind, code)


def test_other_decisions_keep_no_code() -> None:
    assert {checked_code(kind, "libel") for kind in set(Kind) - NEED_CODE} == {""}


def test_every_reason_and_kind_has_its_words() -> None:
    assert set(RULES) == set(Code)
    assert len({str(rule.rule) for rule in RULES.values()}) == len(Code)
    assert len({kind_words(kind) for kind in Kind}) == len(Kind)
    assert rule_of("") is None


@override("en")
def test_secret_reasons_look_all_alike_in_public() -> None:
    assert {code.value for code in Code if is_secret(code)} == {"libel", "hate", "privacy", "advertising", "court"}
    assert len({public_name(code) for code in SECRET} | {public_name("")}) == 1
    assert len({public_name(code) for code in set(Code) - SECRET}) == len(Code) - len(SECRET)
    assert sum("not told in public" in words for _code, words in code_choices()) == len(SECRET)


@pytest.mark.parametrize(
    ("counts", "told", "others"),
    [
        ({}, {}, 0),
        ({"hate": 1}, {}, 1),
        ({"hate": 4, "libel": 4}, {}, 8),
        ({"hate": 5}, {"hate": 5}, 0),
        ({"hate": 9, "libel": 7}, {"hate": 9, "libel": 7}, 0),
        # One small cell would be told by the rest: another goes with it, even if that alone is large enough.
        ({"hate": 9, "libel": 1}, {}, 10),
        ({"hate": 9, "libel": 7, "court": 1}, {"hate": 9}, 8),
        ({"hate": 9, "libel": 3, "court": 2}, {"hate": 9}, 5),
        ({"hate": 9, "libel": 1, "court": 1}, {}, 11),
        ({"hate": 0, "libel": 6}, {"libel": 6}, 0),
    ],
)
def test_small_cells_are_put_together(counts: dict[str, int], told: dict[str, int], others: int) -> None:
    assert told_cells(counts) == (told, others)


@given(st.dictionaries(st.sampled_from(sorted(SECRET)), st.integers(0, 20)))
def test_no_small_number_is_told_and_none_is_lost(counts: dict[str, int]) -> None:
    told, others = told_cells(counts)
    assert sum(told.values()) + others == sum(counts.values())
    assert all(number >= SMALL for number in told.values())
    merged = [number for name, number in counts.items() if number and name not in told]
    assert len(merged) != 1 or not told
    assert not told or not merged or others >= SMALL


@pytest.mark.parametrize(
    ("first", "starter", "second", "others", "may"),
    [
        (1, 9, 2, 0, True),
        (1, 9, 2, 3, True),
        (1, 9, 1, 1, False),
        (1, 9, 1, 5, False),
        (1, 9, 1, 0, True),
        (None, None, 2, 1, True),
        (1, 2, 2, 1, False),
        (1, 2, 2, 0, True),
    ],
)
def test_another_person_answers_unless_there_is_none(
    first: int | None, starter: int | None, second: int, others: int, may: bool
) -> None:
    assert may_answer(first=first, starter=starter, second=second, others=others) is may


@pytest.mark.parametrize(
    ("kind", "state", "days", "may"),
    [
        ("refuse", "refused", 0, True),
        ("refuse", "refused", 182, True),
        ("refuse", "refused", 183, False),
        ("refuse", "published", 0, False),
        ("stop", "closed", 13, True),
        ("stop", "closed", 14, False),
        ("take_down", "taken_down", 100, True),
        ("publish", "published", 0, False),
        ("hide", "published", 182, True),
        ("hide", "closed", 183, False),
        ("hide", "taken_down", 0, False),
        ("uphold", "refused", 0, False),
    ],
)
def test_what_can_be_appealed_against_and_for_how_long(kind: str, state: str, days: int, may: bool) -> None:
    assert may_appeal(kind, AT, state, AT + timedelta(days=days)) is may
    assert appeal_ends(kind, AT) > AT


TEXTS = st.text(st.sampled_from("ab \n"), max_size=60).map(str.strip)


@given(TEXTS, TEXTS)
def test_a_change_holds_both_texts(before: str, after: str) -> None:
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if not piece.is_new) == before
    assert "".join(piece.text for piece in found if not piece.is_gone) == after


def test_a_long_text_with_one_changed_word_is_short() -> None:
    before = " ".join(f"word{number}" for number in range(3000))
    found = pieces(before, before.replace("word1500 ", "another "))
    assert [piece.text.strip() for piece in found if piece.is_gone or piece.is_new] == ["word1500", "another"]
    assert sum(piece.is_cut for piece in found) == 2
    assert sum(len(piece.text) for piece in found) < 600


def test_two_long_texts_with_nothing_in_common_take_no_time() -> None:
    before, after = ("a " * 15_000).strip(), ("b " * 15_000).strip()
    assert [(piece.is_gone, piece.is_new) for piece in pieces(before, after)] == [(True, False), (False, True)]
