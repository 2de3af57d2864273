"""Only the mailbox learns: whatever became of an address, the page gives the same bytes for the same work."""

import os
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import BEN, IDA, MEHTAP, OSCAR, SUHARSA, VICTOR, Person, Y
from tests.hostile.attacks import encoded
from tests.post_office import PostOffice
from tests.served import Site, fresh_database
from tests.signing import FORM, deliver_all, make_confirmed, make_signed, publish_all, signing_form, token_in
from tests.web.desk.visiting import starter
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.refuse import refuse
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.models import Signature
from undersigned.signatures.screening.board import board

NOW_AND_THEN = re.compile(r'"switches_turnedoff"|SELECT "signatures_signature"."letter_due" AS')
"""What a process asks every few seconds, whoever signs: what is turned off, and whether mail is slow."""
HANDLE = re.compile(r'name="handle" value="[^"]*"')
PAIRS = 100


def stage(petition: Petition, mailbox: PostOffice, moment: datetime) -> dict[str, Person]:
    """Somebody in each place that an address can be in, by what became of it."""
    later = moment + timedelta(seconds=10)
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=moment)
    publish_all(now=moment)
    make_signed(petition, SUHARSA, now=moment)
    for person in (VICTOR, Y):
        make_signed(petition, person, now=moment)
    deliver_all(now=later)
    refuse(token=token_in(mailbox.last(VICTOR.email)), now=later)
    make_confirmed(petition, replace(Y, name="Y Gone", email="gone@withdrawn.example"), mailbox=mailbox, now=moment)
    withdraw(signature_id=Signature.objects.filter(state="confirmed").latest("confirmed_at").pk, now=later)
    for person in (IDA, BEN):
        make_confirmed(petition, person, mailbox=mailbox, now=moment)
    for _ in range(6):
        make_signed(petition, replace(Y, email="capped@many.example"), now=moment)
        deliver_all(now=later)
    return {
        "new": Person("Noor New", "new@nobody.example"),
        "waiting": SUHARSA,
        "waiting under another name": replace(SUHARSA, name="Somebody Else"),
        "confirmed": OSCAR,
        "refused": VICTOR,
        "withdrawn": replace(Y, name="Y Gone", email="gone@withdrawn.example"),
        "capped": replace(Y, email="capped@many.example"),
        "household of one": replace(OSCAR, name="Olga O'Connor"),
        "household full": replace(IDA, name="Third Brambleworth"),
    }


def bare(answer: Any, person: Person) -> tuple[int, str, dict[str, str]]:
    """Status, page and headers without what differs from answer to answer for everybody."""
    page = HANDLE.sub("", answer.content.decode())
    for typed in (person.name.replace("'", "&#x27;"), person.email, person.country):
        page = page.replace(f'value="{typed}"', "").replace(typed, "")
    headers = {name: value for name, value in answer.headers.items() if name not in {"Date", "Content-Length"}}
    return answer.status_code, page, headers


@pytest.mark.django_db
def test_the_page_and_the_statements_are_the_same_for_every_address(
    petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    answers, works, handles = {}, {}, set()
    for case, person in stage(petition, mailbox, moment).items():
        body = encoded(signing_form(petition, person))
        # Lists and switches are looked at every few seconds, whoever signs.
        board(datetime.now(UTC))
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(f"/en/petitions/{petition.slug}/sign", body, content_type=FORM)
        answers[case] = bare(answer, person)
        said = [query["sql"] for query in queries.captured_queries if not NOW_AND_THEN.search(query["sql"])]
        works[case] = [re.sub(r"'[^']*'|_x\d+|\b\d+\b", "", sql)[:60] for sql in said]
        handles.add(len(HANDLE.search(answer.content.decode())[0]))  # type: ignore[index]
        assert answers[case][0] == 200, case
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
    for case, answer_of_case in answers.items():
        assert answer_of_case == answers["new"], case
        assert works[case] == works["new"], case
    assert len(handles) == 1


@pytest.mark.django_db
def test_wrong_codes_and_resends_look_alike_for_every_address(
    petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    people = stage(petition, mailbox, moment)
    pages: dict[str, set[str]] = {"code": set(), "resend": set()}
    counts: dict[str, set[int]] = {"code": set(), "resend": set()}
    for person in people.values():
        signed = Client().post(
            f"/en/petitions/{petition.slug}/sign", encoded(signing_form(petition, person)), content_type=FORM
        )
        handle = HANDLE.search(signed.content.decode())[0].split('"')[3]  # type: ignore[index]
        for path, seen in pages.items():
            with CaptureQueriesContext(connection) as queries:
                form = encoded({"handle": handle, "code": "000000", "petition": petition.slug})
                answer = Client().post(f"/en/confirm/{path}", form, content_type=FORM)
            seen.add(HANDLE.sub("", answer.content.decode()))
            counts[path].add(len(queries))
    assert {path: len(found) for path, found in pages.items()} == {"code": 1, "resend": 1}
    assert {path: len(found) for path, found in counts.items()} == {"code": 1, "resend": 1}


@pytest.mark.django_db
def test_asking_for_a_sign_in_letter_says_nothing_of_accounts(mailbox: PostOffice) -> None:
    starter()
    seen = set()
    for person in (MEHTAP, OSCAR):
        for act in ("link", "password"):
            form = encoded({"email": person.email, "login": person.email, "password": "wrong-password", "act": act})
            with CaptureQueriesContext(connection) as queries:
                answer = Client().post("/en/desk/sign-in/", form, content_type=FORM)
            page = re.sub(r'value="[^"]{64}"', "", answer.content.decode()).replace(person.email, "")
            seen.add(
                (
                    act,
                    answer.status_code,
                    page,
                    str(sorted(set(answer.headers.items()) - {("Content-Length", answer["Content-Length"])})),
                    len(queries),
                )
            )
    assert len(seen) == 2


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Site, PostOffice]]:
    with (
        PostOffice() as office,
        fresh_database(os.environ.get("DATABASE_URL")) as url,
        Site(tmp_path, smtp_url=office.url, database_url=url) as served,
    ):
        yield served, office


@pytest.mark.long
@pytest.mark.timeout(300)
def test_time_tells_nothing_either(
    site: tuple[Site, PostOffice], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Interleaved signings of new and of confirmed addresses: their medians differ by less than either half's noise."""
    served, office = site
    file = tmp_path / "bell.md"
    file.write_text("---\ntitle: A bell for the ferry\n---\n\nThe ferry comes without a sound.\n")
    slug = served.run("petition", "import", str(file), "--publish").stdout.strip().rstrip("/").rpartition("/")[2]
    path = f"/en/petitions/{slug}/sign"
    with httpx.Client(base_url=served.address, timeout=20) as client:

        def form(email: str) -> dict[str, str]:
            return {"name": "Ann", "email": email, "country": "GB", "version": "1-en"}

        for number in range(PAIRS):
            assert client.post(path, data=form(f"known{number}@time.example")).status_code == 200
        for number in range(PAIRS):
            link = office.wait_for(f"known{number}@time.example", 60).link.removeprefix(served.address)
            assert client.post(link, data={"act": "confirm"}).status_code == 200
        spent = _interleaved(lambda email: client.post(path, data=form(email)).status_code)
    new, known = (statistics.median(spent[kind]) for kind in ("new", "known"))
    noise = max(abs(statistics.median(spent[kind][::2]) - statistics.median(spent[kind][1::2])) for kind in spent)
    spread = statistics.quantiles(spent["new"], n=4)
    with capsys.disabled():
        print(
            f"\nnew {new * 1000:.2f} ms, confirmed {known * 1000:.2f} ms, difference {(new - known) * 1000:+.2f} ms; "
            f"noise of halves {noise * 1000:.2f} ms, quartiles {spread[0] * 1000:.2f} to {spread[2] * 1000:.2f} ms"
        )
    assert abs(new - known) < spread[2] - spread[0]


def _interleaved(sign: Callable[[str], int]) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {"new": [], "known": []}
    for number in range(PAIRS):
        for kind in ("new", "known") if number % 2 else ("known", "new"):
            start = time.perf_counter()
            assert sign(f"{kind}{number}@time.example") == 200
            spent[kind].append(time.perf_counter() - start)
    return spent
