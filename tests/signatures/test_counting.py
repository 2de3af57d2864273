"""From the log's round to counted, and what doctor finds."""

from datetime import datetime

import pytest

from tests.cast import BEN, IDA, OSCAR, WEI
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.signing import DAY, MINUTE, SECOND, letter_after, signed, token
from undersigned.ledger.actions.issue_round import issue_round
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.publish import publish
from undersigned.ledger.actions.write_files import write_files
from undersigned.ledger.models import Event
from undersigned.ledger.queries import shown_count
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.expire_unconfirmed import expire_unconfirmed
from undersigned.signatures.actions.hide_name import hide_name
from undersigned.signatures.actions.mark_counted import mark_counted
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.findings import findings
from undersigned.signatures.models import LetterPlace, Signature
from undersigned.signatures.queries import has_signatures, recent_signers

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, now: datetime) -> Petition:
    open_log(now=now)
    return make_published(now)


def stand(petition: Petition, person: object, now: datetime, mailbox: PostOffice, **changes: str) -> None:
    """This person has signed and confirmed."""
    signed(petition, person, now=now, **changes)  # type: ignore[arg-type]
    assert confirm(token=token(letter_after(mailbox, person, now)), now=now)  # type: ignore[arg-type]


def publish_round(now: datetime) -> int:
    """What waits is in the published log; how many were counted."""
    issued = issue_round(now=now)
    if issued is not None:
        write_files(size=issued.size)
        publish(now=now)
    return mark_counted(now=now)


def test_confirmed_signatures_are_counted_once_their_entry_is_published(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    for person in (OSCAR, WEI):
        stand(petition, person, now, mailbox)
    signed(petition, IDA, now=now)
    assert mark_counted(now=now) == 0
    assert publish_round(now) == 2
    assert publish_round(now) == 0
    assert sorted(Signature.objects.values_list("state", flat=True)) == ["counted", "counted", "pending"]
    assert shown_count(petition.pid, now + MINUTE).count == 2
    assert list(findings(now)) == []


def test_a_page_is_stale_when_its_number_moved(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    stand(petition, OSCAR, now, mailbox)
    before = Petition.objects.get().revision
    publish_round(now)
    assert Petition.objects.get().revision > before


def test_counted_signers_who_want_to_be_seen_are_shown(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    stand(petition, OSCAR, now, mailbox, show_name="1")
    stand(petition, WEI, now + MINUTE, mailbox, show_name="1")
    stand(petition, IDA, now, mailbox)
    assert recent_signers(petition, 5) == []
    publish_round(now + MINUTE)
    assert recent_signers(petition, 5) == [WEI.name, OSCAR.name]
    assert recent_signers(petition, 1) == [WEI.name]
    row = Signature.objects.get(shown_name=WEI.name)
    assert hide_name(signature_id=row.pk)
    assert not hide_name(signature_id=row.pk)
    assert recent_signers(petition, 5) == [OSCAR.name]


def test_withdrawing_is_in_the_log_and_leaves_nothing(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    stand(petition, OSCAR, now, mailbox, show_name="1")
    publish_round(now)
    row = Signature.objects.get()
    assert withdraw(signature_id=row.pk, now=now)
    assert not withdraw(signature_id=row.pk, now=now)
    gone = Signature.objects.select_related("event__target").get()
    assert (gone.state, bytes(gone.sealed), gone.shown_name, gone.country) == ("withdrawn", b"", "", "")
    assert gone.event is not None
    assert gone.event.type == "withdraw"
    assert gone.event.target_id == row.event_id
    assert list(findings(now)) == []
    publish_round(now + MINUTE)
    assert shown_count(petition.pid, now + 2 * MINUTE).count == 0
    assert list(findings(now)) == []


def test_whoever_withdrew_may_sign_again(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    stand(petition, OSCAR, now, mailbox)
    withdraw(signature_id=Signature.objects.get().pk, now=now)
    publish_round(now)
    stand(petition, OSCAR, now + MINUTE, mailbox)
    publish_round(now + MINUTE)
    assert Signature.objects.get().state == "counted"
    assert shown_count(petition.pid, now + 2 * MINUTE).count == 1
    assert list(Event.objects.exclude(type="open").order_by("id").values_list("type", flat=True)) == [
        "sign", "withdraw", "sign",
    ]  # fmt: skip
    assert list(findings(now)) == []


def test_a_signature_withdrawn_before_its_round_is_never_counted(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    stand(petition, OSCAR, now, mailbox)
    withdraw(signature_id=Signature.objects.get().pk, now=now)
    assert publish_round(now) == 0
    assert Signature.objects.get().state == "withdrawn"
    assert shown_count(petition.pid, now + MINUTE).count == 0


def test_what_nobody_confirmed_goes_after_thirty_days(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    stand(petition, OSCAR, now, mailbox)
    signed(petition, WEI, now=now)
    signed(petition, IDA, now=now + DAY)
    assert has_signatures(petition.pk)
    assert expire_unconfirmed(now=now + 30 * DAY) == 0
    assert LetterPlace.objects.count() == 0
    assert expire_unconfirmed(now=now + 30 * DAY + SECOND) == 1
    assert expire_unconfirmed(now=now + 31 * DAY + SECOND) == 1
    assert Signature.objects.get().state == "confirmed"


def test_signing_again_starts_the_thirty_days_anew(petition: Petition, now: datetime) -> None:
    signed(petition, OSCAR, now=now)
    signed(petition, OSCAR, now=now + 20 * DAY)
    assert expire_unconfirmed(now=now + 40 * DAY) == 0
    assert expire_unconfirmed(now=now + 51 * DAY) == 1


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ({"state": "counted"}, "counted and have no published entry"),
        ({"event": None}, "confirmed and have no event"),
        ({"state": "pending"}, "neither confirmed nor taken back and have an event"),
        ({"state": "withdrawn"}, "without a person and hold sealed data"),
    ],
)
def test_doctor_finds_rows_that_contradict_the_log(
    petition: Petition, now: datetime, mailbox: PostOffice, damage: dict[str, object], sentence: str
) -> None:
    stand(petition, OSCAR, now, mailbox)
    Signature.objects.update(**damage)
    assert any(sentence in found for found in findings(now))


def test_doctor_finds_a_lost_row(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    stand(petition, OSCAR, now, mailbox)
    Signature.objects.all().delete()
    assert any("the log's events give 1 signatures, the rows 0" in found for found in findings(now))


def test_doctor_finds_what_should_have_been_deleted(petition: Petition, now: datetime) -> None:
    signed(petition, BEN, now=now)
    assert list(findings(now + 31 * DAY)) == []
    assert any("older than 30 days" in found for found in findings(now + 32 * DAY))
