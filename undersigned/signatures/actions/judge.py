"""Screening judges a batch: counts it, asks every rule, and says what becomes of each wish."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.conf import settings

from undersigned.keys.site import address_fingerprint
from undersigned.signatures.actions.raise_alarms import raise_alarms
from undersigned.signatures.fields import challenge_key
from undersigned.signatures.rules.challenges import read_proof, read_token
from undersigned.signatures.rules.entries import Entry
from undersigned.signatures.rules.origins import domain_of
from undersigned.signatures.rules.requests import SigningRequest
from undersigned.signatures.rules.verdicts import Reason, Screened, Verdict
from undersigned.signatures.rules.windows import MINUTE, SPANS, hour_of, recent, window_start
from undersigned.signatures.rules.wishes import Wish
from undersigned.signatures.screening.board import SITE, Board, board
from undersigned.signatures.screening.evidence import Evidence, Lately
from undersigned.signatures.screening.memory import MEMORY, SHARED_FROM, Key, Seen
from undersigned.signatures.screening.order import SILENT, screen
from undersigned.signatures.screening.statements import Hour, add_hours, merge_tallies, spend
from undersigned.signatures.screening.subjects import SITE_SUBJECT, SPANS_OF, Subjects, subjects_of

OUTCOMES: Final = {Verdict.PASS: "passed", Verdict.HOLD: "held", Verdict.REFUSE: "refused"}
NOBODY: Final = Lately()
ALONE: Final = Lately(1.0, 1.0, 1.0)


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
    judged = [_judged(wish, one) for wish, one in zip(wishes, screened, strict=True)] if acts else list(wishes)
    return Judged(judged, batch.seen)


def _judged(wish: Wish, screened: Screened) -> Wish:
    verdict = screened.verdict
    return replace(wish, verdict=verdict, reason=_code(screened.decisive)) if verdict else wish


def _hours(wishes: Sequence[Wish], screened: Sequence[Screened], now: datetime, acts: bool) -> Counter[Hour]:
    hour = hour_of(now)
    counts: Counter[Hour] = Counter()
    # By petition and by what fired, so that the many who are alike are worked out once.
    alike = Counter([(wish.petition_id, tuple(map(id, one.fired))) for wish, one in zip(wishes, screened, strict=True)])
    ones = {tuple(map(id, one.fired)): one for one in screened}
    for (petition, fired), number in alike.items():
        one = ones[fired]
        verdict = one.verdict if acts else Verdict.PASS
        counts[petition, hour, OUTCOMES[verdict], _code(one.decisive) if verdict else ""] += number
        codes = [reason.code for reason in one.fired]
        for code in (*codes, *SILENT[len(codes) :]):
            counts[petition, hour, "fired", code] += number
    return counts


def _code(reason: Reason | None) -> str:
    return reason.code if reason else ""


class _Batch:
    """One batch and what is known around it. Making one merges its counts."""

    def __init__(self, wishes: Sequence[Wish], now: datetime) -> None:
        self._wishes, self._now, self._unix = wishes, now, now.timestamp()
        self._board: Board = board(now)
        petitions = {wish.petition_id for wish in wishes}
        self._alarmed = {petition: self._board.is_alarmed(petition, now) for petition in petitions}
        self._domains = [domain_of(wish.request.email) for wish in wishes]
        self._subjects = [_subjects(wish, domain) for wish, domain in zip(wishes, self._domains, strict=True)]
        self._more = Counter([subject for subjects in self._subjects for subject in subjects if subject])
        self._more[SITE_SUBJECT] = len(wishes)
        self.seen = self._merged()

    def _merged(self) -> dict[Key, Seen]:
        always = {SITE_SUBJECT, *(subjects.petition for subjects in self._subjects)}
        starts = {span: window_start(self._unix, span) for span in SPANS}
        seen: dict[Key, Seen] = {}
        shared: dict[Key, tuple[int, int]] = {}
        for subject, number in self._more.items():
            for span in SPANS_OF[subject[0]]:
                key = (subject, span)
                seen[key] = one = MEMORY.with_more(key, starts[span], number)
                if one.level.number >= SHARED_FROM or subject in always:
                    shared[key] = (one.level.start, one.unshared)
        return seen | {key: Seen(level, 0) for key, level in merge_tallies(shared).items()}

    def _recent(self, subject: bytes, span: int) -> float:
        return recent(self.seen[subject, span].level, self._unix, span)

    def by_minute(self) -> dict[int, float]:
        """Signings in the last minute by petition, and of the whole site as SITE."""
        petitions = {
            wish.petition_id: subjects.petition for wish, subjects in zip(self._wishes, self._subjects, strict=True)
        }
        rates = {number: self._recent(petition, MINUTE) for number, petition in petitions.items()}
        return rates | {SITE: self._recent(SITE_SUBJECT, MINUTE)}

    def evidence(self) -> list[Evidence]:
        """Of each wish, in order; of those at one subject the first counts the least."""
        proven = self._proven()
        after = {subject: self._lately(subject) for subject in self._more}
        behind = dict(self._more)
        found = []
        # Of the site the whole batch: it is never what somebody is too many of, only what they are measured by.
        site = after[SITE_SUBJECT]
        for number, subjects in enumerate(self._subjects):
            lately = []
            for subject in subjects:
                if subject:
                    behind[subject] = others = behind[subject] - 1
                    one = after[subject]
                    lately.append(_before(one, others) if others else one)
                else:
                    lately.append(NOBODY)
            found.append(self._evidence(number, lately, site, number in proven))
        return found

    def _lately(self, subject: bytes) -> Lately:
        if self._more[subject] == 1 and self._is_first(subject):
            return ALONE
        spans = SPANS_OF[subject[0]]
        return Lately(*[self._recent(subject, span) if span in spans else 0.0 for span in SPANS])

    def _is_first(self, subject: bytes) -> bool:
        """Nobody else was seen there: most networks of a crowd."""
        return all(self.seen[subject, span].level[1:] == (1, 0) for span in SPANS_OF[subject[0]])

    def _evidence(self, number: int, lately: Sequence[Lately], site: Lately, is_proven: bool) -> Evidence:
        wish, domain = self._wishes[number], self._domains[number]
        request, now = wish.request, self._now
        asked_at = read_token(challenge_key(), request.slug, request.challenge) if request.challenge else None
        entries = () if self._board.lists.is_empty else self._entries(request, domain)
        age = now - asked_at if asked_at else None
        # In the order of Evidence's fields: this is made for each signing.
        return Evidence(
            request,
            now,
            domain,
            entries,
            lately[0],
            lately[1],
            lately[2],
            site,
            lately[3],
            lately[4],
            self._alarmed[wish.petition_id],
            is_proven,
            age,
        )

    def _entries(self, request: SigningRequest, domain: str) -> Sequence[Entry]:
        lists = self._board.lists
        address = address_fingerprint(request.canonical).hex() if lists.knows_addresses else ""
        return lists.about(
            network=request.network, domain=domain, address=address, country=request.country, now=self._now
        )

    def _proven(self) -> set[int]:
        """Numbers of the wishes whose proof holds and is spent here for the first time."""
        nonces: dict[bytes, int] = {}
        for number, wish in enumerate(self._wishes):
            proof = read_proof(challenge_key(), wish.request.proof, self._now) if wish.request.proof else None
            if proof is not None and proof.petition == wish.request.slug:
                nonces.setdefault(proof.nonce, number)
        return {nonces[nonce] for nonce in spend(list(nonces), self._now)} if nonces else set()


def _subjects(wish: Wish, domain: str) -> Subjects:
    is_known = bool(wish.request.network)
    return subjects_of(wish.origin, is_network_known=is_known, domain=domain, petition=wish.petition_id)


def _before(lately: Lately, others: int) -> Lately:
    """As it was when so many of the batch had not come yet."""
    return Lately(lately.minute - others, lately.hour - others, lately.day - others)
