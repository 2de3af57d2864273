"""The witnesses of this log: asked after each publication, and at the start whether they have seen more than we hold.

Nothing here waits: `look` is called again and again by the publisher, asks what is to be asked and takes what has come.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from undersigned.ledger.actions.keep_cosignature import keep_cosignature
from undersigned.ledger.actions.note_witness import note_witness
from undersigned.ledger.asking import Answer, Asking
from undersigned.ledger.models import Cosignature, LogState, Round, Witness
from undersigned.ledger.rules import ASK_WITHIN, AskedWitness, LogRefused
from undersigned.ledger.site import asked_witnesses, log_folder
from undersigned.tlog.notes import NoteRefused
from undersigned.tlog.proofs import ProofRefused, consistency_proof, verify_consistency
from undersigned.tlog.readers import node_from_tiles, with_full_tiles
from undersigned.tlog.tiles import TileRefused
from undersigned.tlog.witnessing import AddCheckpoint, format_request

# A witness that did not cosign is asked again after this, twice as long each time, or with the next publication.
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)


class Witnesses:
    """What one publisher knows of its witnesses; made anew with each lease."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """Asks nobody yet."""
        self.clock = clock
        self.desks = [Desk(witness, clock) for witness in asked_witnesses()]
        self.settled_at = clock() + ASK_WITHIN

    def look(self, state: LogState) -> bool:
        """Takes the answers that have come and asks whom it is time to ask; True where a cosignature is new.

        Raises LogRefused where a witness has seen more of the log than the database holds, or another history.
        """
        kept = [desk.look(state) for desk in self.desks]
        return any(kept)

    @property
    def is_settled(self) -> bool:
        """True once every witness has said what it knows, or had its time to: the log may go on."""
        return self.clock() >= self.settled_at or all(desk.has_answered for desk in self.desks)


class Desk:
    """The questions to one witness, one at a time."""

    def __init__(self, witness: AskedWitness, clock: Callable[[], datetime]) -> None:
        """Asks nothing yet."""
        self.witness, self.clock = witness, clock
        self.vkey = witness.verifier.vkey
        self.log = structlog.get_logger().bind(part="witnesses", witness=witness.verifier.name)
        self.asking: Asking | None = None
        self.asked_old = self.asked_size = -1
        self.cosigned_size = self._cosigned_size()
        self.pause, self.ask_at = FIRST_PAUSE, clock()
        self.is_late = self.has_answered = False

    def look(self, state: LogState) -> bool:
        """One look; True where a cosignature has been kept."""
        is_new = False
        if self.asking is not None and self.asking.answer is not None:
            answer, self.asking, self.is_late = self.asking.answer, None, False
            is_new = self._take(answer, state)
        elif self.asking is not None and self.asking.is_late and not self.is_late:
            # Its thread may still hang on the line; until that ends the witness is not asked again.
            self.is_late = True
            self._fail("no answer in time")
        if self.asking is None and self._is_due(state):
            self._ask(state)
        return is_new

    def _is_due(self, state: LogState) -> bool:
        if self.has_answered and self.cosigned_size == state.published_size:
            return False
        return self.clock() >= self.ask_at or (self.has_answered and self.asked_size < state.published_size)

    def _ask(self, state: LogState) -> None:
        """Asks for the published checkpoint, with the proof from what the witness is thought to know."""
        row = Round.objects.filter(size=state.published_size).first()
        if row is None:
            return
        known = Witness.objects.filter(vkey=self.vkey).values_list("known_size", flat=True).first() or 0
        # Where what is published has not caught up with the witness, its answer to 0 says how far it is.
        old = known if known <= row.size else 0
        self.asked_old, self.asked_size = old, row.size
        self.ask_at = self.clock() + self.pause
        try:
            request = AddCheckpoint(old, tuple(_proof(old, row)), row.note.encode())
        except (FileNotFoundError, ValueError, TileRefused, ProofRefused) as fault:
            self._fail(f"no proof can be made from the log's files: {fault}")
            return
        self.asking = Asking(self.witness.url, format_request(request))

    def _take(self, answer: Answer, state: LogState) -> bool:
        """What this answer means; True where it was a cosignature."""
        if answer.known_size is not None:
            self._learn(answer.known_size, state)
            return False
        # A 409 that names no size is the specification's answer to another root of the same size.
        if answer.status == 422 or (answer.status == 409 and self.asked_old == self.asked_size):
            raise LogRefused(
                f"The witness {self.witness.verifier.name} has seen another history of this log: it finds that the "
                f"checkpoint of size {self.asked_size} does not continue what it knows. Signing on would be a second "
                "history. Nothing was written; read docs/running/log.md."
            )
        if answer.status != 200:
            words = answer.body[:120].decode(errors="replace").strip()
            self._fail(words if answer.status == 0 else f"answers {answer.status}: {words}")
            return False
        return self._keep(answer.body)

    def _learn(self, size: int, state: LogState) -> None:
        """The witness knows this size: the next question begins there."""
        if size > state.size:
            raise LogRefused(
                f"The database holds {state.size} entries of the log, but the witness {self.witness.verifier.name} "
                f"has cosigned {size}: it is an older copy (a restored backup, a replica that was behind). Signing now "
                "would contradict what the world has seen. Nothing was written; read docs/running/log.md."
            )
        self.has_answered = True
        note_witness(vkey=self.vkey, known_size=size, now=self.clock())
        self.ask_at = self.clock() + (timedelta() if size <= state.published_size else self.pause)
        if self.asked_size == size:
            # It knows this very checkpoint, whose cosignature got lost on the way: ask for it once more.
            self.asked_size = -1

    def _keep(self, body: bytes) -> bool:
        try:
            keep_cosignature(witness=self.witness, size=self.asked_size, lines=body, now=self.clock())
        except NoteRefused as fault:
            self._fail(f"its answer is no cosignature: {fault}")
            return False
        self.has_answered, self.pause = True, FIRST_PAUSE
        self.cosigned_size = self.asked_size
        self.log.info("witnessed", size=self.asked_size)
        return True

    def _fail(self, reason: str) -> None:
        self.log.warning("not witnessed", reason=reason)
        note_witness(vkey=self.vkey, fault=reason[:200], now=self.clock())
        self.ask_at = self.clock() + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def _cosigned_size(self) -> int:
        newest = Cosignature.objects.filter(vkey=self.vkey).order_by("-round_id").first()
        return -1 if newest is None else newest.round_id


def _proof(old: int, row: Round) -> list[bytes]:
    """The proof from this node's files; tried here first, so that a broken file is not taken for a second history."""
    read = with_full_tiles(log_folder().read_tile)
    proof = consistency_proof(old, row.size, lambda level, index: node_from_tiles(read, row.size, level, index))
    before = Round.objects.filter(size=old).first()
    if before is not None:
        verify_consistency(old, row.size, bytes(before.root), bytes(row.root), proof)
    return proof
