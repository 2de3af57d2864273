"""Persons, places, tokens, codes, caps, ids and consents."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.rules.states import Handover
from undersigned.signatures.rules.caps import DAY, PER_DAY, PER_PETITION, PETITION_WINDOW, opens_at
from undersigned.signatures.rules.consents import consent_code
from undersigned.signatures.rules.identifiers import uuid7
from undersigned.signatures.rules.persons import TAG_BYTES, fingerprint, folded_name, person_key
from undersigned.signatures.rules.places import Taken, choose_place
from undersigned.signatures.rules.states import AFFIRMED, VACANT, WAITING, Kind, State
from undersigned.signatures.rules.tokens import TokenParts, is_code, make_code, make_token, read_token
from undersigned.signatures.words import consent_sentences, consented_sentences

KEY = bytes(range(32))
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ayşe Yılmaz", "AYSE YILMAZ"),
        ("İlker", "ilker"),
        ("José  María", "jose maria"),
        ("O'Connor", "O’Connor"),
        ("Yılmaz, Ayşe", "Ayşe Yılmaz"),
        ("Anna-Lena", "Anna Lena"),
        ("ａｎｎａ", "Anna"),
        ("Straße", "STRASSE"),
        ("ﷲ", "الله"),
    ],
)
def test_one_person_written_in_two_ways(one: str, other: str) -> None:
    assert folded_name(one) == folded_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "Anne"),
        ("Ida B", "Ida"),
        ("राम", "रामा"),
        ("कि", "का"),
        ("!!!", "???"),
        ("王小明", "王小红"),
        ("Ben", "Бен"),
    ],
)
def test_two_people(one: str, other: str) -> None:
    assert folded_name(one) != folded_name(other)


@given(st.text(max_size=60))
def test_folding_is_idempotent(name: str) -> None:
    assert folded_name(folded_name(name)) == folded_name(name)


def test_a_person_is_bound_to_petition_and_address() -> None:
    keys = {
        person_key(KEY, "a@x.example", "Ida"),
        person_key(bytes(32), "a@x.example", "Ida"),
        person_key(KEY, "b@x.example", "Ida"),
        person_key(KEY, "a@x.example", "Ben"),
        fingerprint(KEY, "a@x.example"),
    }
    assert len(keys) == 5


states = st.sampled_from([state.value for state in State])
people = st.sampled_from([b"ida", b"ben", b"tom"])


@st.composite
def addresses(draw: st.DrawFn) -> list[Taken]:
    slots = draw(st.sampled_from([[], [1], [2], [1, 2]]))
    holders = draw(st.permutations([b"ida", b"ben", b"tom"]))
    return [Taken(uuid4(), slot, holders[slot], draw(states)) for slot in slots]


@given(addresses(), people, st.sampled_from([1, 2]))
def test_a_place_is_never_taken_from_somebody(taken: list[Taken], person: bytes, places: int) -> None:
    place = choose_place(taken, person, places)
    row = next((row for row in taken if row.id == place.id), None)
    own = next((row for row in taken if row.person_key == person), None)
    at_slot = [one for one in taken if one.slot == place.slot]
    if own is not None:
        assert row == own
    elif place.kind is Kind.FULL:
        assert row is not None
        held = [one for one in taken if one.state not in VACANT]
        assert len(held) >= places or all(one.slot > places for one in taken if one.state in VACANT)
    elif row is None:
        assert at_slot == []
        assert place.slot <= places
    else:
        assert row.state in VACANT
    assert (place.kind is Kind.SECOND) == (
        place.kind is not Kind.FULL
        and any(one.person_key != person and one.state in (*AFFIRMED, *WAITING) for one in taken)
    )


def test_the_letter_about_a_full_address_goes_to_who_can_make_room() -> None:
    standing, waiting = Taken(uuid4(), 1, b"ida", "counted"), Taken(uuid4(), 2, b"ben", "pending")
    assert choose_place([standing, waiting], b"tom", 2).id == waiting.id


@given(st.uuids(), st.integers(0, 2**32 - 1), st.binary(min_size=TAG_BYTES, max_size=TAG_BYTES))
def test_tokens_say_to_their_maker_what_went_in(row: UUID, number: int, tag: bytes) -> None:
    parts = TokenParts(row, number, tag)
    token = make_token(KEY, parts)
    assert read_token(KEY, token) == parts
    assert read_token(bytes(32), token) is None
    assert len(token) == 56
    assert row.hex not in token


@given(st.text(max_size=80))
def test_no_text_is_a_token_by_chance(text: str) -> None:
    assert read_token(KEY, text) is None


def test_tokens_hide_the_row() -> None:
    one, other = UUID(int=1), UUID(int=2)
    tokens = [make_token(KEY, TokenParts(row, 1, bytes(TAG_BYTES))) for row in (one, other)]
    assert sum(a == b for a, b in zip(*tokens, strict=True)) < 20


def test_codes_have_six_digits_and_spread() -> None:
    codes = [make_code(KEY, UUID(int=number), 1) for number in range(2000)]
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(set(codes)) > 1980
    assert any(code.startswith("0") for code in codes)
    assert make_code(KEY, UUID(int=1), 1) != make_code(KEY, UUID(int=1), 2)


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "012-345", "0 1 2 3 4 5"])
def test_codes_may_be_typed_with_space(typed: str) -> None:
    assert is_code(typed, "012345")


@pytest.mark.parametrize("typed", ["", "12345", "0123456", "٠١٢٣٤٥", "012345x", "０１２３４５", "\0" * 6])
def test_what_is_not_the_code(typed: str) -> None:
    assert not is_code(typed, "012345")


def hours(*numbers: int) -> list[datetime]:
    return [NOON + timedelta(hours=number) for number in numbers]


def test_caps_open_when_the_oldest_letter_leaves_the_window() -> None:
    now = NOON + timedelta(hours=10)
    assert opens_at(hours(0, 1, 2, 3), hours(0, 1, 2, 3), now) is None
    assert opens_at(hours(0, 1, 2, 3, 4), hours(0, 1, 2, 3, 4), now) == NOON + PETITION_WINDOW
    assert opens_at([], hours(*range(10)), now) == NOON + DAY
    assert opens_at(hours(*range(5)), hours(*range(10)), now) == NOON + PETITION_WINDOW
    assert opens_at(hours(*range(5)), hours(*range(5)), NOON + PETITION_WINDOW) is None


@given(st.lists(st.integers(0, 14 * 24 * 60), min_size=1, max_size=120))
def test_no_stream_of_wishes_passes_the_caps(minutes: list[int]) -> None:
    sent: list[datetime] = []
    for minute in sorted(minutes):
        now = NOON + timedelta(minutes=minute)
        opens = opens_at(sent, sent, now)
        if opens is None:
            sent.append(now)
        else:
            assert now < opens
            assert opens_at(sent, sent, opens) is None
    for time in sent:
        assert sum(time - PETITION_WINDOW < other <= time for other in sent) <= PER_PETITION
        assert sum(time - DAY < other <= time for other in sent) <= PER_DAY


@given(
    st.integers(0, 7_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    st.binary(min_size=10, max_size=10),
)
def test_ids_are_uuids_of_version_seven_in_the_order_of_time(moment: datetime, entropy: bytes) -> None:
    made = uuid7(moment, entropy)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made < uuid7(moment + timedelta(milliseconds=2), bytes(10))


def test_consent_is_said_again_from_its_code() -> None:
    for handover in Handover:
        said = consent_sentences(handover, 12, "en")
        assert consented_sentences(consent_code(handover, 12), "en") == said
        assert any("12 months" in sentence for sentence in said)
    assert len({tuple(consent_sentences(handover, 12, "en")) for handover in Handover}) == 3
    assert any("1 month after" in sentence for sentence in consent_sentences("names", 1, "en"))
