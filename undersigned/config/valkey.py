"""Valkey or Redis as a cache only: while it is away, everything is a miss and nothing fails.

One that is silent costs a second once in a while, not with every question: those who ask render pages for many.
"""

from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import Any, Final, ParamSpec, TypeVar

import structlog
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

P = ParamSpec("P")
R = TypeVar("R")

log = structlog.get_logger()
REST_SECONDS: Final = 10.0
"""So long is a cache that was away not asked again."""


class Rest:
    """Until when nobody asks, on the monotonic clock."""

    until = 0.0


def _or_a_miss(operation: Callable[P, R], miss: Callable[P, R]) -> Callable[P, R]:
    """The operation, or what a cache that holds nothing would have answered."""

    @wraps(operation)
    def patient(*args: P.args, **kwargs: P.kwargs) -> R:
        if monotonic() < Rest.until:
            return miss(*args, **kwargs)
        try:
            return operation(*args, **kwargs)
        except RedisError as fault:
            Rest.until = monotonic() + REST_SECONDS
            log.warning("cache away", fault=type(fault).__name__)
            return miss(*args, **kwargs)

    return patient


def _default(self: BaseCache, key: Any, default: Any | None = None, version: int | None = None) -> Any:  # noqa: ARG001 - passed by name
    return default


def _no(*_args: object, **_kwargs: object) -> bool:
    return False


def _nothing(*_args: object, **_kwargs: object) -> None:
    return None


def _as_asked(self: BaseCache, key: Any, delta: int = 1, version: int | None = None) -> int:  # noqa: ARG001 - passed by name
    return delta


def _empty(*_args: object, **_kwargs: object) -> dict[Any, Any]:
    return {}


def _none_failed(*_args: object, **_kwargs: object) -> list[Any]:
    return []


class PatientCache(RedisCache):
    """RedisCache whose every operation survives a server that is away (redis.exceptions.RedisError)."""

    add = _or_a_miss(RedisCache.add, _no)
    get = _or_a_miss(RedisCache.get, _default)
    set = _or_a_miss(RedisCache.set, _nothing)
    touch = _or_a_miss(RedisCache.touch, _no)
    delete = _or_a_miss(RedisCache.delete, _no)
    has_key = _or_a_miss(RedisCache.has_key, _no)
    incr = _or_a_miss(RedisCache.incr, _as_asked)
    get_many = _or_a_miss(RedisCache.get_many, _empty)
    set_many = _or_a_miss(RedisCache.set_many, _none_failed)
    delete_many = _or_a_miss(RedisCache.delete_many, _nothing)
    clear = _or_a_miss(RedisCache.clear, _nothing)
