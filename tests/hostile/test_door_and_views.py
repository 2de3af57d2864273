"""Strangers' bytes at the door's four addresses: the door and Django's views give the same answer to the same bytes.

What granian refuses before either sees it is no part of the comparison: tests/hostile/test_wire.py asks over a socket.
"""

import gc
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import quote_plus, unquote

import pytest
from django.core.asgi import get_asgi_application
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.cast import OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_signed, signing_form, token_in
from tests.web.door.asking import Behind, Reply, ask, sent_form
from undersigned.petitions.models import Petition
from undersigned.signatures.models import ScreeningAlarm
from undersigned.signatures.screening.board import forget_board
from undersigned.web.door import confirming, gathers, signing
from undersigned.web.door.challenges import STANDINGS
from undersigned.web.door.door import Door
from undersigned.web.door.pages import PAGES

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(180),
]
FRESH = re.compile(r'("(?:token|challenge|salt|signature)":")[^"]+')
MINUTE = re.compile(r"\d\d:\d\d(?= UTC)")
HANDLE = re.compile(r'(name="handle" value=")[^"]+')
OFTEN = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

FIELDS = ("name", "email", "country", "place", "show_name", "updates", "version", "handle", "act", "code", "a" * 90)
VALUES = st.one_of(
    st.sampled_from(["", "Ada", "ada@example.org", "GB", "1-en", "7-en", "confirm", "refuse", "123456", "on", " "]),
    st.text(max_size=30),
    st.text(min_size=110, max_size=400),
)
BROKEN = st.sampled_from(
    [b"%", b"%f", b"%ff", b"%00", b"%zz", b"\xff\xfe", b"\x00", b"&&", b"=", b"&=&", b"+", b"%ED%A0%80"]
)
PIECES = st.one_of(
    st.tuples(st.sampled_from(FIELDS), VALUES).map(lambda pair: f"{pair[0]}={quote_plus(pair[1])}".encode()),
    BROKEN,
    st.binary(max_size=12),
)
BODIES = st.lists(PIECES, max_size=14).map(b"&".join)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "content_type": st.sampled_from(
            [
                "",
                "text/plain",
                "multipart/form-data; boundary=x",
                "multipart/form-data",
                "application/json",
                "application/x-www-form-urlencoded; charset=latin-1",
                "APPLICATION/X-WWW-FORM-URLENCODED;charset=utf-8",
                "application/x-www-form-urlencoded;;;",
                "\xff",
            ]
        ),
        # Lengths that are no numbers are refused by granian.
        "content_length": st.just(""),
        "origin": st.sampled_from(["", "null", "https://evil.example", "http://testserver:80", "http://TESTSERVER"]),
        "sec_fetch_site": st.sampled_from(["", "none", "cross-site", "same-site", "sameorigin"]),
        "host": st.sampled_from(["", "evil.example", "testserver:8000", "TESTSERVER", "testserver.", "a b", "[::1"]),
        "accept_language": st.sampled_from(["tr", "xx;q=9", "\xff", "*"]),
        "cookie": st.sampled_from(["language=tr", "sessionid=x", "\xff=\xff", "a" * 3000]),
        "referer": st.sampled_from(["https://evil.example/", "http://testserver/en/"]),
        "expect": st.just("100-continue"),
        "x_forwarded_for": st.sampled_from(["203.0.113.7", "a", ""]),
        "x_forwarded_proto": st.sampled_from(["https", "http", ""]),
    },
)


@pytest.fixture(autouse=True)
def lanes() -> Iterator[None]:
    signing.moulds.forget()
    confirming.moulds.forget()
    gather = gathers.begin()
    yield
    assert gather.close(20)
    PAGES.renewal.stop()
    STANDINGS.forget()
    # What threads left behind goes in this test, not in somebody else's.
    gc.collect()


@pytest.fixture
def petition(transactional_db: None) -> Petition:
    return make_published(datetime.now(UTC))


def django() -> Behind:
    """The views alone."""
    return Behind(cast(Any, get_asgi_application()))


def alike(reply: Reply) -> tuple[int, dict[str, str], str]:
    headers = {name: value for name, value in reply.headers.items() if name != "date"}
    if headers.get("set-cookie", "").startswith('sessionid="";'):
        # Django forgets a session that is none; the door, which reads no cookie, has nothing to forget.
        del headers["set-cookie"]
        headers.pop("vary", None)
    return reply.status, headers, MINUTE.sub("", HANDLE.sub(r"\1", reply.body.decode("utf-8", "replace")))


def same_answer(request: dict[str, Any]) -> Reply:
    """What both say; no server's own fault whatever the bytes were."""
    for _ in range(3):
        by_door = ask(Door(django()), **request)
        by_view = ask(django(), **request)
        # A promise carries its second, and a second may end between the two.
        if alike(by_door) == alike(by_view):
            break
    assert alike(by_door) == alike(by_view)
    assert by_door.status < 500
    return by_door


@OFTEN
@given(body=BODIES, headers=HEADERS)
@example(body=b"name=a&" * 1001, headers={})
@example(body=b"&" * 16_000, headers={})
@example(body=b"name=%" + b"41" * 8_000, headers={})
@example(body=b"a" * 70_000, headers={})
@example(body=b"", headers={"content_length": "0"})
def test_bytes_for_signing(petition: Petition, body: bytes, headers: dict[str, str]) -> None:
    same_answer(sent_form(f"/en/petitions/{petition.slug}/sign", body, **headers))


@OFTEN
@given(change=st.tuples(st.sampled_from(FIELDS), VALUES), more=st.lists(PIECES, max_size=2), headers=HEADERS)
def test_a_good_form_with_something_wrong(
    petition: Petition, change: tuple[str, str], more: list[bytes], headers: dict[str, str]
) -> None:
    form = {**signing_form(petition, OSCAR), change[0]: change[1]}
    good = "&".join(f"{name}={quote_plus(value)}" for name, value in form.items()).encode()
    same_answer(sent_form(f"/tr/petitions/{petition.slug}/sign", b"&".join([good, *more]), **headers))


@OFTEN
@given(body=BODIES, headers=HEADERS, token=st.sampled_from(["x", "A" * 60, "%2e%2e", "code", "ı", "a b"]))
def test_bytes_for_confirming(petition: Petition, body: bytes, headers: dict[str, str], token: str) -> None:
    same_answer(sent_form(f"/en/confirm/{token}", body, **headers))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(more=st.lists(PIECES, max_size=3), headers=HEADERS)
def test_bytes_for_a_link_that_is_good(
    petition: Petition, mailbox: PostOffice, more: list[bytes], headers: dict[str, str]
) -> None:
    """It is confirmed before: a second click shows the same by either way, its promise made anew each second."""
    if not len(mailbox):
        make_signed(petition, OSCAR, now=datetime.now(UTC))
        deliver_all(now=datetime.now(UTC))
        confirmed = sent_form(f"/en/confirm/{token_in(mailbox.last(OSCAR.email))}", b"act=confirm")
        assert ask(django(), **confirmed).status == 200
    token = token_in(mailbox.last(OSCAR.email))
    reply = same_answer(sent_form(f"/en/confirm/{token}", b"&".join([b"act=confirm", *more]), **headers))
    assert reply.status in {200, 400, 403, 404, 413}


@OFTEN
@given(
    path=st.sampled_from(
        [
            "/api/v1/petitions/{slug}/challenge",
            "/api/v1/petitions/{slug}/challenge/",
            "/api/v1/petitions/{slug}%2fchallenge",
            "/api/v1/petitions//challenge",
            "/api/v1/petitions/" + "a" * 81 + "/challenge",
            "/api/v2/petitions/{slug}/challenge",
            "/en/petitions/{slug}/challenge",
        ]
    )
    | st.from_regex(r"/api/v1/petitions/[!-~]{0,30}/challenge", fullmatch=True).filter(lambda path: "?" not in path),
    headers=HEADERS,
    if_none_match=st.sampled_from(["", "*", '"x"', "\xff"]),
    method=st.sampled_from(["GET", "HEAD", "OPTIONS", "PUT", "POST", "BREW"]),
    query=st.sampled_from([b"", b"a=b", b"%ff", b"?" * 500]),
    is_attacked=st.booleans(),
)
@example(
    path="/api/v1/petitions/%00/challenge", headers={}, if_none_match="", method="GET", query=b"", is_attacked=True
)
def test_bytes_for_a_challenge(
    petition: Petition,
    path: str,
    headers: dict[str, str],
    if_none_match: str,
    method: str,
    query: bytes,
    is_attacked: bool,
) -> None:
    _alarm(petition, is_attacked=is_attacked)
    given = {"host": "testserver", "if-none-match": if_none_match} | _dashed(headers)
    raw = path.format(slug=petition.slug) if "{slug}" in path else path
    request = {"method": method, "path": unquote(raw), "raw": raw, "headers": given, "body": b"", "query": query}
    by_door, by_view = ask(Door(django()), **request), ask(django(), **request)
    if method == "HEAD":
        # Some of Django's answers leave it to the server to send no body.
        by_door, by_view = replace(by_door, body=b""), replace(by_view, body=b"")
    assert _told(by_door) == _told(by_view)
    assert by_door.status < 500


def _told(reply: Reply) -> tuple[int, dict[str, str], str]:
    """All but what is new each time."""
    status, headers, body = alike(reply)
    return status, headers, FRESH.sub(r"\1", body)


def _alarm(petition: Petition, *, is_attacked: bool) -> None:
    now = datetime.now(UTC)
    end = now + timedelta(minutes=15 if is_attacked else 0)
    ScreeningAlarm.objects.update_or_create(subject=petition.pk, defaults={"began_at": now, "ends_at": end})
    forget_board()
    # As if the look that comes within half a second had come.
    STANDINGS.forget()


@OFTEN
@given(
    path=st.sampled_from(["/en/petitions/{slug}/", "/api/v1/petitions/{slug}/count", "/xx/petitions/{slug}/"]),
    query=st.sampled_from([b"", b"a=b", b"%ff", b"?" * 500]),
    headers=st.fixed_dictionaries(
        {"host": st.sampled_from(["testserver", "evil.example", "testserver:80", ""])},
        optional={
            "accept_encoding": st.sampled_from(["gzip", "br;q=0", "*", "gzip;q=x", "\xff", "identity;q=0"]),
            "if_none_match": st.sampled_from(["*", '"x"', "W/", '"a", "b"', "\xff", '"' + "a" * 5000]),
            "cookie": st.sampled_from(["language=tr", "sessionid=nobody", "\xff"]),
            "range": st.sampled_from(["bytes=0-9", "bytes=x"]),
            "if_modified_since": st.sampled_from(["Tue, 03 Mar 2026 12:00:00 GMT", "never"]),
        },
    ),
    method=st.sampled_from(["GET", "HEAD", "OPTIONS", "PUT", "BREW"]),
)
def test_bytes_for_reading(petition: Petition, path: str, query: bytes, headers: dict[str, str], method: str) -> None:
    """A kept page has its own tag and coding; its status, its words and what it forbids are Django's."""
    request = {"method": method, "path": path.format(slug=petition.slug), "headers": _dashed(headers), "body": b""}
    by_door = ask(Door(django()), **request)
    by_view = ask(django(), **request)
    assert by_door.status < 500
    if by_door.status != 304:
        assert by_door.status == by_view.status
    for name in ("content-security-policy", "x-content-type-options", "x-frame-options", "access-control-allow-origin"):
        assert by_door.headers.get(name) == by_view.headers.get(name) or by_door.status == 304
    assert "set-cookie" not in by_door.headers or by_door.status != 200 or method not in {"GET", "HEAD"}


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
