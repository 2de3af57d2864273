"""A web worker whose parent was killed: it must not go on answering beside the one that replaces it."""

import os
import signal
import threading
import time

# Whoever starts web workers leaves its process id here: a worker may come to life after its parent has gone.
PARENT = "WEB_PARENT_PID"
LOOK_EVERY_SECONDS = 0.5
FINISH_WITHIN_SECONDS = 5.0


def leave_with_parent() -> None:
    """From now on this process ends soon after its parent: it stops taking work, finishes, and is gone in seconds."""
    parent = int(os.environ.get(PARENT) or os.getppid())

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(FINISH_WITHIN_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, name="leave-with-parent", daemon=True).start()
