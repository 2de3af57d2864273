"""The parts of the site as processes: started, started again when they die, told to leave."""

import contextlib
import os
import signal
import subprocess
import sys
import time

SHORTEST_REST_SECONDS = 0.1
LONGEST_REST_SECONDS = 2.0
STEADY_AFTER_SECONDS = 3


class Child:
    """One part of the site as a process that is started again when it dies."""

    def __init__(self, part: str, *, lifeline: int, kept: tuple[int, ...] = (), is_held: bool = False) -> None:
        """`kept` are files that the process inherits, the first of them the socket of a web process.

        A web process that is held begins to answer only when it is ready.
        """
        self.part = part
        self._lifeline, self._kept, self._is_held = lifeline, kept, is_held
        self._rest = SHORTEST_REST_SECONDS
        self._start_at = 0.0
        self._started_at = 0.0
        self._ready: int | None = None
        self.is_answering = False
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def tend(self) -> None:
        """Starts the process if it is not running and has rested; looks whether it answers."""
        self.look()
        if self.is_running:
            return
        now = time.monotonic()
        if self.process is not None:
            steady = now - self._started_at > STEADY_AFTER_SECONDS
            self._rest = SHORTEST_REST_SECONDS if steady else min(self._rest * 2, LONGEST_REST_SECONDS)
            self._start_at, self.process = now + self._rest, None
        if now >= self._start_at:
            self.start()

    def start(self) -> None:
        """The process runs."""
        self._close()
        self.is_answering = False
        self._started_at = time.monotonic()
        self._ready, told = os.pipe()
        os.set_blocking(self._ready, False)
        try:
            # A session of its own: Ctrl-C reaches the supervisor alone, who lets the children finish.
            self.process = subprocess.Popen(
                self._command(told),
                pass_fds=[self._lifeline, told, *self._kept],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
            )
        finally:
            os.close(told)
        # Started again after a death it stands in for nobody, and a page that says "busy" is better than none.
        self._is_held = False

    def _command(self, told: int) -> list[str]:
        command = [sys.executable, "-m", "undersigned.console.child", self.part, "--lifeline", str(self._lifeline)]
        if self.part == "web":
            command += ["--listener", str(self._kept[0]), "--ready", str(told)]
            command += ["--held"] if self._is_held else []
        return command

    def look(self) -> None:
        """`is_answering` is true afterwards if the process has said so."""
        if self._ready is not None and not self.is_answering:
            with contextlib.suppress(BlockingIOError):
                self.is_answering = os.read(self._ready, 1) != b""

    def _close(self) -> None:
        if self._ready is not None:
            os.close(self._ready)
            self._ready = None

    def leave(self) -> None:
        """The process is told to finish; a web process that answers does so after its drain."""
        self.look()
        self.send(signal.SIGUSR1 if self.part == "web" and self.is_answering else signal.SIGTERM)

    def send(self, number: int) -> None:
        """Sends the signal if the process runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def bury(self, deadline: float) -> None:
        """The process is gone afterwards: by itself until `deadline` (monotonic seconds), or killed."""
        if self.process is not None:
            try:
                self.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._close()
