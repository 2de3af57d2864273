"""More come than the site can take: who is told so, when, and who goes first."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.cast import OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_signed, signing_form, token_in
from tests.web.door.asking import Behind, ask, django_application, reply_to, sent_form
from tests.web.door.gathering import asked, until
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.web.bodies import Message, Receive, Send
from undersigned.web.door import confirming, gathers, signing
from undersigned.web.door.door import Door
from undersigned.web.door.gates import Gate
from undersigned.web.door.gather import Gather
from undersigned.web.door.lanes import Lane


def test_a_first_lane_that_never_ends_leaves_the_second_every_other_turn() -> None:
    turns: list[str] = []

    def act(items: list[str]) -> list[str]:
        time.sleep(0.01)
        turns.append(items[0])
        return items

    first: Lane[str, str] = Lane(act)
    second: Lane[str, str] = Lane(act)
    gather = Gather((first, second), is_away=lambda _fault: False, rest=lambda: None, most=5)
    over = asyncio.Event()

    async def flood() -> None:
        while not over.is_set():
            await asked(first, ["confirming"] * 5)

    async def story() -> None:
        floods = [asyncio.ensure_future(flood()) for _ in range(8)]
        await until(lambda: first.served > 50)
        assert await asked(second, ["signing"] * 15) == ["signing"] * 15
        over.set()
        await asyncio.gather(*floods)

    asyncio.run(story())
    at = turns.index("signing")
    assert turns[at : at + 5] == ["signing", "confirming", "signing", "confirming", "signing"]
    assert gather.close(5)


@pytest.fixture
def moment() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def site(transactional_db: None, moment: datetime) -> Iterator[Petition]:
    """A published petition, and a gather of the test's own."""
    signing.moulds.forget()
    confirming.moulds.forget()
    gather = gathers.begin()
    yield make_published(moment)
    assert gather.close(20)


@pytest.fixture
def full() -> Iterator[Gate]:
    """As many sign as are let in."""
    gate = gathers.signing_gate
    places = gate.limit - gate.on_their_way
    for _ in range(places):
        gate.enter()
    yield gate
    for _ in range(places):
        gate.leave(0.0)


def test_a_signer_too_many_is_told_at_once_before_anything_is_read(site: Petition, full: Gate) -> None:
    behind = Behind(django_application())
    request = sent_form(f"/en/petitions/{site.slug}/sign", signing_form(site, OSCAR))

    async def story() -> list[Message]:
        sent: list[Message] = []

        async def receive() -> Message:
            raise AssertionError("nobody waits for the body of somebody who is turned away")

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(name.encode(), value.encode()) for name, value in request["headers"].items()]
        scope = {"type": "http", "method": "POST", "path": request["path"], "raw_path": request["path"].encode()}
        scope |= {"headers": headers, "client": ("127.0.0.1", 40_000), "scheme": "http", "query_string": b""}
        await Door(behind)(scope, receive, send)
        return sent

    start, body = asyncio.run(story())
    headers = dict(start["headers"])
    assert (start["status"], headers[b"retry-after"], headers[b"cache-control"]) == (503, b"10", b"no-store")
    assert b"Nothing was lost and nothing was counted" in body["body"]
    assert not Signature.objects.exists()
    assert behind.asked == 0
    assert gathers.is_stormy()


def test_whoever_confirms_goes_first(site: Petition, full: Gate, mailbox: PostOffice, moment: datetime) -> None:
    make_signed(site, OSCAR, now=moment)
    deliver_all(now=moment)
    link = f"/en/confirm/{token_in(mailbox.last(OSCAR.email))}"
    assert ask(Door(Behind(django_application())), **sent_form(link, {"act": "confirm"})).status == 200
    assert Signature.objects.get().state == "confirmed"


def test_everybody_leaves_the_gate_whatever_became_of_them(site: Petition) -> None:
    gate, door = gathers.signing_gate, Door(Behind(django_application()))
    before = gate.on_their_way
    path, form = f"/en/petitions/{site.slug}/sign", signing_form(site, OSCAR)
    for request in (sent_form(path, form), sent_form(path, {**form, "name": ""}), sent_form(path, b"name=%ff")):
        assert ask(door, **request).status in {200, 400, 422}
    assert gate.on_their_way == before


def test_whoever_sent_slowly_is_judged_when_they_have_sent(
    site: Petition, full: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There was room when they began; it is gone when their body has come."""
    monkeypatch.setattr("undersigned.web.door.gates.SLOWEST_SECONDS", 0.05)
    full.leave(0.0)
    request = sent_form(f"/en/petitions/{site.slug}/sign", signing_form(site, OSCAR))
    application = Door(Behind(django_application()))

    async def slowly(scope: Message, receive: Receive, send: Send) -> None:
        async def receive_late() -> Message:
            await asyncio.sleep(0.2)
            # Somebody else took the place meanwhile.
            if not full.is_full(asyncio.get_running_loop().time()):
                full.enter()
            return await receive()

        await application(scope, receive_late, send)

    answer = asyncio.run(reply_to(slowly, **request))
    assert (answer.status, answer.headers["retry-after"]) == (503, "10")
    assert not Signature.objects.exists()
