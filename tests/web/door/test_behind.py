"""The gate before Django: who is turned away when too many pages are being made, and who never is."""

import asyncio
from typing import Any

import pytest

from tests.web.door.asking import Reply, reply_to, sent_form
from undersigned.web.bodies import Message, Receive, Send
from undersigned.web.door.behind import LEAST, Behind
from undersigned.web.outcomes import DONE

LIST = "/en/petitions/"


class Kitchen:
    """An application whose answers wait for a gate."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.begun = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body", False):
            pass
        self.begun += 1
        await self.open.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"page"})


def get(path: str) -> dict[str, Any]:
    return {"method": "GET", "path": path, "headers": {"host": "testserver"}, "body": b""}


async def crowded(behind: Behind, kitchen: Kitchen) -> "list[asyncio.Task[Reply]]":
    """As many are on their way as are let in."""
    behind.gate._per_second = 1.0
    guests = [asyncio.ensure_future(reply_to(behind, **get(LIST))) for _ in range(LEAST)]
    while kitchen.begun < LEAST:
        await asyncio.sleep(0)
    return guests


@pytest.mark.parametrize("path", [LIST, "/", "/tr/", "/en/nowhere", "/api/v1/petitions", "/en/petitions/x/sign"])
def test_one_too_many_is_told_when_to_come_again(path: str) -> None:
    async def story() -> None:
        kitchen = Kitchen()
        behind = Behind(kitchen)
        guests = await crowded(behind, kitchen)
        reply = await reply_to(behind, **get(path))
        assert (reply.status, reply.headers["retry-after"]) == (503, "10")
        assert (reply.headers["content-type"] == "application/problem+json") is path.startswith("/api/")
        assert ('<html lang="tr"' in reply.text) is path.startswith("/tr/")
        assert kitchen.begun == LEAST
        kitchen.open.set()
        assert {guest.status for guest in await asyncio.gather(*guests)} == {200}
        assert (await reply_to(behind, **get(path))).status == 200
        assert behind.gate.on_their_way == 0

    asyncio.run(story())


@pytest.mark.parametrize(
    "path",
    ["/en/confirm/abc", "/tr/confirm/code", "/en/desk/sign-in/", "/en/start/", "/en/mine/", "/staff/", "/readyz"],
)
def test_who_goes_first_is_let_in_always(path: str) -> None:
    async def story() -> None:
        kitchen = Kitchen()
        behind = Behind(kitchen)
        guests = await crowded(behind, kitchen)
        first = asyncio.ensure_future(reply_to(behind, **get(path)))
        while kitchen.begun == LEAST and not first.done():
            await asyncio.sleep(0)
        kitchen.open.set()
        assert (await first).status == 200
        await asyncio.gather(*guests)

    asyncio.run(story())


def test_what_is_done_already_is_shown() -> None:
    async def story() -> None:
        kitchen = Kitchen()
        behind = Behind(kitchen)
        guests = await crowded(behind, kitchen)

        async def after_the_act(scope: Message, receive: Receive, send: Send) -> None:
            await behind({**scope, DONE: ("signed",)}, receive, send)

        shown = asyncio.ensure_future(reply_to(after_the_act, **sent_form("/en/petitions/x/sign", {"name": "Ada"})))
        while kitchen.begun == LEAST and not shown.done():
            await asyncio.sleep(0)
        kitchen.open.set()
        assert (await shown).status == 200
        await asyncio.gather(*guests)

    asyncio.run(story())


def test_whoever_sends_or_reads_slowly_is_in_nobodys_way() -> None:
    async def story() -> None:
        kitchen = Kitchen()
        behind = Behind(kitchen)
        behind.gate._per_second = 1.0
        scope = {"type": "http", "method": "POST", "path": LIST, "headers": [], "client": ("127.0.0.1", 1)}
        never = asyncio.Event()

        def halves() -> Receive:
            parts = [b"n"]

            async def receive() -> Message:
                if not parts:
                    await never.wait()
                return {"type": "http.request", "body": parts.pop(), "more_body": True}

            return receive

        async def whole() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def read_slowly(message: Message) -> None:
            await never.wait()

        async def ignore(_message: Message) -> None:
            return None

        senders = [asyncio.ensure_future(behind(dict(scope), halves(), ignore)) for _ in range(LEAST)]
        kitchen.open.set()
        readers = [asyncio.ensure_future(behind(dict(scope), whole, read_slowly)) for _ in range(2 * LEAST)]
        for _ in range(20):
            await asyncio.sleep(0)
        assert kitchen.begun == 2 * LEAST
        assert behind.gate.on_their_way == 0
        for each in (*senders, *readers):
            each.cancel()
        await asyncio.gather(*senders, *readers, return_exceptions=True)
        assert behind.gate.on_their_way == 0

    asyncio.run(story())


def test_whatever_breaks_leaves_the_gate() -> None:
    async def broken(scope: Message, receive: Receive, send: Send) -> None:
        await receive()
        raise ValueError

    async def story() -> None:
        behind = Behind(broken)
        for _ in range(3):
            with pytest.raises(ValueError):
                await reply_to(behind, **get(LIST))
        assert behind.gate.on_their_way == 0

    asyncio.run(story())
