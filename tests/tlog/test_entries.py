import base64
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.lines import PID, H, line
from undersigned.tlog.entries import (
    FIELDS,
    REASONS,
    Entry,
    EntryRefused,
    format_entry,
    is_hash,
    is_number,
    is_pid,
    is_positive,
    is_reason,
    parse_entry,
)

numbers = st.integers(0, 2**63 - 1)
hashes = st.binary(min_size=32, max_size=32).map(lambda data: base64.b64encode(data).decode())
VALUES: dict[Callable[[str], bool], st.SearchStrategy[str]] = {
    is_number: numbers.map(str),
    is_positive: st.integers(1, 2**63 - 1).map(str),
    is_hash: hashes,
    is_reason: st.sampled_from(REASONS),
}


@st.composite
def entries(draw):
    kind = draw(st.sampled_from(sorted(FIELDS)))
    pid = base64.urlsafe_b64encode(draw(st.binary(min_size=16, max_size=16))).decode().rstrip("=")
    fields = tuple(draw(VALUES[law]) for _name, law in FIELDS[kind])
    return Entry(kind, pid, draw(st.integers(1, 2**63 - 1)), draw(numbers), fields)


@given(entries())
def test_what_is_formatted_parses_to_the_same(entry):
    data = format_entry(entry)
    assert parse_entry(data) == entry
    assert len(data) <= 512
    assert data.isascii()
    assert data.count(b"\n") == 1


@given(entries(), st.data())
def test_no_other_bytes_parse_to_the_same_entry(entry, data):
    line = format_entry(entry)
    place = data.draw(st.integers(0, len(line)))
    other = line[:place] + data.draw(st.binary(max_size=2)) + line[place + data.draw(st.integers(0, 2)) :]
    try:
        parsed = parse_entry(other)
    except EntryRefused:
        return
    assert format_entry(parsed) == other


@given(st.binary(max_size=600))
def test_any_bytes_are_an_entry_or_are_refused(data):
    with pytest.raises(EntryRefused):
        parse_entry(data)


def test_its_bytes_are_those_of_the_specification():
    entry = Entry("invalidate", PID, 7, 3, ("12", "bot"))
    assert format_entry(entry) == f"undersigned/1 invalidate {PID} 7 3 12 bot\n".encode()
    assert (entry.target, entry.version) == (12, None)
    assert (Entry("sign", PID, 2, 1, ("4", H)).version, Entry("sign", PID, 2, 1, ("4", H)).target) == (4, None)


@pytest.mark.parametrize(
    "data",
    [
        line("sign 1 1 1 H")[:-1],
        line("sign 1 1 1 H") + b"\n",
        line("sign 1 1 1 H").replace(b" 1 1 1", b"  1 1 1"),
        line("sign 1 1 1 H").replace(b"/1", b"/2"),
        line("sign 01 1 1 H"),
        line("sign 0 1 1 H"),
        line("sign 1 -1 1 H"),
        line("sign 1 1 0 H"),
        line("sign 1 1 1"),
        line("sign 1 1 1 H H"),
        line("sign 1 1 1 H").replace(b"=", b"-"),
        line("sign 1 1 1 H", pid=PID[:-1]),
        line("sign 1 1 1 H", pid=PID[:-1] + "B"),
        line("withdraw 2 1"),
        line("withdraw 2 1 9223372036854775808"),
        line("invalidate 2 1 0 spite"),
        line("audit 2 1 H"),
        line("close 2 1 now"),
        line("paper 2 1 0 H"),
        line("sign 1 1 1 H").replace(b"sign", "sıgn".encode()),
        line("tally 1 1 " + "A" * 512),
    ],
)
def test_what_is_no_entry_is_refused(data):
    with pytest.raises(EntryRefused):
        parse_entry(data)


def test_a_pid_is_sixteen_bytes():
    assert is_pid(base64.urlsafe_b64encode(bytes([255]) * 16).decode().rstrip("="))
    assert not is_pid(base64.urlsafe_b64encode(bytes([255]) * 17).decode().rstrip("="))
