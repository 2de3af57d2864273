"""Whole logs in memory, signed by a key of the tests, served with the page's own scripts: to be tampered with."""

import base64
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from undersigned import web
from undersigned.tlog.checkpoints import Checkpoint, sign_checkpoint
from undersigned.tlog.cosignatures import Cosigner
from undersigned.tlog.growing import GrowingTiles
from undersigned.tlog.notes import Signer, parse_note
from undersigned.tlog.policies import format_policy
from undersigned.tlog.proof_files import ProofFile
from undersigned.tlog.proofs import inclusion_proof
from undersigned.tlog.readers import node_from_tiles
from undersigned.tlog.tiles import Tile

STATIC = Path(web.__file__).parent / "static"
SIGNER = Signer("log.example/log", bytes(range(32)))
WITNESS = Cosigner("witness.example/w1", bytes(range(1, 33)))
STRANGER = Cosigner("witness.example/w2", bytes(range(2, 34)))
POLICY = format_policy(SIGNER.verifier.vkey, "", [(WITNESS.verifier.vkey, "https://witness.example")], 1).encode()
NOBODY = format_policy(SIGNER.verifier.vkey, "", [], 0).encode()
COSIGNED_AT = 1_764_000_000
TYPES = {".js": "text/javascript", ".html": "text/html"}


def files_of(entries: Sequence[bytes]) -> dict[str, bytes]:
    """Every file of a log with these entries, by its path below /log/."""
    tiles = GrowingTiles()
    files = {tile.path: data for tile, data in tiles.grow(list(entries))}
    files |= {tile.path: data for tile, data in tiles.partial()}
    return files | {"checkpoint": signed(len(entries), tiles.edge.root)}


def signed(size: int, root: bytes, signer: Signer = SIGNER) -> bytes:
    """A checkpoint of this log."""
    return sign_checkpoint(Checkpoint(signer.name, size, root), signer).encode()


def cosigned(file: bytes, witness: Cosigner, time: int = COSIGNED_AT, *, of: bytes = b"") -> bytes:
    """A checkpoint, or a proof that ends with one, with this witness's line below it; `of`: made for another."""
    text = parse_note((of or file).partition(b"\n\n")[2] if b"tlog-proof" in file else of or file).text
    return file + f"{witness.cosign(text, time)}\n".encode()


def proof_of(entries: Sequence[bytes], index: int) -> bytes:
    """The count proof of this entry."""
    files = files_of(entries)

    def read(tile: Tile) -> bytes:
        return files[tile.path]

    hashes = inclusion_proof(
        index, len(entries), lambda level, number: node_from_tiles(read, len(entries), level, number)
    )
    return str(ProofFile(index, tuple(hashes), files["checkpoint"].decode(), entries[index])).encode()


def flipped(data: bytes, at: int) -> bytes:
    """The bytes with one bit changed."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def hashed(word: object) -> str:
    """Some hash as it stands in an entry."""
    return base64.b64encode(str(word).encode().rjust(32, b"."))[:44].decode()


class Quiet(ThreadingHTTPServer):
    """A browser that leaves in the middle of an answer is no fault."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing."""


class SmallServer:
    """Serves `files` under /log/ and the site's scripts under /static/, on loopback."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # Small answers in one packet, or each would wait for the one before.
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                data, kind = outer.read(self.path)
                self.send_response(200 if data is not None else 404)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(data or b"")))
                self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'self'; connect-src 'self'")
                self.end_headers()
                self.wfile.write(data or b"")

            def log_message(self, *words: Any) -> None:
                """Says nothing."""

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def read(self, path: str) -> tuple[bytes | None, str]:
        """What stands at the path, and its type."""
        name = path.partition("/static/")[2]
        kind = TYPES.get(Path(path).suffix, "application/octet-stream")
        if path == "/":
            return b"<!doctype html><title>Recount</title>", "text/html"
        if name:
            return (STATIC / name).read_bytes(), kind
        return self.files.get(path.removeprefix("/log/")), kind

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()
