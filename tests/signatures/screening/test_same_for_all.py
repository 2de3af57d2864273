"""Whoever is caught sees what everybody sees, costs the same statements, and may sign later from elsewhere."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import IDA, OSCAR, SUHARSA, VICTOR, WEI, Person
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.screening.evidence import one, pupil
from tests.signatures.signing import FORM, letter_after, post, signed, token, under_name, wish
from tests.signing import signing_form
from tests.web.silence.observing import NOW_AND_THEN
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.add_entry import add_entry
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.resend import resend
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of
from undersigned.signatures.rules.entries import Effect, Subject
from undersigned.signatures.rules.outcomes import Signed
from undersigned.signatures.screening.board import board

pytestmark = pytest.mark.django_db
HANDLE = re.compile(r'name="handle" value="([^"]*)"')


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def refuse_wei(now: datetime) -> None:
    add_entry(subject=Subject.ADDRESS, value=WEI.email, effect=Effect.REFUSE, note="tests", actor="tests", now=now)


def test_page_headers_and_statements_are_the_same(petition: Petition) -> None:
    moment = datetime.now(UTC)
    refuse_wei(moment)
    cases: dict[str, tuple[Person, dict[str, str]]] = {
        "free": (OSCAR, {}),
        "trap": (SUHARSA, {"website": "http://spam.example"}),
        "listed": (WEI, {}),
        "disposable": (replace(VICTOR, email="victor@mailinator.com"), {}),
    }
    answers, works = {}, {}
    for case, (person, more) in cases.items():
        body = urlencode(signing_form(petition, person) | more)
        board(datetime.now(UTC))
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(f"/en/petitions/{petition.slug}/sign", body, content_type=FORM)
        page = HANDLE.sub(lambda found: "-" * len(found[1]), answer.content.decode())
        bare = re.sub(r"<(input type=.hidden.)[^>]*>", r"<\1>", page.replace(person.email, "ADDRESS"))
        headers = {name: value for name, value in answer.items() if name != "Content-Length"}
        answers[case] = (answer.status_code, headers, bare)
        said = [query["sql"] for query in queries.captured_queries if not NOW_AND_THEN.search(query["sql"])]
        works[case] = [re.sub(r"'[^']*'|_x\d+|\b\d+\b", "", sql)[:60] for sql in said]
    assert answers["free"][0] == 200
    for case in cases:
        assert answers[case] == answers["free"], case
        assert works[case] == works["free"], case
    assert dict(Signature.objects.values_list("reason", "state")) == {
        "": "pending", "trap": "refused", "listed_refuse": "refused", "disposable": "held"
    }  # fmt: skip


def test_of_whom_is_refused_nothing_typed_is_kept(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    row = one(petition, OSCAR, now=now, network="192.0.2.1", trap="x", show_name=True, updates=True)
    assert (row.state, row.reason, row.letter_due, row.created_at) == ("refused", "trap", None, now)
    kept = (bytes(row.sealed), bytes(row.origin), row.country, row.shown_name, row.show_name, row.updates)
    assert kept == (b"", b"", "", "", False, False)
    assert post(now) == 0
    assert mailbox.received == []


def test_an_honest_person_signs_later_from_elsewhere(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    caught = one(petition, OSCAR, now=now, trap="x")
    signed(petition, OSCAR, now=now)
    assert confirm(token=token(letter_after(mailbox, OSCAR, now)), now=now)
    row = Signature.objects.get()
    assert (row.pk, row.state, row.reason, row.slot) == (caught.pk, "confirmed", "", 1)


def test_two_of_a_household_find_room_beside_whoever_was_refused(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    one(petition, under_name(IDA, "A robot"), now=now, trap="x")
    one(petition, under_name(IDA, "Another robot"), now=now, trap="x")
    for name in ("Ida Brambleworth", "Ben Brambleworth"):
        signed(petition, under_name(IDA, name), now=now)
        letter = letter_after(mailbox, IDA, now)
        assert "robot" not in letter.text
        assert confirm(token=token(letter), now=now)
    assert sorted(Signature.objects.values_list("slot", "state")) == [(1, "confirmed"), (2, "confirmed")]


def wait(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    letter_after(mailbox, OSCAR, now)


def stand(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    assert confirm(token=token(letter_after(mailbox, OSCAR, now)), now=now)


def hold(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    del mailbox
    add_entry(subject=Subject.NETWORK, value="198.51.100.0/24", effect=Effect.HOLD, note="x", actor="x", now=now)
    assert one(petition, OSCAR, now=now, network="198.51.100.1").state == "held"


@pytest.mark.parametrize("before", [wait, stand, hold])
@pytest.mark.parametrize("name", [OSCAR.name, "Somebody Else"])
def test_a_refused_signing_changes_no_row_that_is_there(
    petition: Petition, now: datetime, mailbox: PostOffice, before: Callable[..., None], name: str
) -> None:
    """A forger who fills the trap with somebody's address harms nobody, and learns nothing."""
    before(petition, now, mailbox)
    was = Signature.objects.filter(slot=1).values().get()
    sent = len(mailbox.received)
    one(petition, under_name(OSCAR, name), now=now, trap="x", place="Elsewhere")
    assert Signature.objects.filter(slot=1).values().get() == was
    assert post(now) == 0
    assert len(mailbox.received) == sent


def test_in_one_batch_the_honest_one_of_two_gets_the_letter(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    honest = wish(petition, OSCAR)
    sign([honest, replace(honest, trap="x"), replace(wish(petition, under_name(OSCAR, "Forger")), trap="x")], now=now)
    assert letter_after(mailbox, OSCAR, now).to == OSCAR.email
    assert Signature.objects.get(state="pending").slot == 1


def test_a_full_household_is_told_nothing_by_whoever_is_refused(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    for name in ("Ida Brambleworth", "Ben Brambleworth"):
        signed(petition, under_name(IDA, name), now=now)
        assert confirm(token=token(letter_after(mailbox, IDA, now)), now=now)
    sent = len(mailbox.received)
    one(petition, under_name(IDA, "A robot"), now=now, trap="x")
    assert post(now) == 0
    signed(petition, under_name(IDA, "A third one"), now=now)
    assert post(now) == 1
    assert len(mailbox.received) == sent + 1


def state_of(petition: Petition, now: datetime, **changes: Any) -> tuple[str, str]:
    row = one(petition, OSCAR, now=now, **changes)
    contents = contents_of(row)
    return row.state, contents.place if contents else ""


def test_whoever_passes_now_needs_no_release(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    hold(petition, now, mailbox)
    assert post(now) == 0
    assert state_of(petition, now, network="198.51.100.1", place="Newer") == ("held", "Newer")
    assert state_of(petition, now, network="203.0.113.1", place="Home") == ("pending", "Home")
    assert confirm(token=token(letter_after(mailbox, OSCAR, now)), now=now)


def test_whoever_waits_or_stands_is_not_held_again(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    hold(petition, now, mailbox)
    one(petition, pupil(1), now=now)
    row = one(petition, pupil(1), now=now, network="198.51.100.1", place="Newer")
    assert (row.state, row.letter_due) == ("pending", now)
    stand(petition, now, mailbox)
    row = one(petition, OSCAR, now=now, network="198.51.100.1")
    assert row.state == "confirmed"
    assert row.letter_due is not None, "they are told, but late"
    assert row.letter_due > now


@pytest.mark.parametrize(
    "form", [{}, {"trap": "x"}, {"email": "oscar@mailinator.com"}], ids=["free", "refused", "held"]
)
def test_asking_for_the_letter_again_writes_one_row_for_everybody(
    petition: Petition, now: datetime, form: dict[str, str]
) -> None:
    """Whether a COMMIT has to reach the disk can be seen from afar."""
    [outcome] = sign([replace(wish(petition, OSCAR), **form)], now=now)  # type: ignore[arg-type]
    assert isinstance(outcome, Signed)
    changed: list[int] = []

    def counting(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        done = execute(sql, params, many, context)
        changed.append(context["cursor"].rowcount if sql.startswith("UPDATE") else 0)
        return done

    before = Signature.objects.get()
    with connection.execute_wrapper(counting):
        resend(handle=outcome.handle, now=now)
    assert sum(changed) == 1
    after = Signature.objects.get()
    assert after.letter_number - before.letter_number == (1 if not form else 0)
    assert after.letter_due == before.letter_due
