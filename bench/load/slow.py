"""People who are slow on purpose: `python -m bench.load.slow PORT PATH SECONDS [EACH]`. Prints JSON.

EACH of them send a header a byte a second, as many a body, and as many ask for one page a hundred times in a row and
read a few bytes a second. Whoever is cut comes again at once. What is told: how often each kind was cut and the longest
that one of them was borne.
"""

import asyncio
import json
import socket
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

STEP_SECONDS = 1.0
PAGES = 100
FEW = 200
BODY = 4_000


@dataclass
class Borne:
    """What one kind of slow client met."""

    cut: int = 0
    longest: float = 0.0


class Slow:
    """All of them, until the time is over."""

    def __init__(self, port: int, path: str, seconds: float) -> None:
        self._port, self._path, self._until = port, path, time.monotonic() + seconds
        self.borne = {"header": Borne(), "body": Borne(), "reading": Borne()}

    async def run(self, each: int) -> None:
        """Returns when the time is over."""
        ways = {"header": self._send_header, "body": self._send_body, "reading": self._read}
        await asyncio.gather(*(self._again(kind, way) for kind, way in ways.items() for _ in range(each)))

    async def _again(self, kind: str, way: Callable[[socket.socket], Awaitable[None]]) -> None:
        loop = asyncio.get_running_loop()
        while time.monotonic() < self._until:
            with socket.socket() as client:
                client.setblocking(False)
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                began, is_cut = time.monotonic(), True
                try:
                    await loop.sock_connect(client, ("127.0.0.1", self._port))
                    await way(client)
                    is_cut = False
                except OSError:
                    await asyncio.sleep(0.05)
            found = self.borne[kind]
            found.cut += is_cut
            found.longest = max(found.longest, time.monotonic() - began)

    async def _send_header(self, client: socket.socket) -> None:
        await self._drip(client, f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ".encode(), b"a")

    async def _send_body(self, client: socket.socket) -> None:
        head = f"POST {self._path}sign HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nContent-Length: {BODY}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        await self._drip(client, head.encode(), b"a")

    async def _drip(self, client: socket.socket, start: bytes, byte: bytes) -> None:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(client, start)
        while time.monotonic() < self._until:
            await asyncio.sleep(STEP_SECONDS)
            _raise_if_answered(client)
            await loop.sock_sendall(client, byte)

    async def _read(self, client: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        one = f"GET {self._path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n"
        await loop.sock_sendall(client, one.encode() * PAGES)
        while time.monotonic() < self._until:
            await asyncio.sleep(STEP_SECONDS)
            if not await asyncio.wait_for(loop.sock_recv(client, FEW), 60):
                raise ConnectionAbortedError


def _raise_if_answered(client: socket.socket) -> None:
    """An answer before the request is whole, or an end, is a refusal."""
    try:
        client.recv(1)
    except BlockingIOError:
        return
    raise ConnectionAbortedError


def main() -> None:
    """Says what they met."""
    port, path, seconds, *each = sys.argv[1:]
    slow = Slow(int(port), path, float(seconds))
    asyncio.run(slow.run(int(each[0]) if each else 100))
    print(
        json.dumps({kind: {"cut": borne.cut, "longest": round(borne.longest, 1)} for kind, borne in slow.borne.items()})
    )


if __name__ == "__main__":
    main()
