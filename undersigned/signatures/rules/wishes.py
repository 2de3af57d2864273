"""A checked request with all that its petition adds: ready to take a place."""

from dataclasses import dataclass, field

from undersigned.signatures.rules.requests import SigningRequest
from undersigned.signatures.rules.verdicts import Verdict


# Not frozen, which costs three times as much to make; nobody changes one.
@dataclass(slots=True)
class Wish:
    """One person who wants to stand under one petition."""

    request: SigningRequest
    petition_id: int
    pid: str
    consent: str
    places: int
    """How many people may sign with one address: 1 or 2."""
    sealing_key: bytes = field(repr=False)
    fingerprint: bytes = field(repr=False)
    person_key: bytes = field(repr=False)
    verdict: Verdict = Verdict.PASS
    reason: str = ""
    """Code of the decisive reason where the verdict is not PASS."""
    origin: bytes = field(default=b"", repr=False)
    """Marks of network and domain (rules.origins), or nothing."""

    @property
    def address(self) -> tuple[int, bytes]:
        """Petition and fingerprint: what has one or two places."""
        return self.petition_id, self.fingerprint

    @property
    def person(self) -> tuple[int, bytes, bytes]:
        """Who wishes; at most one wish of each in a batch."""
        return self.petition_id, self.fingerprint, self.person_key
