"""Secret files: made once at the first start, read ever after, never changed by the program."""

import os
import secrets as entropy
from functools import lru_cache
from pathlib import Path

NAMES = ("django", "mail", "address", "log", "promise", "witness")
FIRST_RING_KEY = "ring/1"


def ensure_secrets(folder: Path) -> None:
    """The folder holds every secret afterwards; secrets that exist stay as they are. Mode 0700, files 0600."""
    for name in (*NAMES, FIRST_RING_KEY):
        write_secret(folder, name)


def write_secret(folder: Path, name: str) -> None:
    """A new 32-byte secret under this name unless one exists; safe when several processes start at once."""
    path = folder / f"{name}.key"
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(entropy.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # link, not rename: the first of several processes wins and the others read what it wrote.
        os.link(scratch, path)
    except FileExistsError:
        pass
    finally:
        scratch.unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """What was linked, moved or deleted in this folder stays so after a power cut: a lost key loses all it sealed."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@lru_cache(maxsize=64)
def read_secret(folder: Path, name: str) -> bytes:
    """The secret's 32 bytes; FileNotFoundError or ValueError where the file is missing or broken."""
    secret = bytes.fromhex((folder / f"{name}.key").read_text().strip())
    if len(secret) != 32:
        raise ValueError(f"{folder / name}.key must hold 32 bytes in hex")
    return secret
