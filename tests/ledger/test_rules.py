import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger.events import FIELDS, PID, pid_of, some_hash
from undersigned.ledger.rules import PendingEvent, Target, interleave, order_petition, plan_round
from undersigned.tlog.laws import Line, Standing
from undersigned.tlog.recount import recount

OPEN = Line(n=1, version=1)


def event(number, kind, target=None, version=1, pid=PID):
    fields = f"{version} {some_hash(number)}" if kind == "sign" else FIELDS.get(kind, "")
    if kind == "amend":
        fields = f"{version} {some_hash(number)}"
    return PendingEvent(number, pid, kind, fields, target)


def planned(events, lines=None, targets=None, size=0, seed=1):
    return plan_round(events, size=size, lines=lines or {}, targets=targets or {}, chance=random.Random(seed))


def kinds(plan, events):
    names = {item.id: item.type for item in events}
    return [names[issued.id] for issued in plan.issued]


def test_order_inside_a_petition():
    events = [
        event(1, "sealed"),
        event(2, "close"),
        event(3, "tally"),
        event(4, "paper"),
        event(5, "restore", 90),
        event(6, "invalidate", 91),
        event(7, "withdraw", 92),
        event(8, "sign", version=2),
        event(9, "sign"),
        event(10, "amend", version=2),
        event(11, "open"),
        event(12, "import"),
    ]
    ordered = order_petition(events, 0, random.Random(1))
    assert [item.id for item in ordered] == [11, 9, 10, 8, 6, 7, 5, 3, 4, 12, 2, 1]


def test_signatures_are_shuffled_between_texts():
    events = [event(1, "open"), *(event(number, "sign") for number in range(2, 32)), event(40, "amend", version=2)]
    orders = {tuple(item.id for item in order_petition(events, 0, random.Random(seed))) for seed in range(5)}
    assert len(orders) == 5
    for order in orders:
        assert (order[0], order[-1]) == (1, 40)
        assert list(order[1:-1]) != sorted(order[1:-1])


@given(st.lists(st.integers(0, 9), max_size=6), st.integers())
def test_interleaving_keeps_each_petitions_order(lengths, seed):
    queues = [[event(n * 100 + i, "sign", pid=pid_of(n)) for i in range(length)] for n, length in enumerate(lengths)]
    mixed = interleave(queues, random.Random(seed))
    assert len(mixed) == sum(lengths)
    for number, queue in enumerate(queues):
        assert [item for item in mixed if item.pid == pid_of(number)] == queue


def test_petitions_are_mixed():
    queues = [[event(n * 100 + i, "sign", pid=pid_of(n)) for i in range(30)] for n in range(2)]
    mixed = [item.pid for item in interleave(queues, random.Random(3))]
    assert mixed != sorted(mixed)


def test_a_withdrawal_of_a_signature_of_the_same_round_names_its_index():
    events = [event(1, "open"), event(2, "sign"), event(3, "withdraw", 2)]
    plan = planned(events, size=500)
    assert kinds(plan, events) == ["open", "sign", "withdraw"]
    assert plan.issued[-1].entry == f"undersigned/1 withdraw {PID} 3 0 501\n".encode()
    assert plan.lines == {PID: Line(n=3, c=0, version=1)}
    assert plan.last_index == {PID: 502}


def test_what_must_come_later_waits_for_the_next_round():
    targets = {5: Target(PID, 7, Standing.INVALIDATED)}
    lines = {PID: Line(n=9, c=0, version=1, is_closed=True)}
    events = [
        event(20, "restore", 5),
        event(21, "invalidate", 5),
        event(22, "reopen"),
        event(23, "sign"),
        event(24, "sealed"),
    ]
    plan = planned(events[:4], lines, targets, 30)
    assert kinds(plan, events) == ["restore", "reopen", "sign"]
    assert not plan.set_aside
    again = planned([events[1]], plan.lines, {5: Target(PID, 7, Standing.STANDS)}, 33)
    assert kinds(again, events) == ["invalidate"]


def test_a_signature_after_a_reopening_stands_before_the_closing_that_follows():
    lines = {PID: Line(n=9, c=4, version=1)}
    events = [event(1, "sign"), event(2, "close"), event(3, "reopen"), event(4, "sign"), event(5, "close")]
    plan = planned(events, lines, {}, 30)
    assert [one.id for one in plan.issued] == [1, 2, 3, 4, 5]
    assert not plan.set_aside


@pytest.mark.parametrize(
    ("line", "kind", "target"),
    [
        (None, "sign", None),
        (OPEN, "open", None),
        (Line(n=2, version=1, is_closed=True), "sign", None),
        (OPEN, "withdraw", Target(PID, 1, Standing.WITHDRAWN)),
        (OPEN, "restore", Target(PID, 1, Standing.STANDS)),
        (OPEN, "withdraw", Target(pid_of(2), 1, Standing.STANDS)),
        (OPEN, "withdraw", None),
    ],
)
def test_what_can_never_follow_is_set_aside_and_the_others_go_on(line, kind, target):
    bad = event(5, kind, 4 if kind in ("withdraw", "restore") else None)
    good = event(6, "open", pid=pid_of(9))
    plan = planned([bad, good], {PID: line} if line else {}, {4: target} if target else {})
    assert list(plan.set_aside) == [5]
    assert plan.set_aside[5]
    assert [issued.id for issued in plan.issued] == [6]


@given(st.integers(0, 10**9))
def test_any_plan_of_any_events_recounts(seed):
    """Whatever is pending, in any order and however senseless: what is issued is free of contradiction."""
    chance = random.Random(seed)
    known: list[bytes] = []
    lines: dict[str, Line] = {}
    targets: dict[int, Target] = {}
    signs: dict[int, str] = {}
    pending: dict[int, PendingEvent] = {}
    number = 0
    for _round in range(6):
        for _ in range(chance.randrange(12)):
            number += 1
            pid = pid_of(chance.randrange(3))
            kind = chance.choice(
                [
                    "open",
                    "amend",
                    *["sign"] * 6,
                    *["withdraw", "invalidate", "restore"] * 2,
                    "close",
                    "reopen",
                    "sealed",
                ]
            )
            target = None
            if kind in ("withdraw", "invalidate", "restore"):
                if not signs:
                    continue
                target = chance.choice(list(signs))
            elif kind == "sign":
                signs[number] = pid
            pending[number] = event(
                number, kind, target, chance.randrange(1, 4) if kind in ("amend", "sign") else 1, pid
            )
        asked = {item.target_id for item in pending.values()}
        plan = plan_round(
            list(pending.values()),
            size=len(known),
            lines=lines,
            targets={key: value for key, value in targets.items() if key in asked},
            chance=chance,
        )
        assert [issued.index for issued in plan.issued] == list(range(len(known), len(known) + len(plan.issued)))
        known += [issued.entry for issued in plan.issued]
        lines |= plan.lines
        for issued in plan.issued:
            settle(pending[issued.id], issued.index, targets)
        for done in [*(issued.id for issued in plan.issued), *plan.set_aside]:
            del pending[done]
    result = recount(known)
    assert result.contradiction is None
    assert result.lines == lines


def settle(item, index, targets):
    """Keeps the targets as the database would."""
    if item.type == "sign":
        targets[item.id] = Target(item.pid, index, Standing.STANDS)
    elif item.target_id is not None:
        old = targets[item.target_id]
        after = {"withdraw": Standing.WITHDRAWN, "invalidate": Standing.INVALIDATED, "restore": Standing.STANDS}
        targets[item.target_id] = Target(old.pid, old.index, after[item.type])
