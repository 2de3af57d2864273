"""Whose hand reaches a verb is asked where its entry is written, in the transaction of the act."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from tests.cast import MEHTAP, NORA, OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import make_confirmed, make_staff
from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.actions.withdraw_role import withdraw_role
from undersigned.accounts.models import Account, AuditEntry
from undersigned.accounts.rules import ROLES_OF_VERB, STAFF_ROLES, NotAllowed, account_of, actor
from undersigned.signatures.actions.look_up import look_up
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.models import Signature
from undersigned.switches.actions.turn_off import turn_off
from undersigned.switches.queries import turned_off
from undersigned.switches.rules import Switch

ABOUT = "petition abc"


def removed(by: Account, now: datetime) -> int:
    ids = list(Signature.objects.values_list("pk", flat=True))
    return len(remove(signature_ids=ids, reason="bot", by=actor(by.pk), now=now))


@pytest.mark.parametrize(
    ("name", "number"),
    [("account 7", 7), ("console", None), ("site", None), ("7", None), ("account", None), ("account x", None)],
)
def test_a_name_of_the_trail_means_an_account_or_none(name: str, number: int | None) -> None:
    assert account_of(name) == number


def test_who_only_reads_reaches_nothing_but_their_own_browsers() -> None:
    assert {verb for verb, roles in ROLES_OF_VERB.items() if "reader" in roles} == {"sessions.end"}
    assert all(roles <= STAFF_ROLES and roles for roles in ROLES_OF_VERB.values())


@pytest.mark.django_db
@pytest.mark.parametrize("verb", sorted(ROLES_OF_VERB))
@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_each_verb_takes_the_hands_of_its_roles_alone(now: datetime, verb: str, role: str) -> None:
    person = make_staff(now=now, role=role)
    if role in ROLES_OF_VERB[verb]:
        record_audit(actor=actor(person.pk), verb=verb, object=ABOUT, now=now)
    else:
        with pytest.raises(NotAllowed):
            record_audit(actor=actor(person.pk), verb=verb, object=ABOUT, now=now)
    assert AuditEntry.objects.filter(actor=actor(person.pk)).count() == (role in ROLES_OF_VERB[verb])


@pytest.mark.django_db
def test_whoever_is_shut_or_was_never_there_reaches_nothing(now: datetime) -> None:
    person = make_staff(now=now, role="administrator")
    Account.objects.update(is_active=False)
    for name in (actor(person.pk), actor(person.pk + 1)):
        with pytest.raises(NotAllowed):
            record_audit(actor=name, verb="turn_off", object=ABOUT, now=now)
    for name in ("console", "site"):
        record_audit(actor=name, verb="turn_off", object=ABOUT, now=now)
    # What was ordered while the role stood goes on.
    record_audit(actor=actor(person.pk), verb="turn_off", is_ordered=True, object=ABOUT, now=now)


@pytest.mark.django_db
def test_a_reader_looks_nobody_up_and_takes_nothing_out(house: object, mailbox: PostOffice, now: datetime) -> None:
    reader = make_staff(now=now, person=MEHTAP, role="reader")
    make_confirmed(petition := make_published(now), OSCAR, mailbox=mailbox, now=now)
    with pytest.raises(NotAllowed), transaction.atomic():
        look_up(slug=petition.slug, email=OSCAR.email, actor=actor(reader.pk), reason="x", now=now)
    with pytest.raises(NotAllowed), transaction.atomic():
        removed(reader, now)
    assert Signature.objects.get().state == "confirmed"
    assert not AuditEntry.objects.filter(actor=actor(reader.pk)).exists()


@pytest.mark.django_db
def test_a_role_that_went_between_the_page_and_the_act_acts_no_more(
    house: object, mailbox: PostOffice, now: datetime
) -> None:
    nora, oscar = (make_staff(now=now, person=one, role="administrator") for one in (NORA, OSCAR))
    make_confirmed(make_published(now), MEHTAP, mailbox=mailbox, now=now)
    withdraw_role(account_id=oscar.pk, reason="She left.", by=nora, now=now)
    # `oscar` is still the administrator that the page knew.
    assert oscar.role == "administrator"
    with pytest.raises(NotAllowed), transaction.atomic():
        removed(oscar, now + timedelta(minutes=1))
    with pytest.raises(NotAllowed), transaction.atomic():
        turn_off(switch=Switch.SIGNING, reason="Because.", actor=actor(oscar.pk), now=now)
    assert turned_off() == {}
    assert removed(nora, now + timedelta(minutes=1)) == 1
