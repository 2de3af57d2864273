"""Domains that look mistyped. A hint beside the field and never a change: the typed address gets its letter."""

from functools import lru_cache
from itertools import takewhile
from typing import Final

# Domains at which very many people have their address; the first that fits is suggested.
COMMON: Final = (
    "gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "icloud.com", "hotmail.com.tr", "outlook.com.tr",
    "yahoo.com.tr", "windowslive.com", "live.com", "msn.com", "aol.com", "proton.me", "protonmail.com", "yandex.com",
    "yandex.com.tr", "yandex.ru", "mail.ru", "gmx.de", "gmx.net", "web.de", "t-online.de", "orange.fr", "wanadoo.fr",
    "laposte.net", "libero.it", "hotmail.co.uk", "yahoo.co.uk", "btinternet.com", "comcast.net", "mynet.com",
)  # fmt: skip
# Real domains that lie one slip from a common one.
REAL: Final = frozenset((
    "mail.com", "email.com", "ymail.com", "gmx.com", "gmx.at", "gmx.ch", "gmx.fr", "aim.com", "me.com", "mac.com",
    "live.nl", "live.fr", "live.it", "live.de", "msn.nl", "gmail.de", "ya.ru", "yandex.by", "yandex.kz",
    "yahoo.co.jp", "yahoo.ca", "yahoo.fr", "yahoo.de", "yahoo.es", "yahoo.it", "yahoo.in", "hotmail.ca",
    "hotmail.fr", "hotmail.de", "hotmail.es", "hotmail.it", "hotmail.nl", "hotmail.se", "hotmail.be",
    "hotmail.ch", "outlook.fr", "outlook.de", "outlook.es", "outlook.it", "outlook.jp", "outlook.sa", "pm.me",
    "aon.at", "aol.de", "aol.fr",
))  # fmt: skip
SHORT: Final = 8
"""Below this length one slip makes too many real domains of another."""
LONGEST: Final = 24
"""Nothing longer is near to a common domain."""


def suggestion(address: str) -> str | None:
    """The address that was perhaps meant, or None where the domain is well known or like none that is."""
    local, _, domain = address.rpartition("@")
    meant = meant_domain(domain)
    return f"{local}@{meant}" if meant else None


@lru_cache(maxsize=4096)
def meant_domain(domain: str) -> str | None:
    """The common domain that lies one slip away, or two with the same beginning."""
    if domain in COMMON or domain in REAL or len(domain) > LONGEST:
        return None
    one_slip = next((common for common in COMMON if _is_near(domain, common, 1)), None)
    return one_slip or next((common for common in COMMON if _is_near(domain, common, 2)), None)


def _is_near(domain: str, common: str, slips: int) -> bool:
    longer = max(len(domain), len(common))
    if longer < SHORT or abs(len(domain) - len(common)) > slips:
        return False
    if slips == 1:
        # One slip leaves all but two letters in place before and behind it: most domains end here.
        same = _shared(domain, common) + _shared(domain[::-1], common[::-1])
        return same >= longer - 2 and distance(domain, common) == 1
    # People rarely miss the first keys, and "fmail.net" may be somebody's own.
    return longer >= SHORT + 2 and domain[:2] == common[:2] and distance(domain, common) == slips


def _shared(one: str, other: str) -> int:
    """With how many letters both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def distance(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with the neighbour to make one of the other (optimal string alignment)."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, mine in enumerate(one, 1):
        row = [i]
        for j, theirs in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (mine != theirs))
            if i > 1 and j > 1 and mine == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]
