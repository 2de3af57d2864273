"""Bodies that come slowly, late or not at all."""

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.post_office import PostOffice
from tests.served import Site
from undersigned.web.bodies import Message
from undersigned.web.door import waiting
from undersigned.web.door.door import Door
from undersigned.web.door.waiting import Gone, Patience, PatientReceive, TooSlow, read_body, replayed


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(waiting, "LOOK_SECONDS", 0.05)


def part(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


class Line:
    """A client that sends these messages, then nothing more."""

    def __init__(self, *messages: Message) -> None:
        self.messages = list(messages)

    async def __call__(self) -> Message:
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop(0)


def test_a_body_is_whole_as_soon_as_its_length_is_there() -> None:
    line = Line(part(b"ab"), part(b"c"))
    assert asyncio.run(read_body(line, 3, Patience())) == b"abc"


def test_an_empty_body_is_not_waited_for() -> None:
    assert asyncio.run(read_body(Line(), 0, Patience())) == b""


@pytest.mark.parametrize("begun", [[], [part(b"ab")]])
def test_who_sends_too_slowly_is_cut(begun: list[Message]) -> None:
    async def story() -> None:
        began = time.monotonic()
        with pytest.raises(TooSlow):
            await read_body(Line(*begun), 3, Patience())
        assert 0.2 <= time.monotonic() - began < 5

    asyncio.run(story())


def test_a_byte_now_and_then_does_not_help() -> None:
    class Dripping:
        async def __call__(self) -> Message:
            await asyncio.sleep(0.03)
            return part(b"x")

    async def story() -> None:
        with pytest.raises(TooSlow):
            await read_body(Dripping(), 1000, Patience())

    asyncio.run(asyncio.wait_for(story(), 10))


@pytest.mark.parametrize("last", [{"type": "http.disconnect"}, part(b"", more=False)])
def test_who_leaves_before_the_end_is_gone(last: Message) -> None:
    with pytest.raises(Gone):
        asyncio.run(read_body(Line(part(b"ab"), last), 3, Patience()))


def test_whoever_reads_for_the_application_hears_of_it_once() -> None:
    async def story() -> None:
        receive = PatientReceive(Line(part(b"ab"), {"type": "http.disconnect"}), Patience())
        assert (await receive())["body"] == b"ab"
        with pytest.raises(Gone):
            await receive()
        ended = PatientReceive(Line(part(b"ab", more=False), {"type": "http.disconnect"}), Patience())
        await ended()
        assert (await ended())["type"] == "http.disconnect"

    asyncio.run(story())


def test_many_wait_and_only_the_late_are_cut() -> None:
    patience = Patience()

    async def slow() -> bytes:
        return await read_body(Line(part(b"a")), 2, patience)

    async def quick(number: int) -> bytes:
        await asyncio.sleep(number / 400)
        return await read_body(Line(part(b"a"), part(b"b")), 2, patience)

    async def story() -> None:
        outcomes = await asyncio.gather(slow(), *map(quick, range(100)), slow(), return_exceptions=True)
        assert [type(one) for one in outcomes].count(TooSlow) == 2
        assert outcomes.count(b"ab") == 100
        assert not patience._awaited

    asyncio.run(story())


def test_a_body_that_goes_on_has_its_time_and_after_it_nobody_is_cut() -> None:
    async def story() -> None:
        receive = PatientReceive(Line(part(b"a" * 100_000), part(b"", more=False), part(b"late")), Patience())
        assert len((await receive())["body"]) == 100_000
        await receive()
        await asyncio.sleep(0.3)
        assert (await receive())["body"] == b"late"

    asyncio.run(story())


def test_replayed_gives_the_body_once_and_then_what_the_client_does() -> None:
    async def story() -> None:
        receive = replayed(b"abc", Line(part(b"", more=False), {"type": "http.disconnect"}))
        assert await receive() == part(b"abc", more=False)
        assert (await receive())["type"] == "http.disconnect"

    asyncio.run(story())


@pytest.mark.parametrize("path", ["/en/petitions/x/sign", "/en/confirm/x", "/en/start/", "/staff/"])
@pytest.mark.parametrize("head", [{b"content-length": b"5"}, {b"transfer-encoding": b"chunked"}])
def test_whoever_would_have_answered_the_answer_is_408(path: str, head: dict[bytes, bytes]) -> None:
    sent: list[Any] = []

    async def reads_all(_scope: Any, receive: Any, _send: Any) -> None:
        while (await receive()).get("more_body"):
            pass

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "scheme": "http",
        "headers": [(b"host", b"testserver"), *head.items()], "client": ("127.0.0.1", 1),
    }  # fmt: skip
    asyncio.run(Door(reads_all)(scope, Line(part(b"ab")), send))
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with PostOffice() as office, Site(tmp_path, smtp_url=office.url) as running:
        yield running


@pytest.mark.long
@pytest.mark.timeout(120)
def test_granian_cuts_slow_heads_and_the_door_slow_bodies(site: Site) -> None:
    began = time.monotonic()
    whole = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\nname=a"
    starts = [b"GET / HTTP/1.1\r\nHost: 127.", whole % b"/en/petitions/x/sign", whole % b"/en/start/"]
    lines = [socket.create_connection(("127.0.0.1", site.port)) for _ in starts]
    for line, start in zip(lines, starts, strict=True):
        line.settimeout(60)
        line.sendall(start)
    answers = [line.recv(4000) for line in lines]
    assert time.monotonic() - began < 35
    assert [b"408" in answer for answer in answers[1:]] == [True, True]
    assert answers[0] == b"" or b"408" in answers[0]
    for line in lines:
        line.close()
