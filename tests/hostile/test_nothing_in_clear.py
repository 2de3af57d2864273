"""A stolen database, media or log folder names nobody, and what the processes say on their way names nobody either."""

import sqlite3
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql

from tests.hostile.attacks import encoded
from tests.post_office import PostOffice
from tests.served import Site

# Loopback is a whole network: whoever comes from this address is found by it.
VISITOR = "127.0.0.77"
PLACES = {"data/keystore", "data/secrets"}
PEOPLE = [
    ("Quirina Confirmed", "quirina.confirmed@clear.example", "Quirinaplace"),
    ("Rufus Waiting", "rufus.waiting@clear.example", "Rufusplace"),
    ("Sabine Refusing", "sabine.refusing@clear.example", "Sabineplace"),
    ("Tamsin By-Code", "tamsin.bycode@clear.example", "Tamsinplace"),
    ("Ulrich Sharing", "quirina.confirmed@clear.example", "Ulrichplace"),
]
STARTER = "vanessa.starter@clear.example"
STRANGER = "wanda.stranger@clear.example"


@pytest.mark.timeout(180)
def test_nobody_is_named_where_a_thief_can_look(
    site: Site, office: PostOffice, tmp_path: Path, database_url: str | None
) -> None:
    file = tmp_path / "bell.md"
    file.write_text("---\ntitle: A bell for the ferry\n---\n\nThe ferry comes without a sound.\n")
    slug = site.run("petition", "import", str(file), "--publish").stdout.strip().rstrip("/").rpartition("/")[2]
    with httpx.Client(
        base_url=site.address, transport=httpx.HTTPTransport(local_address=VISITOR), timeout=20
    ) as visitor:
        _everybody_acts(visitor, office, slug, site.address)
        _a_petition_is_started(visitor, office)
        for path in ("/en/confirm/code", "/en/petitions/no/sign", f"/en/confirm/{'A' * 56}", "//["):
            visitor.post(path, content=b"handle=%00&petition=%00&email=" + STARTER.encode())
    secrets = [letter.code for letter in office.received if "confirm/" in letter.text]
    links = [letter.link.rstrip("/").rpartition("/")[2] for letter in office.received]
    tokens = [end for end in links if len(end) > 40]
    assert len(tokens) >= len(PEOPLE)
    assert site.stop() == 0
    log = (tmp_path / "site.log").read_bytes()
    persons = [part for name, email, place in PEOPLE for part in (name, email, place)]
    named = [*persons, STARTER, STRANGER]
    assert _found([*named, *tokens, VISITOR, *(f'"{code}"' for code in secrets)], log) == []
    stolen = _files(tmp_path / "data") + (_dump(database_url) if database_url else b"")
    assert b"A bell for the ferry" in stolen
    assert _found([*named, *(email.upper() for _, email, _ in PEOPLE), *tokens, VISITOR], stolen) == []


def _everybody_acts(visitor: httpx.Client, office: PostOffice, slug: str, address: str) -> None:
    handles = {}
    for name, email, place in PEOPLE[:4]:
        form = {"name": name, "email": email, "place": place, "country": "GB", "version": "1-en", "updates": "1"}
        answer = visitor.post(f"/en/petitions/{slug}/sign", data=form)
        assert answer.status_code == 200
        assert not answer.cookies
        handles[name] = answer.text.partition('name="handle" value="')[2].partition('"')[0]
    letters = {name: office.wait_for(email) for name, email, _ in PEOPLE[:4]}
    for name, act in (("Quirina Confirmed", "confirm"), ("Sabine Refusing", "refuse")):
        path = letters[name].link.removeprefix(address)
        assert visitor.get(path).headers["Cache-Control"] == "no-store"
        assert visitor.post(path, data={"act": act}).status_code == 200
    for code in ("000000", letters["Tamsin By-Code"].code):
        form = {"handle": handles["Tamsin By-Code"], "code": code, "petition": slug}
        answer = visitor.post("/en/confirm/code", data=form)
    assert answer.status_code == 200
    assert visitor.post("/en/confirm/resend", data={"handle": handles["Rufus Waiting"]}).status_code == 200
    name, email, place = PEOPLE[4]
    form = {"name": name, "email": email, "place": place, "country": "GB", "version": "1-en"}
    assert visitor.post(f"/en/petitions/{slug}/sign", data=form).status_code == 200


def _a_petition_is_started(visitor: httpx.Client, office: PostOffice) -> None:
    for path, form in (
        ("", {"title": "A lamp"}),
        ("addressees/", {"name": "The council"}),
        ("story/", {"story": "It is dark."}),
        ("hand-in/", {"name": "Vanessa", "email": STARTER}),
    ):
        page = visitor.get(f"/en/start/{path}").text
        token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        answer = visitor.post(
            f"/en/start/{path}", content=encoded({**form, "csrfmiddlewaretoken": token}), headers=FORM
        )
        assert answer.status_code in {200, 302}
    cookie = next(cookie for cookie in visitor.cookies.jar if cookie.name == "draft")
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"
    office.wait_for(STARTER)
    page = visitor.get("/en/desk/sign-in/").text
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    for typed in ({"email": STRANGER}, {"login": STRANGER, "password": "wrong-password", "act": "password"}):
        visitor.post("/en/desk/sign-in/", data={**typed, "csrfmiddlewaretoken": token})
    office.wait_for(STRANGER)


FORM = {"content-type": "application/x-www-form-urlencoded"}


def _found(words: list[str], where: bytes) -> list[str]:
    """Which words stand there, as they are, as hexadecimal or as base64's inner part would show them."""
    lowered = where.lower()
    return [word for word in words if word.encode().lower() in lowered or word.encode().hex().encode() in lowered]


def _files(folder: Path) -> bytes:
    """Every byte under the folder but for what is kept apart: secrets and the key store."""
    database = folder / "site.sqlite3"
    if database.exists():
        with sqlite3.connect(database) as connection:
            connection.execute("PRAGMA wal_checkpoint(FULL)")
    apart = tuple(str(folder.parent / place) for place in PLACES)
    files = [path for path in folder.rglob("*") if path.is_file() and not str(path).startswith(apart)]
    return b"\n".join(path.read_bytes() for path in files)


def _dump(url: str) -> bytes:
    """Every row of every table as text."""
    rows: list[str] = []
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            found = connection.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
            rows += [str(row) for (row,) in found]
    return "\n".join(rows).encode()
