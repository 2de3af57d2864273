"""The site's ring: numbered keys in files. The highest number seals; all of them open what they sealed."""

from functools import lru_cache
from pathlib import Path

from undersigned.keys.rules import ring_name
from undersigned.keys.secrets import read_secret, write_secret


def newest_number(folder: Path) -> int:
    """Number of the ring's newest key, 1 or more; FileNotFoundError where there is no ring."""
    ring = folder / "ring"
    return _newest_number(ring, ring.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _newest_number(ring: Path, _changed_ns: int) -> int:
    # The folder's time of change is the cache's key: another process may turn the ring at any moment.
    numbers = [int(path.stem) for path in ring.glob("*.key") if path.stem.isdecimal()]
    if not numbers:
        raise FileNotFoundError(f"{ring} holds no key")
    return max(numbers)


def ring_key(folder: Path, number: int) -> bytes:
    """The ring's key with this number, 32 bytes; FileNotFoundError where it is missing."""
    return read_secret(folder, ring_name(number))


def turn_ring(folder: Path) -> int:
    """Number of a new key, which seals from now on; the older ones stay for reading."""
    number = newest_number(folder) + 1
    write_secret(folder, ring_name(number))
    _newest_number.cache_clear()
    return number
