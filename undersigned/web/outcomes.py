"""What the door did already for a request that it hands on: a view shows it and does not do it again."""

from typing import Any, Final

from django.http import HttpRequest

DONE: Final = "undersigned.done"
"""The scope's key; no client can write into the scope."""


def done_already(request: HttpRequest) -> tuple[Any, ...]:
    """The outcome in a tuple of one, or an empty one where nothing was done."""
    scope = getattr(request, "scope", None)
    done: tuple[Any, ...] = scope.get(DONE, ()) if scope is not None else ()
    return done
