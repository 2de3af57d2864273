"""My signatures, many at once, with real connections: a link opens once, nobody is counted out twice."""

from datetime import datetime

import pytest

from tests.cast import OSCAR, WEI
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.test_races import at_once
from tests.signing import deliver_all, make_confirmed, make_signed, publish_all, token_in
from undersigned.console.doctor import check_house
from undersigned.ledger.models import Event
from undersigned.ledger.queries import shown_count
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.correct_place import correct_place
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.mark_counted import mark_counted
from undersigned.signatures.actions.open_mine import open_mine
from undersigned.signatures.actions.send_mine import send_mine
from undersigned.signatures.actions.show_name import show_name
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.mine import own_signatures
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import recent_signers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    return make_published(now)


def test_a_link_opens_once(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    send_mine(email=OSCAR.email, language="en", now=now)
    deliver_all(now=now)
    token = token_in(mailbox.last(OSCAR.email))
    answers = at_once(*[lambda: open_mine(token=token, now=now)] * 10)
    assert [isinstance(answer, str) for answer in answers].count(True) == 1
    assert answers.count(None) == 9


def test_erasing_and_withdrawing_at_once_counts_out_once(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=now)
    publish_all(now=now)
    [own] = own_signatures(OSCAR.email, "en")
    answers = at_once(
        *[lambda: erase(signature_id=own.id, email=OSCAR.email, now=now)] * 5,
        *[lambda: withdraw(signature_id=own.id, now=now)] * 5,
        *[lambda: show_name(signature_id=own.id)] * 3,
        *[lambda: correct_place(signature_id=own.id, place="Ardmore")] * 3,
    )
    assert {type(answer) for answer in answers} == {bool}
    assert answers[:5].count(True) == 1
    assert Event.objects.filter(type="withdraw").count() == 1
    assert own_signatures(OSCAR.email, "en") == ()
    later = publish_all(now=now)
    assert shown_count(petition.pid, later).count == 1
    assert recent_signers(petition, 5) == []
    assert check_house(later).findings == []


def test_erasing_while_confirming_leaves_nothing_half(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    make_signed(petition, OSCAR, now=now)
    deliver_all(now=now)
    token = token_in(mailbox.last(OSCAR.email))
    row = Signature.objects.get().pk
    answers = at_once(
        *[lambda: confirm(token=token, now=now)] * 4,
        lambda: erase(signature_id=row, email=OSCAR.email, now=now),
        lambda: mark_counted(now=now),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Signature.objects.count() == 0
    kinds = sorted(Event.objects.exclude(type="open").values_list("type", flat=True))
    assert kinds in ([], ["sign", "withdraw"])
    later = publish_all(now=now)
    assert shown_count(petition.pid, later).count == 0
    assert check_house(later).findings == []
