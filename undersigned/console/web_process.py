"""One web process: granian in this very process, accepting from the socket that the supervisor holds.

The socket is the supervisor's, not the process's: what waits in its queue is answered by whoever comes next. With a
socket for each process (granian's own way) the queue of a process that ends is reset, which a client sees as a failure.
"""

import asyncio
import gc
import os
import resource
import sys
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NoReturn

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Loops, RuntimeModes, TaskImpl
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]

QUEUE = 2048
"""Connections that may wait to be accepted."""
MOST_CONNECTIONS = 10_000
"""That one process holds open, most of them idle (9 kB each): browsers that were answered stay connected for 20 s."""
OTHER_FILES = 200
READY: Message = {
    "type": "http",
    "asgi": {"version": "3.0", "spec_version": "2.3"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/readyz",
    "raw_path": b"/readyz",
    "root_path": "",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
    "client": ("127.0.0.1", 0),
    "server": ("127.0.0.1", 0),
    "state": {},
}
"""A question to /readyz as a server hands it over."""
# Less than a stop waits (30 s): a connection on which nothing was ever asked must not hold it up.
HEAD_WITHIN_MILLISECONDS = 20_000
LOOK_AGAIN_SECONDS = 0.2
GARBAGE_IS_SOUGHT_AFTER = (10_000, 20, 50)
"""New objects before the young are looked through; and so many times until those are that stood a while."""
# Its own beside Python's; at most for what blocks there; Python's; seconds until an idle one of those goes.
THREADS = (1, 512, 1, 30)
# No websockets, no static files, and never an access log: addresses of this site hold the tokens of letters.
NO_EXTRAS = (False, None, None)
NO_TLS: tuple[Any, ...] = (False, None, None, None, "tls1.3", None, [], False)
# granian's words go through the site's own log, which takes the values out of them.
WORDS = {
    "handlers": {},
    "loggers": {"_granian": {"handlers": []}, "granian.access": {"handlers": [], "propagate": False}},
}


def serve_web(listener: int, ready: int, *, is_held: bool) -> NoReturn:
    """Answers until SIGTERM; then nothing new is accepted, what is begun is finished, and the process ends.

    Writes one byte into `ready` right before it begins to answer. A process that is held does so only once it would
    answer /readyz with 200: it takes the place of one that works.
    """
    from undersigned.config.asgi import application

    while is_held and not is_ready(application):
        time.sleep(LOOK_AGAIN_SECONDS)
    _keep_what_is_loaded()
    os.write(ready, b"1")
    os.close(ready)
    _granian(application, listener)
    # As granian ends a process of its own: its threads would still ask for an interpreter that is being taken apart.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _keep_what_is_loaded() -> None:
    """What stands now stays: to look through it for garbage, again and again, took a third of all signing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_IS_SOUGHT_AFTER)


def is_ready(application: Application) -> bool:
    """True where the application answers /readyz with 200; asked without any socket."""
    return asyncio.run(_status(application)) == 200


async def _status(application: Application) -> int:
    statuses: list[int] = []
    bodies = [b""]

    async def receive() -> Message:
        if bodies:
            return {"type": "http.request", "body": bodies.pop(), "more_body": False}
        # Whoever asks stays for the answer.
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(int(message["status"]))

    await application(dict(READY), receive, send)
    return statuses[0] if statuses else 0


def _connections() -> int:
    """As many as one process may hold; the limit on open files is raised as far as its user may raise it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(allowed - OTHER_FILES, OTHER_FILES)


def _granian(application: Application, listener: int) -> None:
    """What granian's parent process would start in a child of its own, here: one process less for each.

    By what granian keeps to itself, so its minor version is fixed (pyproject.toml).
    """
    MPServer._spawn_asgi_worker(
        1,
        None,
        lambda: application,
        ((None, SocketHolder(listener, False, QUEUE)), None),  # type: ignore[call-arg] # its stub misses one
        None,
        Loops.auto,
        True,
        LogLevels.warning,
        WORDS,
        (),
        RuntimeModes.mt,
        *THREADS,
        _connections(),
        TaskImpl.asyncio,
        HTTPModes.http1,
        HTTP1Settings(header_read_timeout=HEAD_WITHIN_MILLISECONDS),
        None,
        *NO_EXTRAS,
        NO_TLS,
        {"url_path_prefix": None},
        (None, None),
    )
