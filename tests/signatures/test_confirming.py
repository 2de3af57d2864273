"""Confirming: by link and by code, once, in time, and with its event in the same transaction."""

import base64
from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection

from tests.cast import BEN, IDA, OSCAR, WEI
from tests.makers import make_published
from tests.post_office import PostOffice, Received
from tests.signatures.signing import DAY, MINUTE, SECOND, letter_after, post, signed, token
from undersigned.keys.petition_keys import petition_keys
from undersigned.ledger.models import Event
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.end_grace import end_grace
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.confirm import confirm, confirm_by_code, confirm_many
from undersigned.signatures.actions.refuse import refuse
from undersigned.signatures.actions.resend import resend
from undersigned.signatures.letter_pages import letter_of
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of
from undersigned.signatures.rules.commitments import Opening, commitment
from undersigned.signatures.rules.outcomes import Confirmed, Standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def row() -> Signature:
    return Signature.objects.select_related("petition", "event").get()


def sign_events() -> int:
    return Event.objects.filter(type="sign").count()


def wrong(code: str, step: int = 1) -> str:
    return f"{(int(code) + step) % 1_000_000:06d}"


def test_confirming_writes_the_event_with_the_commitment(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    signed(petition, OSCAR, now=now)
    confirmed = confirm(token=token(letter_after(mailbox, OSCAR, now)), now=now + MINUTE)
    assert confirmed is not None
    assert (confirmed.petition_id, confirmed.name, confirmed.slot, confirmed.first_time) == (
        petition.pk,
        OSCAR.name,
        1,
        True,
    )
    standing = row()
    contents = contents_of(standing)
    assert contents is not None
    text_hash = petition.versions.get(v=1).text_hash
    opening = Opening(
        secret=contents.secret,
        pid=petition.pid,
        text_hash=base64.b64decode(text_hash),
        email=OSCAR.email,
        fingerprint=bytes(standing.fingerprint),
        country="IE",
        day=now.date(),
    )
    event = standing.event
    assert event is not None
    assert (standing.state, standing.confirmed_at, standing.letter_due) == ("confirmed", now + MINUTE, None)
    assert (event.pid, event.type, event.target) == (petition.pid, "sign", None)
    assert event.fields == f"1 {base64.b64encode(commitment(opening)).decode()}"


def test_confirming_again_counts_once(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    link = token(letter_after(mailbox, OSCAR, now))
    answers = [confirm(token=link, now=now) for _ in range(3)] + confirm_many([link, link], now=now)
    assert [answer.first_time for answer in answers if answer] == [True, False, False, False, False]
    assert sign_events() == 1


def test_one_transaction_confirms_many(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    links = []
    for person in (OSCAR, WEI, IDA):
        signed(petition, person, now=now)
        links.append(token(letter_after(mailbox, person, now)))
    answers = confirm_many([links[0], "nonsense", links[1], links[0], links[2]], now=now)
    assert [answer and (answer.name, answer.first_time) for answer in answers] == [
        (OSCAR.name, True), None, (WEI.name, True), (OSCAR.name, False), (IDA.name, True),
    ]  # fmt: skip
    assert sign_events() == 3


def test_looking_changes_nothing(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now, place="Ardmore")
    link = token(letter_after(mailbox, OSCAR, now))
    before = Signature.objects.values().get()
    page = letter_of(link, now)
    assert page is not None
    assert (page.name, page.place, page.standing, page.others) == (OSCAR.name, "Ardmore", Standing.WAITING, ())
    assert page.confirm_until == now + timedelta(days=30)
    assert Signature.objects.values().get() == before
    confirm(token=link, now=now)
    after = letter_of(link, now)
    assert after is not None
    assert after.standing == Standing.CONFIRMED


def test_older_letters_still_confirm_the_same_person(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    old = token(letter_after(mailbox, OSCAR, now))
    signed(petition, OSCAR, now=now, place="Ardmore")
    new = token(letter_after(mailbox, OSCAR, now))
    assert old != new
    assert confirm(token=old, now=now) is not None


@pytest.mark.parametrize("bad", ["", "x", "A" * 56, "A" * 54, "ü" * 56, "A" * 5000, "\0" * 56, "-" * 56])
def test_tokens_that_were_never_made_confirm_nothing(petition: Petition, now: datetime, bad: str) -> None:
    signed(petition, OSCAR, now=now)
    assert confirm(token=bad, now=now) is None
    assert letter_of(bad, now) is None
    assert not refuse(token=bad, now=now)
    assert sign_events() == 0


def test_a_changed_token_confirms_nothing(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    link = token(letter_after(mailbox, OSCAR, now))
    for place in range(0, len(link), 7):
        changed = link[:place] + ("B" if link[place] == "A" else "A") + link[place + 1 :]
        assert confirm(token=changed, now=now) is None


def test_the_code_confirms(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    handle = signed(petition, OSCAR, now=now).handle
    code = letter_after(mailbox, OSCAR, now).code
    confirmed = confirm_by_code(handle=handle, code=f" {code[:3]} {code[3:]}", now=now + 29 * MINUTE)
    assert confirmed is not None
    assert confirmed.first_time


def test_a_code_dies_after_thirty_minutes_and_the_link_goes_on(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    handle = signed(petition, OSCAR, now=now).handle
    letter = letter_after(mailbox, OSCAR, now)
    assert confirm_by_code(handle=handle, code=letter.code, now=now + 30 * MINUTE) is None
    assert confirm(token=token(letter), now=now + 29 * DAY) is not None


def test_a_code_dies_after_five_wrong_tries_and_the_link_goes_on(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    handle = signed(petition, OSCAR, now=now).handle
    letter = letter_after(mailbox, OSCAR, now)
    for step in range(1, 6):
        assert confirm_by_code(handle=handle, code=wrong(letter.code, step), now=now) is None
    assert confirm_by_code(handle=handle, code=letter.code, now=now) is None
    assert confirm(token=token(letter), now=now) is not None


def test_a_new_letter_has_a_new_code_with_tries_of_its_own(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    handle = signed(petition, OSCAR, now=now).handle
    old = letter_after(mailbox, OSCAR, now).code
    for step in range(1, 6):
        confirm_by_code(handle=handle, code=wrong(old, step), now=now)
    resend(handle=handle, now=now + MINUTE)
    new = letter_after(mailbox, OSCAR, now + MINUTE).code
    assert old == new or confirm_by_code(handle=handle, code=old, now=now + MINUTE) is None
    assert confirm_by_code(handle=handle, code=new, now=now + MINUTE) is not None


def test_asking_for_another_letter_leaves_the_code_alive_until_it_leaves(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    handle = signed(petition, OSCAR, now=now).handle
    code = letter_after(mailbox, OSCAR, now).code
    resend(handle=handle, now=now + MINUTE)
    assert confirm_by_code(handle=handle, code=code, now=now + MINUTE) is not None


@pytest.mark.django_db(transaction=True)
def test_a_reader_may_be_quicker_than_our_note_that_the_letter_left(
    petition: Petition, now: datetime, mailbox: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code is typed while the mail server still has our DATA in its hands."""
    handle = signed(petition, OSCAR, now=now).handle
    answers: list[Confirmed | None] = []
    keep = mailbox.keep

    def type_the_code(letter: Received) -> None:
        answers.append(confirm_by_code(handle=handle, code=letter.code, now=now))
        connection.close()

    def keep_and_confirm(letter: Received) -> None:
        keep(letter)
        reader = Thread(target=type_the_code, args=[letter])
        reader.start()
        reader.join()

    monkeypatch.setattr(mailbox, "keep", keep_and_confirm)
    assert post(now) == 1
    assert [answer.first_time for answer in answers if answer] == [True]
    assert post(now + MINUTE) == 0


def test_wrong_expired_and_no_such_look_alike(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    handle = signed(petition, OSCAR, now=now).handle
    assert confirm_by_code(handle=handle, code="123456", now=now) is None
    assert confirm_by_code(handle="", code="123456", now=now) is None
    assert confirm_by_code(handle=handle[:-4] + "AAAA", code="123456", now=now) is None
    assert confirm_by_code(handle="é" * 500, code="٣" * 6, now=now) is None
    assert sign_events() == 0


def test_a_code_opens_only_its_own_signature(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    mine, other = signed(petition, OSCAR, now=now).handle, signed(petition, WEI, now=now).handle
    code = letter_after(mailbox, OSCAR, now).code
    assert confirm_by_code(handle=other, code=code, now=now) is None or code == mailbox.last(WEI.email).code
    assert confirm_by_code(handle=mine, code=code, now=now) is not None


def test_letters_on_their_way_confirm_for_a_day_after_closing(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    links = []
    for person in (OSCAR, WEI):
        signed(petition, person, now=now)
        links.append(token(letter_after(mailbox, person, now)))
    close(petition_id=petition.pk, now=now)
    assert confirm(token=links[0], now=now + DAY - SECOND) is not None
    assert confirm(token=links[1], now=now + DAY) is None
    page = letter_of(links[1], now + DAY)
    assert page is not None
    assert page.standing == Standing.ENDED


def test_nothing_is_confirmed_once_the_log_says_close(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    """A confirmation whose clock is behind comes after `close`: it would contradict the log."""
    signed(petition, OSCAR, now=now)
    link = token(letter_after(mailbox, OSCAR, now))
    close(petition_id=petition.pk, now=now)
    end_grace(petition_id=petition.pk, now=now + 2 * DAY)
    assert confirm(token=link, now=now + MINUTE) is None
    assert list(Event.objects.values_list("type", flat=True).order_by("id")) == ["open", "close"]


def test_a_taken_down_petition_counts_nobody_any_more(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    link = token(letter_after(mailbox, OSCAR, now))
    take_down(petition_id=petition.pk, words="Spam.", now=now)
    assert confirm(token=link, now=now + MINUTE) is None


def test_refusing_frees_the_place_and_forgets_what_was_typed(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    signed(petition, OSCAR, now=now, show_name="1", updates="1")
    link = token(letter_after(mailbox, OSCAR, now))
    assert refuse(token=link, now=now)
    assert not refuse(token=link, now=now)
    refused = row()
    assert (refused.state, bytes(refused.sealed), refused.shown_name, refused.updates) == ("refused", b"", "", False)
    assert letter_of(link, now) is None


def test_what_stands_is_not_refused(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    link = token(letter_after(mailbox, OSCAR, now))
    confirm(token=link, now=now)
    assert not refuse(token=link, now=now)
    assert row().state == "confirmed"


def test_the_second_page_names_who_signed_before(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    for person in (IDA, BEN):
        signed(petition, person, now=now)
        link = token(letter_after(mailbox, person, now))
    page = letter_of(link, now)
    assert page is not None
    assert (page.name, page.others) == (BEN.name, (IDA.name,))


def test_the_fingerprint_is_keyed_by_petition(petition: Petition, now: datetime) -> None:
    other = make_published(now, title="A footbridge")
    signed(petition, OSCAR, now=now)
    signed(other, OSCAR, now=now)
    marks = {bytes(mark) for mark in Signature.objects.values_list("fingerprint", flat=True)}
    assert len(marks) == 2
    assert petition_keys(petition.pid) != petition_keys(other.pid)
