"""Screening judges a batch: counts it, asks every rule, and says what becomes of each wish."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.conf import settings

from undersigned.keys.site import address_fingerprint
from undersigned.signatures.actions.raise_alarms import raise_alarms
from undersigned.signatures.fields import challenge_key, origin_key
from undersigned.signatures.rules.challenges import read_proof, read_token
from undersigned.signatures.rules.origins import domain_of, household, mark, origin
from undersigned.signatures.rules.verdicts import Reason, Screened, Verdict
from undersigned.signatures.rules.windows import MINUTE, SPANS, recent, window_start
from undersigned.signatures.rules.wishes import Wish
from undersigned.signatures.screening.board import Board, board
from undersigned.signatures.screening.domain_window import BIG
from undersigned.signatures.screening.evidence import Evidence, Lately
from undersigned.signatures.screening.memory import MEMORY, SHARED_FROM, Key, Seen
from undersigned.signatures.screening.order import screen
from undersigned.signatures.screening.statements import Hour, add_hours, merge_tallies, spend

OUTCOMES: Final = {Verdict.PASS: "passed", Verdict.HOLD: "held", Verdict.REFUSE: "refused"}
NOBODY: Final = Lately()


@dataclass(frozen=True, slots=True)
class Judged:
    """Wishes with their verdicts, in order, and what this process will remember of them once they are committed."""

    wishes: list[Wish]
    seen: Mapping[Key, Seen]

    def remember(self) -> None:
        """The batch was committed."""
        MEMORY.settle(self.seen)


def judge(wishes: Sequence[Wish], *, now: datetime) -> Judged:
    """What screening says of each wish; in the caller's transaction, two statements however many wishes and whatever
    it says, one more where proofs of work came along, and every few seconds a look at lists and alarms.

    With UNDERSIGNED_SCREENING=observe all is counted and everything passes, with off nothing is asked.
    """
    mode = settings.UNDERSIGNED.screening
    if mode == "off" or not wishes:
        return Judged(list(wishes), {})
    batch = _Batch(wishes, now)
    screened = [screen(evidence) for evidence in batch.evidence()]
    acts = mode == "on"
    add_hours(_hours(wishes, screened, now, acts))
    raise_alarms(batch.by_minute(), now=now)
    judged = [
        _judged(wish, one if acts else Screened((), None), batch.key)
        for wish, one in zip(wishes, screened, strict=True)
    ]
    return Judged(judged, batch.seen)


def _judged(wish: Wish, screened: Screened, key: bytes) -> Wish:
    verdict, decisive = screened.verdict, screened.decisive
    came_from = origin(key, wish.request.network, domain_of(wish.request.email))
    return replace(
        wish,
        verdict=verdict,
        reason=decisive.code if decisive and verdict else "",
        # Of whom is refused nothing is kept that could be joined.
        origin=b"" if verdict is Verdict.REFUSE else came_from,
    )


def _hours(wishes: Sequence[Wish], screened: Sequence[Screened], now: datetime, acts: bool) -> Counter[Hour]:
    hour = now.replace(minute=0, second=0, microsecond=0)
    counts: Counter[Hour] = Counter()
    for wish, one in zip(wishes, screened, strict=True):
        verdict = one.verdict if acts else Verdict.PASS
        counts[wish.petition_id, hour, OUTCOMES[verdict], _code(one.decisive) if verdict else ""] += 1
        for reason in one.fired:
            counts[wish.petition_id, hour, "fired", reason.code] += 1
    return counts


def _code(reason: Reason | None) -> str:
    return reason.code if reason else ""


@lru_cache(maxsize=16_384)
def _subject(key: bytes, kind: str, name: str) -> bytes:
    return mark(key, "lately", kind, name)


class _Batch:
    """One batch and what is known around it. Making one merges its counts."""

    def __init__(self, wishes: Sequence[Wish], now: datetime) -> None:
        self.key, self._wishes, self._now = origin_key(), wishes, now
        self._board: Board = board(now)
        self._domains = [domain_of(wish.request.email) for wish in wishes]
        self._site = _subject(self.key, "site", "")
        self._subjects = [self._subjects_of(wish, at) for wish, at in zip(wishes, self._domains, strict=True)]
        self._more = Counter(subject for subjects in self._subjects for subject in subjects if subject)
        self._more[self._site] = len(wishes)
        self.seen = self._merged()

    def _subjects_of(self, wish: Wish, domain: str) -> tuple[bytes, bytes, bytes]:
        network, owner = wish.request.network, household(domain)
        return (
            _subject(self.key, "network", network) if network else b"",
            _subject(self.key, "domain", owner) if domain not in BIG and owner not in BIG else b"",
            _subject(self.key, "petition", str(wish.petition_id)),
        )

    def _merged(self) -> dict[Key, Seen]:
        unix = self._now.timestamp()
        seen = {
            (subject, span): MEMORY.with_more((subject, span), window_start(unix, span), number)
            for subject, number in self._more.items()
            for span in SPANS
        }
        always = {self._site, *(petition for _, _, petition in self._subjects)}
        shared = {
            key: (one.level.start, one.unshared)
            for key, one in seen.items()
            if key[0] in always or one.level.count >= SHARED_FROM
        }
        return seen | {key: Seen(level, 0) for key, level in merge_tallies(shared).items()}

    def _recent(self, subject: bytes, span: int) -> float:
        return recent(self.seen[subject, span].level, self._now.timestamp(), span)

    def by_minute(self) -> dict[int, float]:
        """Signings in the last minute by petition, and of the whole site as 0."""
        rates = {
            wish.petition_id: self._recent(subjects[2], MINUTE)
            for wish, subjects in zip(self._wishes, self._subjects, strict=True)
        }
        return rates | {0: self._recent(self._site, MINUTE)}

    def evidence(self) -> list[Evidence]:
        """Of each wish, in order; of those at one subject the first counts the least."""
        proven = self._proven()
        after = {subject: [self._recent(subject, span) for span in SPANS] for subject in self._more}
        behind = Counter(self._more)
        found = []
        for number, (wish, subjects) in enumerate(zip(self._wishes, self._subjects, strict=True)):
            lately = []
            for subject in subjects:
                if not subject:
                    lately.append(NOBODY)
                    continue
                behind[subject] -= 1
                minute, hour = after[subject]
                lately.append(Lately(minute - behind[subject], hour - behind[subject]))
            found.append(self._evidence(wish, self._domains[number], lately, number in proven))
        return found

    def _evidence(self, wish: Wish, domain: str, lately: Sequence[Lately], is_proven: bool) -> Evidence:
        request, lists = wish.request, self._board.lists
        asked_at = read_token(challenge_key(), request.slug, request.challenge) if request.challenge else None
        address = address_fingerprint(request.canonical).hex() if lists.knows_addresses else ""
        return Evidence(
            request=request,
            now=self._now,
            domain=domain,
            entries=lists.about(
                network=request.network, domain=domain, address=address, country=request.country, now=self._now
            ),
            of_network=lately[0],
            of_domain=lately[1],
            of_petition=lately[2],
            is_alarmed=self._board.is_alarmed(wish.petition_id, self._now),
            is_proven=is_proven,
            challenge_age=self._now - asked_at if asked_at else None,
        )

    def _proven(self) -> set[int]:
        """Numbers of the wishes whose proof holds and is spent here for the first time."""
        nonces: dict[bytes, int] = {}
        for number, wish in enumerate(self._wishes):
            proof = read_proof(challenge_key(), wish.request.proof, self._now) if wish.request.proof else None
            if proof is not None and proof.petition == wish.request.slug:
                nonces.setdefault(proof.nonce, number)
        return {nonces[nonce] for nonce in spend(list(nonces), self._now)} if nonces else set()
