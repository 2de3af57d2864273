import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.lines import OTHER_PID, PID, line, some_hash
from undersigned.tlog.entries import Entry, format_entry
from undersigned.tlog.laws import Line
from undersigned.tlog.recount import recount

STORY = [
    "open 1 0 1 H H",  # 0
    "sign 2 1 1 H",  # 1
    "amend 3 1 2 H",  # 2
    "sign 4 2 2 H",  # 3
    "sign 5 3 1 H",  # 4
    "withdraw 6 2 3",  # 5
    "invalidate 7 1 1 duplicate",  # 6
    "restore 8 2 1 H",  # 7
    "paper 9 2 40 H",  # 8
    "import 10 2 7 H",  # 9
    "close 11 2",  # 10
    "invalidate 12 1 4 bot",  # 11
    "restore 13 2 4 H",  # 12
    "tally 14 2 H",  # 13
    "reopen 15 2",  # 14
    "sign 16 3 2 H",  # 15
    "close 17 3",  # 16
    "sealed 18 3",  # 17
    "withdraw 19 2 15",  # 18
]


def counted(*words):
    return recount(line(word) for word in words)


def test_a_whole_story_is_counted():
    result = counted(*STORY)
    assert result.contradiction is None
    assert result.size == len(STORY)
    assert result.lines == {PID: Line(n=19, c=2, version=2, is_closed=True, is_sealed=True)}


@pytest.mark.parametrize(
    ("words", "index", "reason"),
    [
        (["sign 1 1 1 H"], 0, "before the petition was opened"),
        (["open 1 1 1 H H"], 0, "c is 1 where 0"),
        (["open 2 0 1 H H"], 0, "n is 2 where 1"),
        (["open 1 0 2 H H"], 0, "version 2 after version 0"),
        (["open 1 0 1 H H", "open 2 0 1 H H"], 1, "open stands first"),
        (["open 1 0 1 H H", "sign 2 2 1 H"], 1, "c is 2 where 1"),
        (["open 1 0 1 H H", "sign 3 1 1 H"], 1, "n is 3 where 2"),
        (["open 1 0 1 H H", "sign 2 1 2 H"], 1, "not published"),
        (["open 1 0 1 H H", "amend 2 0 3 H"], 1, "version 3 after version 1"),
        ([*STORY[:5], "withdraw 6 2 0"], 5, "none of this petition"),
        ([*STORY[:5], "withdraw 6 2 5"], 5, "none of this petition"),
        ([*STORY[:5], "withdraw 6 2 999"], 5, "none of this petition"),
        ([*STORY[:6], "withdraw 7 1 3"], 6, "is withdrawn"),
        ([*STORY[:6], "restore 7 3 3 H"], 6, "restore of a signature that is withdrawn"),
        ([*STORY[:6], "restore 7 3 1 H"], 6, "that stands"),
        ([*STORY[:7], "invalidate 8 0 1 bot"], 7, "is invalidated"),
        ([*STORY[:11], "sign 12 3 2 H"], 11, "after the petition was closed"),
        ([*STORY[:11], "close 12 2"], 11, "closed already"),
        ([*STORY[:10], "reopen 11 2"], 10, "open already"),
        ([*STORY[:18], "reopen 19 3"], 18, "sealed"),
        ([*STORY[:18], "sealed 19 3"], 18, "sealed"),
        ([*STORY[:2], "nonsense 3 1"], 2, "no type"),
    ],
)
def test_the_first_lie_is_named_by_its_index(words, index, reason):
    result = counted(*words, "close 99 99")
    assert result.contradiction is not None
    assert result.contradiction.index == index == result.size
    assert reason in result.contradiction.reason
    assert str(result.contradiction).startswith(f"entry {index}: ")


def test_an_event_may_not_name_another_petitions_signature():
    entries = [
        line("open 1 0 1 H H"),
        line("open 1 0 1 H H", pid=OTHER_PID),
        line("sign 2 1 1 H"),
        line("sign 2 1 1 H", pid=OTHER_PID),
        line("withdraw 3 0 2", pid=OTHER_PID),
    ]
    result = recount(entries)
    assert result.contradiction is not None
    assert result.contradiction.index == 4
    assert {pid: known.c for pid, known in result.lines.items()} == {PID: 1, OTHER_PID: 1}


@given(st.integers(0, 10**6))
def test_random_honest_logs_recount_and_any_change_of_c_is_found(seed):
    chance = random.Random(seed)
    entries = honest(chance, 60)
    data = [format_entry(entry) for entry in entries]
    result = recount(data)
    assert result.contradiction is None
    place = chance.randrange(len(entries))
    lie = entries[place]
    data[place] = format_entry(Entry(lie.type, lie.pid, lie.n, lie.c + 1, lie.fields))
    found = recount(data).contradiction
    assert found is not None
    assert found.index == place


def honest(chance, length):
    """A log of two petitions whose counts are kept by sets of indices, not by the code under test."""
    standing: dict[str, set[int]] = {PID: set(), OTHER_PID: set()}
    out: dict[str, set[int]] = {PID: set(), OTHER_PID: set()}
    entries = [Entry("open", pid, 1, 0, ("1", some_hash("t"), some_hash("r"))) for pid in standing]
    while len(entries) < length:
        pid = chance.choice([PID, OTHER_PID])
        kind = chance.choice(["sign", "sign", "withdraw", "invalidate", "restore"])
        index = len(entries)
        if kind == "sign":
            standing[pid].add(index)
            fields: tuple[str, ...] = ("1", some_hash(index))
        else:
            pool = out[pid] if kind == "restore" else standing[pid]
            if not pool:
                continue
            named = chance.choice(sorted(pool))
            pool.remove(named)
            if kind == "restore":
                standing[pid].add(named)
            elif kind == "invalidate":
                out[pid].add(named)
            fields = {
                "withdraw": (str(named),),
                "invalidate": (str(named), "bot"),
                "restore": (str(named), some_hash(index)),
            }[kind]
        n = sum(entry.pid == pid for entry in entries) + 1
        entries.append(Entry(kind, pid, n, len(standing[pid]), fields))
    return entries
