"""Keys of this site: derived per purpose, and sealing under the ring for what belongs to no petition."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from undersigned.keys.ring import newest_number, ring_key
from undersigned.keys.rules import derive
from undersigned.keys.sealing import SealBroken, seal_all, unseal
from undersigned.keys.secrets import read_secret

NUMBER_BYTES = 4


def site_key(purpose: str) -> bytes:
    """32 bytes for one purpose; purposes that begin with `address` come from address.key, all others from mail.key."""
    secret = "address" if purpose.startswith("address") else "mail"
    # As text: a path is hashed anew each time.
    return _site_key(str(_folder()), secret, purpose)


@lru_cache(maxsize=64)
def _site_key(folder: str, secret: str, purpose: str) -> bytes:
    return derive(read_secret(Path(folder), secret), purpose)


def address_fingerprint(canonical: str) -> bytes:
    """Keyed hash of an address for accounts and caps, 32 bytes; never stored beside a signature."""
    return derive(site_key("address fingerprint"), "address", canonical.encode())


def seal_for_site(plain: bytes, *, context: bytes) -> bytes:
    """Sealed under the ring's newest key, whose number stands in front; 33 bytes longer than `plain`."""
    return seal_all_for_site([plain], context=context)[0]


def seal_all_for_site(plains: Iterable[bytes], *, context: bytes) -> list[bytes]:
    """`seal_for_site` for each; which key is the newest is asked once."""
    folder = _folder()
    number = newest_number(folder)
    front, key = number.to_bytes(NUMBER_BYTES, "big"), _sealing_key(folder, number)
    return [front + sealed for sealed in seal_all(((plain, context) for plain in plains), key=key)]


def unseal_for_site(sealed: bytes, *, context: bytes) -> bytes:
    """What was sealed for the site under any key of the ring, or SealBroken."""
    number = int.from_bytes(sealed[:NUMBER_BYTES], "big")
    try:
        key = _sealing_key(_folder(), number)
    except (FileNotFoundError, ValueError):
        raise SealBroken("sealed under a key that the ring does not hold") from None
    return unseal(sealed[NUMBER_BYTES:], key=key, context=context)


@lru_cache(maxsize=64)
def _sealing_key(folder: Path, number: int) -> bytes:
    return derive(ring_key(folder, number), "site sealing")


def _folder() -> Path:
    folder: Path = settings.UNDERSIGNED.secrets_folder
    return folder
