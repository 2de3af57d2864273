"""All that can be seen of an answer, from outside and from beside the database."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.db import connection, transaction

from tests.post_office import PostOffice
from tests.signing import deliver_all
from undersigned.signatures.screening.memory import MEMORY

NOW_AND_THEN = re.compile(
    r'"switches_turnedoff"|SELECT "signatures_signature"."letter_due" AS'
    r'|SELECT "signatures_screening(?:state|alarm|entry)"'
)
"""What a process asks every few seconds, whoever comes: what is turned off, whether mail is slow, lists and alarms."""
SAVEPOINT = re.compile(r"s\d+_x\d+")
DRAWN = re.compile(r'(name="(?:handle|csrfmiddlewaretoken)" value=")([^"]*)')
"""Drawn anew for each answer; their lengths may tell nothing either."""
MINUTE = re.compile(r"\d\d:\d\d(?= UTC)")
WRITING = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Statements:
    """The statements of one request, with how many rows each has written; placeholders stand for values."""

    said: list[tuple[str, int]] = field(default_factory=list)

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> object:
        done = execute(sql, params, many, context)
        said = SAVEPOINT.sub("savepoint", str(sql))
        if not NOW_AND_THEN.search(said):
            self.said.append((said, context["cursor"].rowcount if said.startswith(WRITING) else 0))
        return done


@dataclass(frozen=True)
class Seen:
    """An answer without what differs from answer to answer for everybody."""

    status: int
    headers: tuple[tuple[str, str], ...]
    cookies: tuple[str, ...]
    body: str = field(repr=False)
    statements: tuple[tuple[str, int], ...] = field(repr=False)
    letters: tuple[str, ...]

    def differs_from(self, other: "Seen", *, but: frozenset[str] = frozenset()) -> list[str]:
        """The names of what is not the same."""
        names = [one.name for one in fields(self) if one.name not in but]
        return [name for name in names if getattr(self, name) != getattr(other, name)]


def bare_page(page: str, email: str) -> str:
    """The page without the address that was typed, and with the lengths of what was drawn."""
    bare = DRAWN.sub(lambda found: found[1] + str(len(found[2])), page)
    return MINUTE.sub("--:--", bare.replace(email.partition("@")[0], "ADDRESS"))


def bare_headers(headers: Any) -> tuple[tuple[str, str], ...]:
    """All but the date."""
    return tuple(sorted((name.lower(), value) for name, value in headers.items() if name.lower() != "date"))


def letters_after(mailbox: PostOffice, email: str) -> tuple[str, ...]:
    """To whom letters leave when all that is due leaves; the very address is not named."""
    mailbox.clear()
    deliver_all(now=datetime.now(UTC) + timedelta(seconds=5))
    return tuple(sorted(letter.to.replace(email.partition("@")[0], "ADDRESS") for letter in mailbox.received))


def seen(send: Callable[[], Any], *, email: str, mailbox: PostOffice) -> Seen:
    """What is seen of the answer that `send` gets."""
    # A process remembers who came lately.
    MEMORY.forget()
    statements = Statements()
    with connection.execute_wrapper(statements):
        answer = send()
    return Seen(
        status=answer.status_code,
        headers=bare_headers(answer.headers),
        cookies=_bare_cookies(answer.cookies),
        body=bare_page(answer.content.decode(), email),
        statements=tuple(statements.said),
        letters=letters_after(mailbox, email),
    )


@contextmanager
def undone() -> Iterator[None]:
    """Nothing of what happens inside stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _bare_cookies(cookies: SimpleCookie) -> tuple[str, ...]:
    """Names, lengths and what browsers do with them; how long they stay is counted from this second."""
    return tuple(
        f"{name} {len(one.value)} {one['path']} {one['httponly']} {one['samesite']}"
        for name, one in sorted(cookies.items())
    )
