"""What is taken out is all that is kept of a signature, and what is erased leaves no letters behind."""

from datetime import datetime, timedelta

import pytest

from tests.cast import OSCAR, WEI
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.test_mine import asked
from tests.signing import make_confirmed
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.forget_origins import forget_origins
from undersigned.signatures.actions.open_mine import open_mine
from undersigned.signatures.actions.send_mine import send_mine
from undersigned.signatures.mine import opened_mine, taken_out
from undersigned.signatures.models import MineLetter, Signature

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def test_what_screening_kept_is_taken_out_as_long_as_it_is_kept(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    row = Signature.objects.get()
    row.reason, row.origin = "domain_burst", bytes(range(36))
    row.save(update_fields=["reason", "origin"])
    data = taken_out(OSCAR.email, row.pk)
    assert data is not None
    assert data["screening_reason"] == "domain_burst"
    assert data["marks_of_origin"] == {
        "network": ["000102030405", "060708090a0b", "0c0d0e0f1011"],
        "mail_domain": ["121314151617", "18191a1b1c1d", "1e1f20212223"],
    }
    forget_origins(now=now + timedelta(days=31))
    data = taken_out(OSCAR.email, row.pk)
    assert data is not None
    assert data["marks_of_origin"] is None


def test_no_column_of_a_signature_is_left_out_of_what_is_taken_out() -> None:
    """A new column belongs into `taken_out`, or here with a reason."""
    told = {
        *("petition", "state", "slot", "sealed", "country", "day", "language", "version", "text_language", "updates"),
        *("show_name", "shown_name", "consent", "created_at", "confirmed_at", "reason", "origin", "event"),
        *("letter_number", "letter_sent_at"),
    }
    keys_of_rows = {"id", "fingerprint", "person_key"}
    work_under_way = {
        *("code_number", "code_tries", "letter_due", "letter_lease", "letter_kind", "letter_tries"),
        *("letter_unsettled", "letter_end"),
    }
    assert {field.name for field in Signature._meta.fields} == told | keys_of_rows | work_under_way


def test_erasing_one_of_two_forgets_the_letters_of_the_address(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    other = make_published(now, title="A bell for the ferry")
    for one in (petition, other):
        make_confirmed(one, OSCAR, mailbox=mailbox, now=now)
    make_confirmed(other, WEI, mailbox=mailbox, now=now)
    asked(mailbox, OSCAR, now)
    opened = asked(mailbox, OSCAR, now + MINUTE)
    kept = open_mine(token=opened, now=now + MINUTE)
    asked(mailbox, WEI, now)
    send_mine(email=OSCAR.email, language="en", now=now + 2 * MINUTE)
    assert MineLetter.objects.count() == 4
    assert erase(signature_id=Signature.objects.get(petition=petition).pk, email=OSCAR.email, now=now + 2 * MINUTE)
    assert kept is not None
    mine = opened_mine(opened, kept, "en", now + 2 * MINUTE)
    assert mine is not None
    assert len(mine.signatures) == 1, "the page that is open stays open"
    left = MineLetter.objects.order_by("created_at").values_list("letter_sent_at", "letter_due")
    assert [(sent is None, due is None) for sent, due in left] == [(False, True), (False, True), (True, False)]
