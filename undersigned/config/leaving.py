"""How a web process is told to leave: SIGUSR1, a while before it stops."""

import os
import signal
import threading
from types import FrameType

from undersigned.web import leaving

# The supervisor leaves the seconds here.
DRAIN = "WEB_DRAIN_SECONDS"


def leave_when_told() -> None:
    """SIGUSR1 makes this process leave: it stops by itself after the seconds in WEB_DRAIN_SECONDS."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGUSR1, _leave)


def _leave(_number: int, _frame: FrameType | None) -> None:
    if leaving.is_leaving():
        return
    leaving.begin()
    timer = threading.Timer(float(os.environ.get(DRAIN) or 0), os.kill, (os.getpid(), signal.SIGTERM))
    timer.daemon = True
    timer.start()
