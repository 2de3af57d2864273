"""The door in front of Django says as little: the same bytes, statements and letters whatever became of an address."""

import gc
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.backends.utils import CursorWrapper

from tests.post_office import PostOffice
from tests.web.door.asking import Behind, ask, django_application, sent_form
from tests.web.public.sending import HANDLE
from tests.web.silence.askers import NAME, Asked, Stage, askers, stage_of
from tests.web.silence.forms import SIGNING
from tests.web.silence.observing import NOW_AND_THEN, SAVEPOINT, Seen, bare_headers, bare_page, letters_after
from undersigned.signatures.screening.memory import MEMORY
from undersigned.web.door import confirming, gathers, signing
from undersigned.web.door.door import Door
from undersigned.web.door.pages import PAGES

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(180),
]
SIGNATURES = '"signatures_signature"'


@pytest.fixture(autouse=True)
def lanes() -> Iterator[None]:
    """A gather of the test's own, whose connection is gone at the end."""
    signing.moulds.forget()
    confirming.moulds.forget()
    gather = gathers.begin()
    yield
    assert gather.close(20)
    PAGES.renewal.stop()
    gc.collect()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> dict[int, list[str]]:
    """What each thread says to the database from now on: the door signs on a thread of its own."""
    heard: dict[int, list[str]] = defaultdict(list)
    execute: Any = CursorWrapper.execute

    def hear(self: CursorWrapper, sql: Any, params: Any = None) -> Any:
        words = SAVEPOINT.sub("savepoint", str(sql))
        if not NOW_AND_THEN.search(words):
            heard[threading.get_ident()].append(words)
        return execute(self, sql, params)

    monkeypatch.setattr(CursorWrapper, "execute", hear)
    return heard


@pytest.fixture
def stage(mailbox: PostOffice) -> Stage:
    return stage_of(mailbox, datetime.now(UTC) - timedelta(hours=2))


def asked(door: Door, said: dict[int, list[str]], stage: Stage, one: Asked, path: str, form: dict[str, str]) -> Seen:
    """What is seen of the door's answer, with the statements of each thread that asked about signatures."""
    MEMORY.forget()
    said.clear()
    reply = ask(door, **sent_form(path, form))
    heard = [words for words in said.values() if any(SIGNATURES in one for one in words)]
    return Seen(
        status=reply.status,
        headers=bare_headers(reply.headers),
        cookies=(),
        body=bare_page(reply.text, one.email),
        statements=tuple((words, 0) for thread in heard for words in thread),
        letters=letters_after(stage.mailbox, one.email),
    )


def differing(answers: dict[Asked, Seen]) -> list[str]:
    """Whose answer is not that about a new address, the first, and in what."""
    new = next(iter(answers.values()))
    assert new.statements, "nobody heard the door sign"
    return [
        f"{one.kind}: {', '.join(names)}"
        for one, answer in answers.items()
        if (names := answer.differs_from(new, but=frozenset(() if one.is_written_to else {"letters"})))
    ]


def test_signing_by_the_door(stage: Stage, said: dict[int, list[str]]) -> None:
    behind = Behind(django_application())
    door, everybody = Door(behind), askers(stage)
    path = f"/en/petitions/{stage.petition.slug}/sign"
    # Once for nothing: a mould is cast for the first.
    asked(door, said, stage, everybody[0], path, _form("person99@paired.example"))
    behind.asked = 0
    answers = {one: asked(door, said, stage, one, path, _form(one.email)) for one in everybody}
    assert behind.asked == 0
    assert (answers[everybody[0]].status, answers[everybody[0]].letters) == (200, ("ADDRESS@paired.example",))
    assert differing(answers) == []


def test_a_wrong_code_by_the_door(stage: Stage, said: dict[int, list[str]]) -> None:
    door, everybody = Door(Behind(django_application())), askers(stage)
    path = f"/en/petitions/{stage.petition.slug}/sign"
    answers = {}
    for one in (everybody[0], *everybody):
        handle = HANDLE.search(ask(door, **sent_form(path, _form(one.email))).text)
        assert handle is not None
        letters_after(stage.mailbox, one.email)
        answers[one] = asked(door, said, stage, one, "/en/confirm/code", {"handle": handle[1], "code": "000000"})
    assert answers[everybody[0]].status == 422
    assert differing(answers) == []


def _form(email: str) -> dict[str, str]:
    return {name: value.format(name=NAME, email=email) for name, value in SIGNING.items()}
