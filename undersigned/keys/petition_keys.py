"""The keys of each petition: one seals what signers wrote, one makes their fingerprints.

They lie wrapped by the site's ring in the key store. Destroyed, they are gone for ever: what they sealed is
unreadable in every backup of the main database.
"""

import base64
import os
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from django.conf import settings

from undersigned.keys.ring import newest_number, ring_key, turn_ring
from undersigned.keys.rules import derive
from undersigned.keys.sealing import seal, unseal
from undersigned.keys.stores import key_store

CACHED_PETITIONS = 512
Place = tuple[str, str]


class KeysDestroyed(Exception):
    """The petition's keys were destroyed; nobody can read its signers any more."""


class KeysMissing(Exception):
    """There never were keys for this petition, or the key store is not the one that holds them."""


@dataclass(frozen=True, slots=True)
class PetitionKeys:
    """Two keys of 32 bytes; `fingerprint` is K_p of the ledger, whose SHA-256 stands in the petition's rules."""

    seal: bytes = field(repr=False)
    fingerprint: bytes = field(repr=False)


_cache: OrderedDict[Place, tuple[str, PetitionKeys]] = OrderedDict()
_lock = Lock()


def create_petition_keys(pid: str) -> PetitionKeys:
    """The petition's keys, made and durably stored unless they exist; raises KeysDestroyed where they are gone."""
    fresh = PetitionKeys(seal=os.urandom(32), fingerprint=os.urandom(32))
    key_store().add(pid, _wrap(pid, fresh))
    return petition_keys(pid)


def petition_keys(pid: str) -> PetitionKeys:
    """The petition's keys; raises KeysDestroyed or KeysMissing. Kept in memory only as long as the store holds them."""
    line = key_store().read(pid)
    if line is None:
        raise KeysMissing(pid)
    if not line:
        forget_petition_keys(pid)
        raise KeysDestroyed(pid)
    place = (settings.UNDERSIGNED.keystore_place, pid)
    with _lock:
        known = _cache.get(place)
        if known is not None and known[0] == line:
            return known[1]
        keys = _unwrap(pid, line)
        _cache[place] = (line, keys)
        while len(_cache) > CACHED_PETITIONS:
            _cache.popitem(last=False)
    return keys


def forget_petition_keys(pid: str) -> None:
    """This process no longer has the petition's keys in memory."""
    with _lock:
        for place in [place for place in _cache if place[1] == pid]:
            del _cache[place]


def destroy_petition_keys(pid: str) -> None:
    """The petition's keys are gone from the store and from this process, for ever. Doing it again changes nothing."""
    key_store().destroy(pid)
    forget_petition_keys(pid)


def rotate_ring() -> int:
    """A new key of the ring seals from now on and wraps all petition keys; returns how many. Old ones still read."""
    turn_ring(_secrets())
    store, wrapped = key_store(), 0
    for pid in store.pids():
        line = store.read(pid)
        if line:
            wrapped += store.replace(pid, line, _wrap(pid, _unwrap(pid, line)))
    return wrapped


def _wrap(pid: str, keys: PetitionKeys) -> str:
    number = newest_number(_secrets())
    box = seal(keys.seal + keys.fingerprint, key=_wrapping_key(number), context=_context(pid))
    return f"{number} {base64.b64encode(box).decode('ascii')}"


def _unwrap(pid: str, line: str) -> PetitionKeys:
    number, _, box = line.partition(" ")
    plain = unseal(base64.b64decode(box), key=_wrapping_key(int(number)), context=_context(pid))
    return PetitionKeys(seal=plain[:32], fingerprint=plain[32:])


def _wrapping_key(number: int) -> bytes:
    return derive(ring_key(_secrets(), number), "petition keys")


def _context(pid: str) -> bytes:
    return b"undersigned/1 petition keys " + pid.encode("ascii")


def _secrets() -> Path:
    folder: Path = settings.UNDERSIGNED.secrets_folder
    return folder
