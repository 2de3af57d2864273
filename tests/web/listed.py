"""The site's own list of addresses, for tests that must not forget one."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

ARGUMENTS: Mapping[str, object] = {
    "token": "x" * 43,
    "path": "gone",
    "version": 1,
    "number": 1,
    "reply_id": UUID(int=0),
    "name": "about",
    "slug": "no-such-petition",
}
"""What stands in an address that leads nowhere in particular, by the names of its parts."""
OTHER_ARGUMENTS: Mapping[str, Mapping[str, object]] = {
    "staff:turn": {"name": "charts"},
    "plain:media": {"name": "gone.webp"},
}


def addresses() -> dict[str, frozenset[str]]:
    """Every address by its name with its namespaces, and the names of what stands in it."""
    return dict(_patterns(get_resolver()))


def path_of(name: str, names: frozenset[str], known: Mapping[str, object]) -> str:
    """The path of this address; what is not `known` leads nowhere."""
    if name == "plain:wish":
        return "/"
    arguments = {**ARGUMENTS, **OTHER_ARGUMENTS.get(name, {}), **known}
    return reverse(name, kwargs={one: arguments[one] for one in names})


def _patterns(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, frozenset[str]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from _patterns(pattern, inner)
        elif isinstance(pattern, URLPattern):
            names = frozenset(str(name) for name in pattern.pattern.regex.groupindex)
            yield ":".join((*namespaces, pattern.name or "")), names
