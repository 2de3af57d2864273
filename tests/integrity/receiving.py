"""Somebody to whom the webhook tells things."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar


class Receiver(http.server.BaseHTTPRequestHandler):
    """Somebody who takes messages, or not."""

    seen: ClassVar[list[tuple[dict[str, str], bytes]]] = []
    says: ClassVar[int] = 204

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.seen.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.says)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@contextmanager
def receiving() -> Iterator[str]:
    """Their address, as long as they listen; they have heard nothing yet."""
    Receiver.seen, Receiver.says = [], 204
    server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hook?a=b"
    server.shutdown()
    server.server_close()
