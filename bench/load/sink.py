"""A mail server that takes everything at once and keeps nothing: `python -m bench.load.sink PORT`.

It speaks as much SMTP (RFC 5321, with PIPELINING and 8BITMIME) as a client needs, and is cheap: never what is slow.
"""

import asyncio
import sys

GREETING = b"220 sink ESMTP\r\n"
HELLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
END = b"\r\n.\r\n"
ANSWERS = {b"EHLO": HELLO, b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Session(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._held = b""
        self._in_letter = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greets."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        """Answers all whole commands and letters that are here."""
        self._held += data
        while self._take_letter() if self._in_letter else self._take_command():
            pass

    def _take_letter(self) -> bool:
        # The letter's first line may be its end already.
        place = 0 if self._held.startswith(END[2:]) else self._held.find(END)
        if place < 0:
            return False
        self._held = self._held[place + (3 if self._held.startswith(END[2:]) else 5) :]
        self._in_letter = False
        self._transport.write(b"250 taken\r\n")
        return True

    def _take_command(self) -> bool:
        line, found, rest = self._held.partition(b"\r\n")
        if not found:
            return False
        self._held = rest
        verb = line[:4].upper()
        self._transport.write(ANSWERS.get(verb, b"250 OK\r\n"))
        self._in_letter = verb == b"DATA"
        if verb == b"QUIT":
            self._transport.close()
            return False
        return True


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Session, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
