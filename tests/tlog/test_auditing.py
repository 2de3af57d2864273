"""The check in parts says what the plain recount says: same counts, same first contradiction, same faults."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tlog.lines import OTHER_PID, PID, some_hash
from tests.tlog.test_recount import STORY
from tests.tlog.trees import Folder, tiled
from undersigned.tlog.auditing import Audit
from undersigned.tlog.checkpoints import Checkpoint
from undersigned.tlog.entries import Entry, format_entry
from undersigned.tlog.hashing import leaf_hash
from undersigned.tlog.parts import Part, parts_of, read_part
from undersigned.tlog.readers import LogBroken
from undersigned.tlog.recount import recount
from undersigned.tlog.tiles import ENTRIES, Tile
from undersigned.tlog.tree import tree_root


def checked(entries, *, bundles=2, source=None, root=None):
    source = source or Folder(tiled(entries))
    size = len(entries)
    audit = Audit(source, Checkpoint("example.com/log", size, root or tree_root(map(leaf_hash, entries))))
    for first, end in parts_of(size, bundles):
        audit.take(read_part(source, size, first, end))
    return audit.end()


def a_log(size, seed=1):
    """A true log of two petitions: signatures, and some that are taken back."""
    chance = random.Random(seed)
    entries: list[bytes] = []
    lines: dict[str, tuple[int, int]] = {}
    standing: dict[str, list[int]] = {PID: [], OTHER_PID: []}
    for index in range(size):
        pid = chance.choice([PID, OTHER_PID])
        n, c = lines.get(pid, (0, 0))
        mine = standing[pid]
        fields: tuple[str, ...]
        if not n:
            kind, fields = "open", ("1", some_hash("text"), some_hash("rules"))
        elif mine and chance.random() < 0.05:
            kind, fields, c = "withdraw", (str(mine.pop(chance.randrange(len(mine)))),), c - 1
        else:
            kind, fields, c = "sign", ("1", some_hash(index)), c + 1
            mine.append(index)
        lines[pid] = (n + 1, c)
        entries.append(format_entry(Entry(kind, pid, n + 1, c, fields)))
    return entries


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 600, 1300])
@pytest.mark.parametrize("bundles", [1, 3])
def test_a_true_log_is_counted_alike(size, bundles):
    entries = a_log(size)
    assert checked(entries, bundles=bundles) == recount(entries)


@given(st.data())
def test_an_entry_that_lies_is_named_alike(data):
    """Correctly signed and tiled, and not true: count, number, order, petition, version or form is wrong somewhere."""
    entries = a_log(data.draw(st.integers(2, 40)), seed=data.draw(st.integers(0, 50)))
    place = data.draw(st.integers(0, len(entries) - 1))
    words = entries[place].decode().split(" ")
    match data.draw(st.sampled_from(["n", "c", "swap", "drop", "pid", "case", "long", "version"])):
        case "n" | "c" as which:
            at = 3 if which == "n" else 4
            words[at] = str(int(words[at]) + data.draw(st.sampled_from([-1, 1, 7])))
        case "pid":
            words[2] = OTHER_PID if words[2] == PID else PID
        case "case":
            words[-1] = words[-1].swapcase()
        case "long":
            words[3] = "9" * 19
        case "version":
            words[5] = "2"
        case "swap":
            other = data.draw(st.integers(0, len(entries) - 1))
            entries[other], words = entries[place], entries[other].decode().split(" ")
        case "drop":
            del entries[place]
            words = []
    if words:
        entries[place] = " ".join(words).encode()
    assert checked(entries) == recount(entries)


def test_a_whole_story_is_counted_alike():
    from tests.tlog.lines import line

    entries = [line(word) for word in STORY]
    assert checked(entries) == recount(entries)


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        (lambda entries: [*entries[:300], bump(entries[300], c=1)], "where"),
        (lambda entries: [*entries[:300], bump(entries[300], n=1)], "where"),
        (lambda entries: [*entries[:300], foreign(entries)], "is none of this petition"),
        (lambda entries: [*entries[:300], amended(entries)], "version 3 after version 1"),
        (lambda entries: [*entries[:300], amended(entries, "1")], "version 1 after version 1"),
    ],
)
def test_four_lying_operators_are_caught_at_their_entry(lie, reason):
    """A count off by one, a gap in n, an event for a foreign leaf, a text that was swapped: all correctly signed."""
    entries = lie(a_log(301))
    result = checked(entries)
    assert result.contradiction is not None
    assert (result.contradiction.index, reason in result.contradiction.reason) == (300, True)


def bump(entry, *, n=0, c=0):
    words = entry.decode().split(" ")
    words[3], words[4] = str(int(words[3]) + n), str(int(words[4]) + c)
    return " ".join(words).encode()


def last_of(entries, pid):
    words = next(entry for entry in reversed(entries[:300]) if pid in entry.decode()).decode().split(" ")
    return int(words[3]), int(words[4])


def foreign(entries):
    n, c = last_of(entries, PID)
    theirs = next(place for place, entry in enumerate(entries) if OTHER_PID in entry.decode() and b" sign " in entry)
    return format_entry(Entry("withdraw", PID, n + 1, c - 1, (str(theirs),)))


def amended(entries, version="3"):
    n, c = last_of(entries, PID)
    return format_entry(Entry("amend", PID, n + 1, c, (version, some_hash("another text"))))


@pytest.mark.parametrize("size", [600, 70_000])
def test_a_flipped_bit_in_any_tile_is_found_and_the_entry_named(size):
    entries = a_log(size) if size < 1000 else [b"%d\n" % number for number in range(size)]
    tiles = tiled(entries)
    root = tree_root(map(leaf_hash, entries))
    chance = random.Random(size)
    places = [Tile(0, 0), Tile(ENTRIES, 0), *(tile for tile in tiles if not tile.is_full)]
    places += chance.sample(sorted(tiles), 4) + [tile for tile in tiles if tile.level >= 1]
    for tile in places:
        data = bytearray(tiles[tile])
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        source = Folder(tiles | {tile: bytes(data)})
        if size == 600:
            with pytest.raises(LogBroken, match=r"entry \d+|holds other bytes"):
                checked(entries, source=source, root=root)
        else:
            assert is_found(source, size, root, tile)


def is_found(source, size, root, tile):
    """As `checked`, for a log of anything: only the parts that hold the tile, since all else is as it was."""
    level = max(tile.level, 0)
    if tile.level <= 0:
        return bool(read_part(source, size, tile.index, tile.index + 1).fault)
    audit = Audit(source, Checkpoint("example.com/log", size, root))
    try:
        for first, end in parts_of(size, 64):
            part = read_part(source, size, first, end)
            # What is in it are no entries of a log, and is not looked at here.
            audit.take(Part(roots=part.roots, last=part.last, fault=part.fault))
        audit.end()
    except LogBroken as fault:
        return f"tile/{level}/" in str(fault)
    return False


def test_swapped_bundles_and_forged_entries_with_matching_tiles_are_found():
    entries = a_log(600)
    root = tree_root(map(leaf_hash, entries))
    tiles = tiled(entries)
    swapped = tiles | {Tile(ENTRIES, 0): tiles[Tile(ENTRIES, 1)], Tile(ENTRIES, 1): tiles[Tile(ENTRIES, 0)]}
    with pytest.raises(LogBroken, match="entry 0: its hash is not the one in tile/0/000"):
        checked(entries, source=Folder(swapped), root=root)
    forged = [*entries[:-1], entries[-1].replace(b"sign", b"sign")[:-3] + b"A=\n"]
    with pytest.raises(LogBroken, match="another root than the checkpoint of size 600"):
        checked(forged, root=root)
    for missing in (Tile(ENTRIES, 1), Tile(0, 1), Tile(1, 0, 2)):
        with pytest.raises(LogBroken, match="missing"):
            checked(entries, source=Folder({tile: data for tile, data in tiles.items() if tile != missing}), root=root)
