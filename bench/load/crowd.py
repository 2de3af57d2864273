"""The compiled crowd (crowd.c): compiled once, told what to send, read when it is done."""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

SOURCE = Path(__file__).with_name("crowd.c")
KEPT = Path(__file__).resolve().parents[2] / "var" / "cache" / "bench"
NUMBER = "#" * 10
"""Stands in a request for its number, ten digits."""
NETWORK = "2001:db8:!!!!:!!!!::1"
"""An address in a network that only this signer uses (the prefix is RFC 3849's, nobody's)."""


class CompilerMissing(Exception):
    """No C compiler here; the message says how to get one."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the crowd saw."""

    begun: int
    answered: int
    broken: int
    """Asked or due, and never answered."""
    seconds: float
    cpu_seconds: float
    p50_ms: float
    p99_ms: float
    longest_ms: float
    good_p50_ms: float
    good_p99_ms: float
    good_longest_ms: float
    """Of the answers with 200 alone."""
    other_p50_ms: float
    other_p99_ms: float
    other_longest_ms: float
    sent_good_p99_ms: float
    sent_other_p99_ms: float
    sent_other_longest_ms: float
    """Not from due moments on, but from when a connection was free for the request."""
    told: int
    """503 with Retry-After."""
    statuses: Mapping[str, int]

    @property
    def good(self) -> int:
        """Answered with 200."""
        return self.statuses.get("200", 0)

    @property
    def errors(self) -> int:
        """All that was not answered with 200."""
        return self.broken + self.answered - self.good


def program() -> Path:
    """The compiled crowd; compiled anew only when its source has changed."""
    path = KEPT / f"crowd-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]}"
    if path.exists():
        return path
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise CompilerMissing(
            "the load generator needs a C compiler; on Debian or Ubuntu: apt-get install gcc libc6-dev"
        )
    KEPT.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    subprocess.run([compiler, "-O2", "-Wall", "-o", str(fresh), str(SOURCE)], check=True)
    fresh.rename(path)
    return path


def get(path: str, host: str, *, encoding: str = "gzip") -> str:
    """A reader's request."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: {encoding}\r\nUser-Agent: crowd\r\n\r\n"


def post(path: str, host: str, form: Mapping[str, str]) -> str:
    """A form as a browser sends it through a proxy; NUMBER and runs of @ in its values stay as they are."""
    body = "&".join(f"{name}={quote_plus(value, safe='@#')}" for name, value in form.items())
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nSec-Fetch-Site: same-origin\r\n"
    head += f"X-Forwarded-For: {NETWORK}\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nAccept-Encoding: gzip\r\nUser-Agent: crowd\r\n"
    return f"{head}Content-Length: {len(body.encode())}\r\n\r\n{body}"


class Crowd:
    """One running crowd. `rate` makes it an open loop: so many a second are due, whatever the server does."""

    def __init__(
        self,
        port: int,
        request: str,
        folder: Path,
        *,
        seconds: float,
        connections: int = 64,
        rate: float = 0,
        first: int = 0,
        lines: Path | None = None,
        requests: int = 0,
    ) -> None:
        self._template, self._log = folder / f"crowd-{os.urandom(4).hex()}.request", folder / "crowd.log"
        self._acknowledged = self._template.with_suffix(".acknowledged")
        self._template.write_text(request)
        self._first = first
        command = [str(program()), "--port", str(port), "--template", str(self._template), "--first", str(first)]
        command += ["--seconds", str(seconds), "--connections", str(connections), "--rate", str(rate)]
        command += ["--lines", str(lines)] if lines else []
        command += ["--requests", str(requests)] if requests else []
        command += ["--acknowledged", str(self._acknowledged)] if NUMBER in request else []
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    @property
    def pid(self) -> int:
        return self._process.pid

    def answers(self) -> Answers:
        """What it saw, when it has ended."""
        output, _ = self._process.communicate()
        if self._process.returncode != 0:
            raise RuntimeError("the load generator failed; it has said why above")
        found = json.loads(output)
        self._template.unlink()
        return Answers(**{name: found[name] for name in Answers.__dataclass_fields__})

    def acknowledged(self) -> list[int]:
        """Numbers of the requests that were answered with 200; asked once, afterwards its file is gone."""
        marks = self._acknowledged.read_bytes()
        self._acknowledged.unlink()
        return [self._first + place for place, mark in enumerate(marks) if mark == ord("1")]

    def stop(self) -> None:
        """It is gone, finished or not."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()
