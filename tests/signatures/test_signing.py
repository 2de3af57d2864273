"""Signing: who gets which place and which letter, and that nobody but the mailbox learns."""

import os
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import BEN, IDA, OSCAR, WEI, Y
from tests.makers import make_draft, make_published
from tests.post_office import PostOffice
from tests.signatures.signing import DAY, MINUTE, letter_after, post, signed, token, under_name, wish
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.refuse import refuse
from undersigned.signatures.actions.resend import resend
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of, find_signature
from undersigned.signatures.rules.outcomes import PetitionClosed, PetitionNotOpen, Signed, VersionStale
from undersigned.signatures.screening.board import board
from undersigned.signatures.statements import BROUGHT, FIXED

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def only_row() -> Signature:
    return Signature.objects.select_related("petition").get()


def test_a_signing_is_one_row_that_asks_for_a_letter(petition: Petition, now: datetime) -> None:
    signed(petition, OSCAR, now=now, show_name="yes")
    row = only_row()
    assert (row.state, row.slot, row.letter_kind, row.letter_due, row.letter_number) == (
        "pending",
        1,
        "confirm",
        now,
        1,
    )
    assert (row.country, row.day, row.language, row.version) == ("IE", now.date(), "en", 1)
    assert (row.show_name, row.shown_name, row.updates, row.consent) == (True, OSCAR.name, False, "1-number-12")
    contents = contents_of(row)
    assert contents is not None
    assert (contents.name, contents.email, contents.place) == (OSCAR.name, OSCAR.email, OSCAR.place)
    assert len(contents.secret) == 32


def test_the_database_names_nobody_who_did_not_choose_it(petition: Petition, now: datetime) -> None:
    signed(petition, OSCAR, now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM signatures_signature")
        stored = b"|".join(
            bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone()
        )
    for secret in (OSCAR.name, OSCAR.email, OSCAR.place, "brambleworth.example"):
        assert secret.encode() not in stored
        assert secret.encode().hex().encode() not in stored


def test_signing_again_renews_what_was_typed_and_asks_for_a_letter_again(petition: Petition, now: datetime) -> None:
    signed(petition, OSCAR, now=now)
    first = only_row()
    signed(petition, OSCAR, now=now + MINUTE, place="Ardmore", updates="1", show_name="1")
    row = only_row()
    contents, before = contents_of(row), contents_of(first)
    assert contents is not None
    assert before is not None
    assert (row.pk, row.letter_number, row.letter_due) == (first.pk, 2, now + MINUTE)
    assert (contents.place, row.updates, row.shown_name) == ("Ardmore", True, OSCAR.name)
    assert contents.secret != before.secret


@pytest.mark.parametrize("name", ["oscar  o'connor d'angelo", "Óscar O’Connor-D’Angelo"])
def test_one_person_written_otherwise_is_one_person(petition: Petition, now: datetime, name: str) -> None:
    signed(petition, OSCAR, now=now)
    signed(petition, under_name(OSCAR, name), now=now)
    assert only_row().letter_kind == "confirm"


def test_new_and_repeated_signings_cost_the_same_statements(petition: Petition, now: datetime) -> None:
    counts = []
    board(now)
    for person in (OSCAR, OSCAR, IDA, BEN, under_name(IDA, "A third one")):
        with CaptureQueriesContext(connection) as queries:
            signed(petition, person, now=now)
        # Switches are looked at every two seconds, whoever signs.
        said = [query["sql"] for query in queries if "switches_turnedoff" not in query["sql"]]
        counts.append([sql.split()[0] for sql in said if sql.split()[0] in {"SELECT", "INSERT"}])
    # PostgreSQL needs one more, to hold the text that was read, and names the tally's statement by its first word.
    is_postgresql = connection.vendor == "postgresql"
    before = ["SELECT", "SELECT", "INSERT"] if is_postgresql else ["SELECT", "INSERT", "INSERT"]
    assert counts == [[*before, "SELECT", "INSERT"]] * 5


def test_handles_have_one_length_and_are_never_the_same(petition: Petition, now: datetime) -> None:
    people = (OSCAR, OSCAR, IDA, BEN, under_name(IDA, "A third one"))
    handles = [signed(petition, person, now=now).handle for person in people]
    assert len(set(handles)) == 5
    assert len({len(handle) for handle in handles}) == 1


def test_a_second_person_of_a_household_gets_the_second_place(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    signed(petition, IDA, now=now)
    confirm(token=token(letter_after(mailbox, IDA, now)), now=now)
    signed(petition, BEN, now=now)
    letter = letter_after(mailbox, BEN, now)
    assert IDA.name in letter.text
    assert BEN.name in letter.text
    confirmed = confirm(token=token(letter), now=now)
    assert confirmed is not None
    assert (confirmed.name, confirmed.slot, confirmed.first_time) == (BEN.name, 2, True)
    assert sorted(Signature.objects.values_list("slot", "state")) == [(1, "confirmed"), (2, "confirmed")]


def test_a_third_person_is_told_by_letter_only(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    for person in (IDA, BEN):
        signed(petition, person, now=now)
        confirm(token=token(letter_after(mailbox, person, now)), now=now)
    rows = list(Signature.objects.order_by("slot").values_list("pk", "person_key", "sealed", "state"))
    signed(petition, under_name(IDA, "Uncle Tom"), now=now)
    assert rows == list(Signature.objects.order_by("slot").values_list("pk", "person_key", "sealed", "state"))
    letter = letter_after(mailbox, IDA, now)
    assert "No place is left" in letter.text
    assert "Uncle Tom" not in letter.text


def test_where_both_places_wait_the_mailbox_can_make_room(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    for name in ("Nobody One", "Nobody Two"):
        signed(petition, under_name(IDA, name), now=now)
    post(now)
    signed(petition, IDA, now=now)
    letter = letter_after(mailbox, IDA, now)
    assert "Nobody One" in letter.text
    assert letter.code
    assert refuse(token=token(letter), now=now)
    signed(petition, IDA, now=now)
    confirmed = confirm(token=token(letter_after(mailbox, IDA, now)), now=now)
    assert confirmed is not None
    assert confirmed.name == IDA.name


def test_one_place_per_address_where_the_site_says_so(
    petition: Petition, now: datetime, settings: object, mailbox: PostOffice
) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"per_address": 1})  # type: ignore[attr-defined]
    signed(petition, IDA, now=now)
    signed(petition, BEN, now=now)
    assert only_row().letter_kind == "full"


def test_a_petition_keeps_the_places_that_its_rules_promised(now: datetime, house: object, settings: object) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"per_address": 1})  # type: ignore[attr-defined]
    petition = make_published(now)
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"per_address": 2})  # type: ignore[attr-defined]
    signed(petition, IDA, now=now)
    signed(petition, BEN, now=now)
    assert only_row().letter_kind == "full"


def test_whoever_has_confirmed_gets_a_letter_that_says_so(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    signed(petition, OSCAR, now=now)
    confirm(token=token(letter_after(mailbox, OSCAR, now)), now=now)
    before = only_row()
    signed(petition, OSCAR, now=now + MINUTE, place="Elsewhere", show_name="1")
    row = only_row()
    assert (row.state, row.confirmed_at, bytes(row.sealed)) == ("confirmed", now, bytes(before.sealed))
    assert (row.show_name, row.created_at) == (False, now)
    assert "confirmed already" in letter_after(mailbox, OSCAR, now + MINUTE).text


def test_refused_signatures_can_be_signed_again(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    old = token(letter_after(mailbox, OSCAR, now))
    assert refuse(token=old, now=now)
    row = only_row()
    assert (row.state, bytes(row.sealed), row.country, row.letter_due) == ("refused", b"", "", None)
    assert confirm(token=old, now=now) is None
    signed(petition, under_name(OSCAR, "Another Person"), now=now)
    assert confirm(token=old, now=now) is None
    letter = letter_after(mailbox, OSCAR, now)
    confirmed = confirm(token=token(letter), now=now)
    assert confirmed is not None
    assert confirmed.name == "Another Person"


def test_petitions_that_take_no_signatures_refuse_only_themselves(petition: Petition, now: datetime) -> None:
    draft, closed = make_draft(now, title="Not yet"), make_published(now, title="No more")
    close(petition_id=closed.pk, now=now)
    stale = wish(petition, version="2-en")
    foreign = wish(petition, version="1-fr")
    outcomes = sign([wish(draft), wish(closed), stale, foreign, wish(petition)], now=now)
    assert [type(outcome) for outcome in outcomes] == [
        PetitionNotOpen, PetitionClosed, VersionStale, VersionStale, Signed,
    ]  # fmt: skip
    assert only_row().petition == petition


def test_a_batch_holds_one_row_per_person_and_the_newest_stands(petition: Petition, now: datetime) -> None:
    other = make_published(now, title="A footbridge")
    requests = [wish(petition, OSCAR, place=f"Place {i}") for i in range(20)]
    requests += [wish(other, OSCAR), wish(petition, WEI), wish(petition, Y), wish(petition, IDA), wish(petition, BEN)]
    outcomes = sign(requests, now=now)
    assert all(isinstance(outcome, Signed) for outcome in outcomes)
    assert Signature.objects.filter(petition=petition).count() == 5
    [found] = find_signature(petition.slug, OSCAR.email)
    assert found.place == "Place 19"


def test_many_names_at_one_address_in_one_batch_fill_two_places(petition: Petition, now: datetime) -> None:
    requests = [wish(petition, under_name(IDA, f"Person {chr(65 + i)}")) for i in range(30)]
    outcomes = sign(requests, now=now)
    assert all(isinstance(outcome, Signed) for outcome in outcomes)
    assert sorted(Signature.objects.values_list("slot", "letter_kind")) == [(1, "full"), (2, "second")]


def test_a_large_batch_is_written_whole(petition: Petition, now: datetime) -> None:
    requests = [wish(petition, OSCAR, email=f"someone{i}@many.example") for i in range(1201)]
    assert len(sign(requests, now=now)) == 1201
    assert Signature.objects.count() == 1201


def test_dots_matter_where_the_provider_does_not_say_otherwise(petition: Petition, now: datetime) -> None:
    for email in (
        "a.b@gmail.com",
        "ab+x@googlemail.com",
        "a.b@example.org",
        "ab@example.org",
        "mıke@gmail.com",
        "mike@gmail.com",
    ):
        signed(petition, OSCAR, now=now, email=email)
    assert Signature.objects.count() == 5


def test_a_mistyped_domain_is_hinted_at_and_written_to(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    answer = signed(petition, OSCAR, now=now, email="oscar@gamil.com")
    assert answer.suggestion == "oscar@gmail.com"
    post(now)
    assert [letter.to for letter in mailbox.received] == ["oscar@gamil.com"]


def test_sealed_data_copied_to_another_row_does_not_open(petition: Petition, now: datetime) -> None:
    from undersigned.keys.sealing import SealBroken

    signed(petition, OSCAR, now=now)
    signed(petition, WEI, now=now)
    one, other = Signature.objects.select_related("petition").order_by("pk")
    one.sealed = other.sealed
    with pytest.raises(SealBroken):
        contents_of(one)


def test_a_year_of_signings_leaves_row_ids_in_the_order_of_time(petition: Petition, now: datetime) -> None:
    for number in range(5):
        signed(petition, OSCAR, now=now + number * DAY, email=f"{os.urandom(4).hex()}@time.example")
    days = list(Signature.objects.order_by("pk").values_list("created_at", flat=True))
    assert days == sorted(days)


def test_the_statement_knows_every_column() -> None:
    columns = {field.column for field in Signature._meta.concrete_fields}
    assert columns == {*BROUGHT, *FIXED}
    assert len(columns) == len(BROUGHT) + len(FIXED)


def test_a_removed_signature_answers_alike_and_gets_no_letter(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    """Signing again must not lead out of it."""
    first = signed(petition, OSCAR, now=now)
    Signature.objects.update(state="removed", letter_due=None)
    again = signed(petition, OSCAR, now=now, place="Elsewhere")
    row = only_row()
    contents = contents_of(row)
    assert contents is not None
    assert (row.state, row.letter_due, row.letter_number) == ("removed", None, 1)
    assert contents.place != "Elsewhere"
    assert len(first.handle) == len(again.handle)
    resend(handle=again.handle, now=now)
    assert post(now) == 0
