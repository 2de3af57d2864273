"""Whether a Host header names this site, as Django judges it."""

from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host


def is_own_host(named: bytes) -> bool:
    """True where the Host header names this site; False for what Django would refuse as well."""
    return _is_allowed(named, tuple(map(str, settings.ALLOWED_HOSTS)))


@lru_cache(maxsize=64)
def _is_allowed(named: bytes, allowed: tuple[str, ...]) -> bool:
    domain, _port = split_domain_port(named.decode("latin-1"))
    return bool(domain) and validate_host(domain, allowed)
