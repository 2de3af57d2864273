"""More sign behind nginx than the site thanks soon: nginx tells them so in their language, and readers go on."""

import asyncio
import contextlib
import re
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from undersigned.console.main import main
from workshop.nginx import EXAMPLE, NGINX, nginx
from workshop.postgres import free_port

MOST = int(re.findall(r"max_conns=(\d+);", EXAMPLE)[0])
TOO_MANY = 60
OPEN_FILES = 4 * MOST
THANKS = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nthanks"

if NGINX is None:
    pytest.skip("nginx is not on this machine", allow_module_level=True)


@pytest.fixture(autouse=True)
def _files() -> Iterator[None]:
    """Enough open files for a crowd and those who answer it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Busy:
    """A site that answers signings only when it is told to, and all else at once."""

    def __init__(self) -> None:
        self.signing = 0
        self.go_on = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"POST"):
            await reader.readexactly(4)
            self.signing += 1
            await self.go_on.wait()
        writer.write(THANKS)
        await writer.drain()
        await _shut(writer)


async def asked(port: int, line: str, body: bytes = b"") -> tuple[str, str, bytes]:
    """Status, headers and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    length = f"Content-Length: {len(body)}\r\n" if body else ""
    writer.write(f"{line} HTTP/1.1\r\nHost: petitions.example.org\r\nConnection: close\r\n{length}\r\n".encode() + body)
    answer = await reader.read()
    await _shut(writer)
    head, _, rest = answer.partition(b"\r\n\r\n")
    status, _, headers = head.decode().partition("\r\n")
    return status.split()[1], headers, rest


async def _shut(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def _crowd(site_port: int, proxy_port: int) -> None:
    busy = Busy()
    server = await asyncio.start_server(busy.answer, "127.0.0.1", site_port, backlog=2 * MOST)
    async with server:
        await asked(proxy_port, "GET /")
        form = "POST /{}/petitions/a-footbridge/sign"
        let_in = [asyncio.create_task(asked(proxy_port, form.format("en"), b"a=bc")) for _ in range(MOST)]
        while busy.signing < MOST:
            await asyncio.sleep(0.02)
        for number in range(TOO_MANY):
            language, word = (("en", b"Perhaps it still went through"), ("tr", b'lang="tr"'))[number % 2]
            status, headers, page = await asked(proxy_port, form.format(language), b"a=bc")
            assert status == "503"
            assert word in page
            assert "Retry-After: 10" in headers
            assert "no-store" in headers
        # A language that the site does not speak, and everybody who only reads.
        status, _, page = await asked(proxy_port, form.format("xx"), b"a=bc")
        assert status == "503"
        assert (await asked(proxy_port, "GET /en/petitions/a-footbridge/"))[0] == "200"
        assert (await asked(proxy_port, "GET /later/en.html"))[0] == "404"
        assert busy.signing == MOST
        busy.go_on.set()
        assert {(await one)[0] for one in let_in} == {"200"}
        assert (await asked(proxy_port, form.format("en"), b"a=bc"))[0] == "200"
    # And a site that is away altogether.
    assert (await asked(proxy_port, form.format("en"), b"a=bc"))[0] == "503"


@pytest.mark.timeout(120)
def test_who_comes_too_many_is_told_by_nginx(tmp_path: Path) -> None:
    assert main(["later", str(tmp_path / "later")]) == 0
    port = free_port()
    with nginx(tmp_path, port, is_bench=True) as proxy:
        asyncio.run(_crowd(port, proxy.port))
