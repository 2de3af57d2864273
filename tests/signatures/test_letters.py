"""Letters: what they say, how many an address gets, and what they never carry."""

import re
from datetime import datetime

import pytest

from tests.cast import BEN, IDA, MEHTAP, OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.signing import DAY, MINUTE, letter_after, post, signed, token, under_name
from undersigned.keys.petition_keys import destroy_petition_keys
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.resend import resend
from undersigned.signatures.letters import unlinked
from undersigned.signatures.models import LetterPlace, Signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def alone(text: str, pattern: str) -> list[str]:
    return [line for line in text.splitlines() if re.fullmatch(pattern, line)]


def test_link_and_code_stand_alone_on_their_lines(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    letter = letter_after(mailbox, OSCAR, now)
    assert alone(letter.text, r"http://testserver/en/confirm/\S+") == [letter.link]
    assert alone(letter.text, r"\d{6}") == [letter.code]
    assert letter.link in letter.html
    assert letter.code in letter.html
    assert "A night train to Kavakdere" in letter.subject
    assert OSCAR.name in letter.text


def test_letters_speak_the_language_of_the_page(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, MEHTAP, now=now)
    letter = letter_after(mailbox, MEHTAP, now)
    assert letter.message["Content-Language"] == "tr"
    assert "/tr/confirm/" in letter.link
    assert '<html lang="tr"' in letter.html


def test_letters_load_nothing(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    html = letter_after(mailbox, OSCAR, now).html
    assert not re.search(r"<(img|script|link|iframe)|url\(|@import", html)


def test_what_was_typed_is_text_in_the_letter(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    mallory = under_name(OSCAR, "<b>{{ code }}</b> & {% now %}")
    signed(petition, mallory, now=now)
    letter = letter_after(mailbox, mallory, now)
    assert "<b>{{ code }}</b> & {% now %}" in letter.text
    assert "&lt;b&gt;{{ code }}&lt;/b&gt; &amp; {% now %}" in letter.html


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("http://evil.example/win", "http: //evil. example/win"),
        ("J.R.R. Tolkien", "J. R. R. Tolkien"),
        ("O'Connor-D'Angelo", "O'Connor-D'Angelo"),
        ("me@evil.example", "me@ evil. example"),
    ],
)
def test_no_name_becomes_a_link(name: str, shown: str) -> None:
    assert unlinked(name) == shown


def test_a_name_can_pass_for_neither_link_nor_code(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, IDA, now=now)
    signed(petition, under_name(BEN, "https://evil.example/x"), now=now)
    post(now)
    for letter in mailbox.to(IDA.email):
        assert "evil.example" not in letter.text
        assert letter.link.startswith("http://testserver/")


def test_a_link_in_a_name_does_not_stand_in_html(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, under_name(OSCAR, "www.evil.example"), now=now)
    assert "evil.example" not in letter_after(mailbox, OSCAR, now).html


def test_five_letters_in_seven_days_about_one_petition(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    for hour in range(8):
        signed(petition, OSCAR, now=now + hour * 60 * MINUTE)
        post(now + hour * 60 * MINUTE)
    assert len(mailbox.to(OSCAR.email)) == 5
    assert Signature.objects.get().letter_due == now + 7 * DAY
    post(now + 7 * DAY)
    assert len(mailbox.to(OSCAR.email)) == 6
    assert confirm(token=token(mailbox.last(OSCAR.email)), now=now + 7 * DAY) is not None


def test_the_cap_counts_the_mailbox_and_not_its_spellings(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    for number in range(8):
        signed(petition, OSCAR, now=now, email=f"os.car+{number}@gmail.com")
        post(now)
    assert len(mailbox.received) == 5


def test_ten_letters_a_day_from_the_site(now: datetime, house: object, mailbox: PostOffice) -> None:
    for number in range(13):
        signed(make_published(now, title=f"Petition {number}"), OSCAR, now=now)
    post(now)
    assert len(mailbox.to(OSCAR.email)) == 10
    post(now + DAY)
    assert len(mailbox.to(OSCAR.email)) == 13


def test_one_capped_address_holds_up_nobody_else(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    for number in range(7):
        signed(petition, OSCAR, now=now + number * MINUTE)
        post(now + number * MINUTE)
    signed(petition, IDA, now=now + 8 * MINUTE)
    post(now + 8 * MINUTE)
    assert len(mailbox.to(IDA.email)) == 1


def test_a_letter_that_is_tried_again_takes_one_place(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    mailbox.fail = "451 later"
    for hour in range(8):
        post(now + hour * 60 * MINUTE)
    mailbox.fail = None
    post(now + DAY)
    assert len(mailbox.to(OSCAR.email)) == 1
    assert LetterPlace.objects.count() == 1


def test_the_caps_table_leads_to_no_signature(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    post(now)
    place, row = LetterPlace.objects.get(), Signature.objects.get()
    stored = {bytes(place.letter), bytes(place.address), bytes(place.about)}
    marks = (bytes(row.fingerprint), bytes(row.person_key), row.pk.bytes)
    assert not any(mark[:16] == one[:16] for one in stored for mark in marks)


def test_nothing_came_sends_it_again_and_answers_every_handle_alike(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    handle = signed(petition, OSCAR, now=now).handle
    post(now)
    for one in (handle, "", "nonsense", "A" * 66, "ü"):
        assert resend(handle=one, now=now + MINUTE) is None  # type: ignore[func-returns-value]
    post(now + MINUTE)
    first, second = mailbox.to(OSCAR.email)
    assert first.link != second.link


def test_nothing_came_tells_the_confirmed_that_they_are(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    handle = signed(petition, OSCAR, now=now).handle
    confirm(token=token(letter_after(mailbox, OSCAR, now)), now=now)
    resend(handle=handle, now=now)
    assert "confirmed already" in letter_after(mailbox, OSCAR, now).text


def test_no_letter_asks_for_what_has_happened(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    handle = signed(petition, OSCAR, now=now).handle
    letter = letter_after(mailbox, OSCAR, now)
    resend(handle=handle, now=now)
    confirm(token=token(letter), now=now)
    assert post(now) == 0


def test_no_letter_leaves_for_a_petition_that_takes_no_confirmations(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    signed(petition, OSCAR, now=now)
    close(petition_id=petition.pk, now=now)
    assert post(now + 2 * DAY) == 0
    assert Signature.objects.get().letter_due is None


def test_no_letter_leaves_when_the_keys_are_gone(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    signed(petition, OSCAR, now=now)
    destroy_petition_keys(petition.pid)
    assert post(now) == 0


def test_a_second_letter_whose_first_person_has_gone_is_an_ordinary_one(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    signed(petition, IDA, now=now)
    signed(petition, BEN, now=now)
    Signature.objects.filter(slot=1).delete()
    letter = letter_after(mailbox, BEN, now)
    assert "before, by" not in letter.text
    assert BEN.name in letter.text
