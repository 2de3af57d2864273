"""Every address of the site × everybody who may come × petitions in every standing: who is answered what.

The table is `matrix.txt`, one line for each way in which an address answers; the list of addresses is the site's own. A
new address without a line fails here, and so does an address that begins to answer somebody otherwise: then the line is
looked at and changed by hand. Where an address takes a form it is sent a good one (tests/web/filled.py), by the name of
its act instead of POST: what is refused then is refused to the visitor, and has written nothing. `302-` is a form that
led elsewhere and wrote nothing: to the sign-in page, or back from what can't be done now. A method that an address does
not take (405) is asked once. Everything is made once, and every request is undone.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.post_office import PostOffice
from tests.signing import FORM
from tests.web.filled import FILLED, WITHOUT_FIELDS
from tests.web.listed import addresses, path_of
from tests.web.standings import ROLES, STANDINGS, VISITORS, World, make_world

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("matrix.txt")
ONCE = "-"
"""Instead of a standing, where the address names no petition or does not take the method."""
REST = "rest"
"""All standings that no other line of the address and method names."""
OWN_FORM = {"Sec-Fetch-Site": "same-origin"}
WRITING = ("UPDATE", "DELETE")
SESSIONS = ('"django_session"', '"accounts_staffsession"')
"""That somebody came by is noted, whatever they are answered."""
Case = tuple[str, str, str]


class Visitor(Client):
    """A browser that looks at nothing but the status: Django's own keeps every template's words, which takes long."""

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))  # type: ignore[attr-defined]


@dataclass
class Written:
    """The statements of a request that changed rows."""

    said: list[str] = field(default_factory=list)

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> object:
        done = execute(sql, params, many, context)
        words = str(sql)
        is_session = any(table in words for table in SESSIONS)
        # SQLite counts what an INSERT has returned only when that is read.
        is_writing = words.startswith("INSERT") or (words.startswith(WRITING) and context["cursor"].rowcount != 0)
        if is_writing and not is_session:
            self.said.append(words[:80])
        return done


@pytest.fixture
def world(mailbox: PostOffice) -> World:
    """Made once for all visitors of a test."""
    return make_world(mailbox)


def methods_of(name: str) -> tuple[str, ...]:
    """What the address is asked by: acts of its filled forms stand for POST."""
    return ("GET", *(FILLED.get(name) or ("POST",)), "PUT")


def observed(who: str, world: World) -> tuple[dict[Case, str], list[str]]:
    """How every address answers this visitor, and what was refused but written all the same."""
    client, found, wrong = Visitor(), dict[Case, str](), list[str]()
    for name, parts in addresses().items():
        for method in methods_of(name):
            # First where every method that is taken is taken: 405 there is 405 everywhere.
            for standing in ("public", *(one for one in STANDINGS if one != "public")):
                client.cookies = SimpleCookie(world.cookies[who])
                status, written = _asked(client, name, parts, method, standing, world)
                is_once = status == "405" or "slug" not in parts
                found[name, method, ONCE if is_once else standing] = status
                wrong += [f"{name} {method} {standing}: {status}, and wrote {words}" for words in written]
                if is_once:
                    break
    return found, wrong


def _asked(
    client: Client, name: str, parts: frozenset[str], method: str, standing: str, world: World
) -> tuple[str, list[str]]:
    """The status of one request, of which nothing stays; and what it wrote although it was refused."""
    path = path_of(name, parts, {"slug": world.slug(standing), **world.links.get(name, {})})
    acts = FILLED.get(name, {})
    body = urlencode(world.fill(acts[method], standing)) if method in acts else ""
    written = Written()
    with transaction.atomic(), connection.execute_wrapper(written):
        answer = client.generic(
            "POST" if method in acts else method, path, body.encode(), content_type=FORM, headers=OWN_FORM
        )
        transaction.set_rollback(True)
    led_on = method != "GET" and answer.status_code == 302 and not written.said
    return f"{answer.status_code}{'-' if led_on else ''}", written.said if _is_refused(answer) else []


def _is_refused(answer: Any) -> bool:
    is_led_in = answer.status_code == 302 and "/desk/sign-in/?" in answer["Location"]
    return is_led_in or answer.status_code in {401, 403, 404, 405, 410}


def table() -> dict[Case, tuple[str, ...]]:
    """The lines: address, methods, standings, and a status for each visitor or one for all."""
    rows: dict[Case, tuple[str, ...]] = {}
    rest: dict[tuple[str, str], tuple[str, ...]] = {}
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, methods, standings, *statuses = line.split()
        answers = tuple(statuses) * (len(VISITORS) if len(statuses) == 1 else 1)
        assert len(answers) == len(VISITORS), line
        for method in methods.split(","):
            for standing in standings.split(","):
                assert standing not in named[name, method], line
                named[name, method].add(standing)
                if standing == REST:
                    rest[name, method] = answers
                else:
                    rows[name, method, standing] = answers
    for (name, method), answers in rest.items():
        rows |= {(name, method, standing): answers for standing in set(STANDINGS) - named[name, method]}
    return rows


def test_the_table_holds_every_address() -> None:
    rows = table()
    expected = {
        (name, method, standing)
        for name, parts in addresses().items()
        for method in methods_of(name)
        for standing in (STANDINGS if "slug" in parts and (name, method, ONCE) not in rows else (ONCE,))
    }
    assert sorted(expected - set(rows)) == [], "an address without a line in tests/web/matrix.txt"
    assert sorted(set(rows) - expected) == [], "a line without an address"


def test_every_writing_address_is_sent_a_good_form() -> None:
    empty = {name for (name, method, _), answers in table().items() if method == "POST" and set(answers) != {"405"}}
    assert sorted(empty - WITHOUT_FIELDS) == [], "an address that takes forms without one in tests/web/filled.py"
    assert sorted(WITHOUT_FIELDS - empty) == [], "a button without an address"
    assert sorted(set(FILLED) - set(addresses())) == [], "a form without an address"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("visitors", [VISITORS[:3], ROLES], ids=["people", "staff"])
def test_who_is_answered_what(visitors: tuple[str, ...], world: World) -> None:
    rows, wrong = table(), []
    for who in visitors:
        place = VISITORS.index(who)
        found, written = observed(who, world)
        wrong += [f"{who}: {one}" for one in written]
        wrong += [
            f"{who}: {' '.join(case)}: {status} instead of {rows[case][place] if case in rows else 'a line'}"
            for case, status in found.items()
            if case not in rows or rows[case][place] != status
        ]
    assert wrong == []
