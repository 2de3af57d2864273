"""Which addresses of the site the tests visited: with --every-address a run fails where one was never answered well.

Only what goes through Django's test client counts; a browser's visits come on top.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, get_resolver

VISITED = pytest.StashKey[set[str]]()
UNVISITED = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-address", action="store_true", help="fail where an address was never visited")


def pytest_configure(config: pytest.Config) -> None:
    visited: set[str] = set()
    config.stash[VISITED] = visited
    answer = BaseHandler.get_response

    def answer_and_remember(self: BaseHandler, request: HttpRequest) -> Any:
        response = answer(self, request)
        match = request.resolver_match
        if match is not None and response.status_code < 400:
            visited.add(match.view_name or match.route)
        return response

    BaseHandler.get_response = answer_and_remember  # type: ignore[method-assign]


def pytest_testnodedown(node: Any) -> None:
    """The process that gathers learns what this worker visited."""
    node.config.stash[VISITED].update(getattr(node, "workeroutput", {}).get("visited", ()))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    visited: set[str] = config.stash[VISITED]
    output = getattr(config, "workeroutput", None)
    if output is not None:
        output["visited"] = sorted(visited)
    elif config.getoption("--every-address"):
        unvisited = sorted(set(addresses(get_resolver())) - visited)
        config.stash[UNVISITED] = unvisited
        if unvisited and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for name in config.stash.get(UNVISITED, []):
        terminalreporter.line(f"NOT VISITED by any test, or never answered well: {name}")


def addresses(resolver: URLResolver, namespaces: tuple[str, ...] = (), prefix: str = "") -> Iterator[str]:
    """Every address by its name with its namespaces, or by its route where it has no name."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from addresses(pattern, inner, route)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*namespaces, pattern.name)) if pattern.name else route
