"""At most so many letters a second, evenly: no burst after a rest."""

import threading
import time


class Pace:
    """The pace of one worker; 0 letters a second: as many as can be. Several workers each keep a pace of their own."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1 / per_second if per_second else 0.0
        self._next_at = 0.0

    @property
    def seconds_left(self) -> float:
        """Until the next letter may leave."""
        return max(self._next_at - time.monotonic(), 0.0)

    def wait(self, stopping: threading.Event) -> None:
        """Returns when a letter may leave, or when told to stop."""
        if (left := self.seconds_left) > 0:
            stopping.wait(left)
        self._next_at = max(self._next_at, time.monotonic()) + self._gap
