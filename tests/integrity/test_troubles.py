"""Something is wrong with the public log: who is told, how often, and when it is said to be well again."""

import json
from datetime import datetime, timedelta

import pytest

from tests.cast import IDA, NORA, WEI
from tests.integrity.receiving import Receiver
from tests.ledger.events import happen, sign_many
from tests.ledger.test_publishing import round_out
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from undersigned.integrity.actions.tell_trouble import tell_trouble
from undersigned.integrity.actions.watch_log import watch_log
from undersigned.integrity.models import LogTrouble
from undersigned.integrity.rules.troubles import CALM
from undersigned.integrity.webhook import WebhookRefused
from undersigned.jobs.models import Job
from undersigned.ledger.actions.note_refusal import note_refusal
from undersigned.ledger.actions.open_log import open_log
from undersigned.ledger.actions.recount_log import recount_log
from undersigned.ledger.models import PublishedCount

pytestmark = pytest.mark.django_db
WHY = "The database holds 3 entries of the log, but the published checkpoint says 5."
A_LOOK = timedelta(minutes=2)


@pytest.fixture
def staff(mailbox: PostOffice, now: datetime) -> PostOffice:
    """An administrator and two others, who are not bothered; letters from before are gone."""
    for person, role in ((NORA, "administrator"), (WEI, "moderator"), (IDA, "integrity")):
        make_staff(now=now, person=person, role=role)
    open_log(now=now)
    deliver_all(now=now)
    mailbox.clear()
    return mailbox


def letters(mailbox: PostOffice, now: datetime) -> list[tuple[str, str]]:
    deliver_all(now=now)
    found = [(letter.to, letter.subject) for letter in mailbox.received]
    mailbox.clear()
    return found


def test_a_refusal_is_told_once_to_administrators_and_its_end_once(staff: PostOffice, now: datetime) -> None:
    assert watch_log(now=now) == 0
    note_refusal(reason=WHY, now=now)
    assert [watch_log(now=now + number * A_LOOK) for number in range(5)] == [1, 0, 0, 0, 0]
    deliver_all(now=now)
    assert WHY in staff.last(NORA.email).text
    assert letters(staff, now) == [(NORA.email, "The public log stands still")]
    note_refusal(reason="", now=now + 4 * A_LOOK)
    assert watch_log(now=now + 5 * A_LOOK) == 0, "it may refuse again at once"
    over = now + 4 * A_LOOK + CALM
    assert [watch_log(now=over), watch_log(now=over + A_LOOK)] == [1, 0]
    assert letters(staff, over) == [(NORA.email, "The public log is well again")]
    note_refusal(reason=WHY, now=over + A_LOOK)
    assert watch_log(now=over + A_LOOK) == 1
    assert letters(staff, over + A_LOOK) == [(NORA.email, "The public log stands still")]


def test_a_publisher_that_tries_again_and_again_is_one_trouble(staff: PostOffice, now: datetime) -> None:
    for number in range(10):
        note_refusal(reason=WHY if number % 2 else "", now=now)
        watch_log(now=now + number * A_LOOK)
    assert LogTrouble.objects.count() == 1
    assert len(letters(staff, now + 10 * A_LOOK)) == 1


def test_what_a_recount_finds_is_told_until_one_finds_nothing(staff: PostOffice, now: datetime) -> None:
    happen("open", now)
    sign_many(3, now)
    round_out(now)
    PublishedCount.objects.update(count=7)
    assert recount_log(now=now) == 1
    assert watch_log(now=now) == 1
    deliver_all(now=now)
    assert "shows the number 7, the recount of 4 entries gives 3" in staff.last(NORA.email).text
    assert letters(staff, now) == [(NORA.email, "The public log does not hold")]
    PublishedCount.objects.update(count=3)
    assert watch_log(now=now + CALM) == 0, "nobody has looked again"
    assert recount_log(now=now + CALM) == 0
    assert watch_log(now=now + 2 * CALM) == 1
    assert letters(staff, now + 2 * CALM) == [(NORA.email, "The public log is well again")]


def test_the_webhook_hears_of_both(staff: PostOffice, receiver: type[Receiver], now: datetime) -> None:
    note_refusal(reason=WHY, now=now)
    watch_log(now=now)
    note_refusal(reason="", now=now)
    watch_log(now=now + CALM)
    begin, end = Job.objects.filter(action__endswith=".tell_trouble").order_by("pk")
    receiver.says = 503
    with pytest.raises(WebhookRefused):
        tell_trouble(**begin.arguments, now=now)
    receiver.says = 204
    tell_trouble(**begin.arguments, now=now + A_LOOK)
    tell_trouble(**end.arguments, now=now + CALM)
    tell_trouble(**end.arguments, now=now + timedelta(days=2))
    heard = [json.loads(body) for _, body in receiver.seen]
    assert [one["type"] for one in heard] == ["log.trouble", "log.trouble", "log.well"]
    assert heard[0] == heard[1]
    assert heard[0]["data"] == {"page": "http://testserver/staff/house/", "kind": "refusal", "words": WHY}
    ids = [headers["webhook-id"] for headers, _ in receiver.seen]
    assert ids[0] == ids[1] != ids[2]


def test_without_an_address_there_is_no_job(staff: PostOffice, now: datetime) -> None:
    note_refusal(reason=WHY, now=now)
    watch_log(now=now)
    assert not Job.objects.filter(action__endswith=".tell_trouble").exists()
