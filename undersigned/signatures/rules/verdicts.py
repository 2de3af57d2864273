"""What screening says of a signing, and the reasons that staff read."""

from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import Final, NamedTuple


class Verdict(IntEnum):
    """What becomes of a signing; the greater one prevails."""

    PASS = 0
    """Its letter leaves at once."""
    HOLD = 1
    """Its letter waits: released at a slow pace, after 72 hours at the latest unless staff refuse."""
    REFUSE = 2
    """There is no letter. Whoever is caught sees what everybody sees."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule spoke."""

    code: str
    """Stored and counted; at most 24 characters, never used for anything else later."""
    verdict: Verdict
    words: str
    """One English sentence for staff, to be translated where it is shown."""
    for_staff: bool = False
    """True: the held letter waits for a person, 72 hours at most. False: it goes out at the slow pace by itself."""


class Screened(NamedTuple):
    """What all rules together say of one signing."""

    fired: tuple[Reason, ...]
    decisive: Reason | None
    """The first of the strictest; None where no rule spoke."""

    @property
    def verdict(self) -> Verdict:
        """PASS where no rule spoke."""
        return self.decisive.verdict if self.decisive else Verdict.PASS


HELD_AT_MOST: Final = timedelta(hours=72)
RELEASE_EVERY: Final = timedelta(minutes=10)
PACE: Final = 20
"""Letters of a petition that one rule releases each time; more where otherwise some would wait past HELD_AT_MOST."""
FOR_EACH: Final = 4
"""Or so many for each network or mail domain: thirty schools do not wait for each other as one would."""


def release_now(waiting: int, oldest: timedelta, sources: int = 1) -> int:
    """How many of the `waiting` letters that a rule holds of a petition leave now, if the oldest waits so long.

    Everything leaves within HELD_AT_MOST: the pace grows with what waits and with the time that is left. `sources`:
    from how many networks or mail domains they are.
    """
    rounds_left = max(1, (HELD_AT_MOST - oldest) // RELEASE_EVERY)
    return min(waiting, max(PACE, FOR_EACH * sources, -(-waiting // rounds_left)))
