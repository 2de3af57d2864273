"""Supporters at once, with real connections: the last one moves the petition exactly once, whoever it is."""

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from tests.cast import BEN, IDA, OSCAR, SUHARSA, WEI, Y
from tests.post_office import PostOffice
from tests.signatures.test_races import at_once
from tests.supporting import ask, choose, fresh, make_asked, make_gathering, make_supporter, work
from undersigned.ledger.models import Event
from undersigned.petitions.actions.rewrite import rewrite
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.supporting import gathering_of
from undersigned.petitions.rules.states import AlreadySigned
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.count_supporters import count_supporters
from undersigned.signatures.actions.go_on import go_on
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import has_signatures
from undersigned.signatures.rules.outcomes import Confirmed, Signed, SupportClosed, VersionStale
from undersigned.signatures.supporters import supporters_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def petition(house: object, now: datetime, settings: Any) -> Petition:
    choose(settings, "supported", supporters=3)
    return make_gathering(now)


def test_the_last_supporter_twice_at_once(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    for person in (OSCAR, SUHARSA):
        make_supporter(petition, person, mailbox=mailbox, now=now)
    link = make_asked(petition, Y, mailbox=mailbox, now=now)
    answers = at_once(*[lambda: confirm(token=link, now=now)] * 6)
    assert sorted(one.first_time for one in answers if isinstance(one, Confirmed)) == [False] * 5 + [True]
    at_once(*[lambda: go_on(petition_id=petition.pk, now=now)] * 4)
    assert fresh(petition).state == "published"
    at_once(*[lambda: count_supporters(petition_id=petition.pk, now=now)] * 4)
    work(now)
    found = list(Event.objects.filter(pid=petition.pid).order_by("pk").values_list("type", flat=True))
    assert found == ["open", "sign", "sign", "sign"]


def test_the_last_two_at_once_are_both_seen(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=now)
    links = [make_asked(petition, person, mailbox=mailbox, now=now) for person in (SUHARSA, Y, WEI)]

    def act(link: str) -> object:
        answer = confirm(token=link, now=now)
        go_on(petition_id=petition.pk, now=now)
        return answer

    answers = at_once(*[lambda link=link: act(link) for link in links])
    assert [type(one) for one in answers] == [Confirmed] * 3
    work(now)
    assert fresh(petition).state == "published"
    assert Event.objects.filter(pid=petition.pid, type="sign").count() == 4


def test_who_takes_it_back_while_it_goes_on_is_counted_or_not_and_never_half(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    rows = [make_supporter(petition, person, mailbox=mailbox, now=now).signature_id for person in (OSCAR, SUHARSA, Y)]
    answers = at_once(
        lambda: go_on(petition_id=petition.pk, now=now),
        lambda: withdraw(signature_id=rows[0], now=now),
        lambda: count_supporters(petition_id=petition.pk, now=now),
    )
    assert not [one for one in answers if isinstance(one, Exception)], answers
    go_on(petition_id=petition.pk, now=now)
    work(now)
    kinds = list(Event.objects.filter(pid=petition.pid).values_list("type", flat=True))
    standing = Signature.objects.filter(petition=petition, state="confirmed").count()
    assert kinds.count("sign") - kinds.count("withdraw") == standing
    found = supporters_of(petition)
    assert found is not None
    assert found.confirmed == 2


def test_text_and_signature_at_once_end_in_one_of_them(petition: Petition, now: datetime) -> None:
    read = gathering_of(petition.pk)
    assert read is not None

    def change() -> object:
        with transaction.atomic():
            is_signed = has_signatures(petition.pk)
            rewrite(petition_id=petition.pk, title="Else", story="Else.", has_signatures=is_signed, now=now)
            if has_signatures(petition.pk):
                raise AlreadySigned(petition.slug)
        return None

    signed, changed = at_once(lambda: ask(petition, OSCAR, now=now, text_hash=read.text_hash), change)
    left = gathering_of(petition.pk)
    assert left is not None
    stands = left.text_hash == read.text_hash
    assert (type(signed), type(changed)) in {(Signed, AlreadySigned), (VersionStale, type(None))}
    assert stands is isinstance(signed, Signed)


def test_a_household_at_once_has_two_places(petition: Petition, now: datetime) -> None:
    answers = at_once(*[lambda person=person: ask(petition, person, now=now) for person in (IDA, BEN)] * 3)
    assert [type(one) for one in answers] == [Signed] * 6, answers
    assert sorted(Signature.objects.values_list("slot", flat=True)) == [1, 2]


def test_when_it_has_gone_on_forms_that_were_open_are_not_taken(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    for person in (OSCAR, SUHARSA, Y):
        make_supporter(petition, person, mailbox=mailbox, now=now)
    # Enough, and the job has not run yet: it is full.
    assert fresh(petition).state == "gathering"
    assert isinstance(ask(petition, WEI, now=now), SupportClosed)
