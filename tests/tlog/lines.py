"""Lines of a log, written by hand in short: for tests that speak of many events."""

import base64
import hashlib

PID = base64.urlsafe_b64encode(bytes(16)).decode().rstrip("=")
OTHER_PID = base64.urlsafe_b64encode(bytes([7]) * 16).decode().rstrip("=")


def some_hash(word):
    return base64.b64encode(hashlib.sha256(str(word).encode()).digest()).decode()


H = some_hash("h")


def line(words, pid=PID):
    """`sign 3 2 1 HASH` becomes the entry of event 3 with count 2; H stands for some hash."""
    kind, n, c, *fields = words.split()
    return (
        " ".join(["undersigned/1", kind, pid, n, c, *(H if part == "H" else part for part in fields)]).encode() + b"\n"
    )
