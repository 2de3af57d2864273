"""Reporting: what is kept, what is dropped, what staff read and decide, once each, and whom it tells."""

from datetime import datetime, timedelta

import pytest

from tests.cast import IDA, MEHTAP, OSCAR, VICTOR
from tests.moderation.deciding import handed_in
from tests.post_office import PostOffice
from tests.reports.telling import make_report
from tests.signing import deliver_all, make_staff
from undersigned.accounts.models import Account, AuditEntry
from undersigned.accounts.rules import NotAllowed
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import PetitionNotFound
from undersigned.reports.actions.act import act
from undersigned.reports.actions.forget_reports import forget_reports
from undersigned.reports.actions.leave import leave
from undersigned.reports.actions.open_words import open_words
from undersigned.reports.actions.set_threshold import set_threshold
from undersigned.reports.models import FormCount, Report, Settlement
from undersigned.reports.queries import reported, reported_one, urgent_from
from undersigned.reports.rules.limits import OF_NETWORK, OF_PETITION, Use
from undersigned.reports.rules.reporting import (
    KEPT_AFTER,
    AlreadySettled,
    NothingDecided,
    Reason,
    StatementMissing,
    ThresholdRefused,
)

pytestmark = pytest.mark.django_db
WHY = "The sentence quotes the timetable, which we read."


@pytest.fixture
def petition(mailbox: PostOffice, now: datetime) -> Petition:
    return handed_in(now, publication="immediate")


@pytest.fixture
def nora(db: None, now: datetime) -> Account:
    return make_staff(now=now)


def newest() -> int:
    return Report.objects.latest("pk").pk


def test_a_report_is_sealed_and_says_nothing_of_who(petition: Petition, now: datetime) -> None:
    make_report(petition, now=now, email=OSCAR.email)
    row = Report.objects.get()
    kept = b"".join(bytes(part) for part in (row.words_sealed, row.email_sealed, row.mailbox, row.origin) if part)
    for plain in (b"third sentence", b"oscar", b"192.0.2.7"):
        assert plain not in kept
    assert (row.about, row.about_id) == ("petition", petition.pk)


def test_what_is_not_public_can_not_be_reported(now: datetime, mailbox: PostOffice) -> None:
    with pytest.raises(PetitionNotFound):
        make_report(handed_in(now, publication="moderated"), now=now)
    assert not Report.objects.exists()


def test_nothing_on_the_page_changes_however_many_report(petition: Petition, now: datetime) -> None:
    before = Petition.objects.values().get(pk=petition.pk)
    for number in range(30):
        make_report(petition, now=now, network=f"198.51.100.{number}")
    assert Petition.objects.values().get(pk=petition.pk) == before
    line = reported_one(petition)
    assert line is not None
    assert (line.number, line.networks, line.is_urgent) == (30, 30, True)


def test_a_thousand_from_one_network_are_a_few(petition: Petition, now: datetime) -> None:
    for number in range(1000):
        make_report(petition, now=now + timedelta(seconds=number * 3), reason=Reason.HATE)
    kept = Report.objects.count()
    assert kept == OF_NETWORK[Use.REPORT].an_hour
    line = reported_one(petition)
    assert line is not None
    assert not line.is_urgent
    make_report(petition, now=now, network="2001:db8::/64")
    assert Report.objects.count() == kept + 1


def test_a_petition_keeps_so_many_an_hour(petition: Petition, now: datetime) -> None:
    most = OF_PETITION[Use.REPORT].an_hour
    for number in range(most + 5):
        make_report(petition, now=now, network=f"10.{number // 250}.0.{number % 250}")
    assert Report.objects.count() == most


def test_a_trap_drops(petition: Petition, now: datetime) -> None:
    make_report(petition, now=now, is_trapped=True)
    assert not Report.objects.exists()


def test_nobody_replaces_what_another_reported_under_an_address(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime
) -> None:
    """Whoever types an address has not shown that it is theirs."""
    make_report(petition, now=now, email=OSCAR.email, reason=Reason.HATE, words="Page 3 shows where I live.")
    seen = newest()
    make_report(
        petition, now=now, email=OSCAR.email.upper(), reason=Reason.OTHER, words="Nothing.", network="192.0.2.9"
    )
    read = open_words(petition_id=petition.pk, number=1, by=nora, now=now)
    assert [one.words for one in read] == ["Page 3 shows where I live.", "Nothing."]
    deliver_all(now=now)
    assert len(mailbox.to(OSCAR.email)) == 1, "one receipt"
    leave(petition_id=petition.pk, until=seen, words=WHY, by=nora, now=now)
    assert Report.objects.get(settlement=None).pk == newest(), "nobody has read it"


def test_an_address_is_told_once_however_many_reports_it_was_typed_to(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime
) -> None:
    for reason in (Reason.HATE, Reason.OTHER, Reason.OTHER):
        make_report(petition, now=now, email=OSCAR.email, reason=reason)
    make_report(petition, now=now, email=VICTOR.email)
    settlement = leave(petition_id=petition.pk, until=newest(), words=WHY, by=nora, now=now)
    for _ in range(3):
        deliver_all(now=now)
    assert [len(mailbox.to(person.email)) for person in (OSCAR, VICTOR)] == [1, 1]
    assert WHY in mailbox.last(OSCAR.email).text
    assert sum(settlement.numbers.values()) == 4


def test_the_queue_is_urgent_first_then_the_oldest(petition: Petition, nora: Account, now: datetime) -> None:
    quiet = handed_in(now, title="An older clock", starter=IDA, publication="immediate")
    make_report(quiet, now=now - timedelta(days=3))
    for number in range(3):
        make_report(petition, now=now, network=f"198.51.100.{number}", reason=Reason.HATE if number else Reason.LIBEL)
    assert [line.slug for line in reported().lines] == [quiet.slug, petition.slug]
    set_threshold(urgent_from=3, by=nora, now=now)
    lines = reported().lines
    assert [line.slug for line in lines] == [petition.slug, quiet.slug]
    assert [line.is_urgent for line in lines] == [True, False]
    assert lines[0].reasons == (("hate", 2), ("libel", 1))
    assert reported(2, size=1).lines[0].slug == quiet.slug
    assert (reported(1, size=1).pages, reported().total) == (2, 2)


@pytest.mark.parametrize("many", [1, 3])
def test_the_queue_takes_the_same_queries(
    now: datetime, mailbox: PostOffice, django_assert_num_queries: object, many: int
) -> None:
    for number in range(many):
        make_report(handed_in(now, title=f"A clock, number {number}", publication="immediate"), now=now)
    assert callable(django_assert_num_queries)
    with django_assert_num_queries(6):
        assert len(reported().lines) == many


def test_the_threshold_is_a_number_that_makes_sense(nora: Account, now: datetime) -> None:
    for wrong in (0, 1001):
        with pytest.raises(ThresholdRefused):
            set_threshold(urgent_from=wrong, by=nora, now=now)
    set_threshold(urgent_from=2, by=nora, now=now)
    assert urgent_from() == 2


def test_reading_is_written_down_and_shows_no_address(petition: Petition, nora: Account, now: datetime) -> None:
    make_report(petition, now=now, email=OSCAR.email)
    [one] = open_words(petition_id=petition.pk, number=1, by=nora, now=now)
    assert one.words == "The third sentence is not true."
    assert one.has_address
    entry = AuditEntry.objects.get(verb="read_reports")
    assert (entry.actor, entry.object) == (f"account {nora.pk}", f"petition {petition.pid}")
    assert "oscar" not in repr(one)


@pytest.mark.parametrize("role", ["reader", "integrity"])
def test_who_may_not_decide_reads_and_decides_nothing(petition: Petition, now: datetime, role: str) -> None:
    other = make_staff(now=now, role=role)
    make_report(petition, now=now)
    for deed in (
        lambda: open_words(petition_id=petition.pk, number=1, by=other, now=now),
        lambda: leave(petition_id=petition.pk, until=newest(), words=WHY, by=other, now=now),
        lambda: set_threshold(urgent_from=2, by=other, now=now),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert not Settlement.objects.exists()
    assert not AuditEntry.objects.filter(verb__startswith="re").exists()


def test_left_as_it_is_tells_reporters_and_starter(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime
) -> None:
    make_report(petition, now=now, email=OSCAR.email)
    make_report(petition, now=now, network="198.51.100.9")
    deliver_all(now=now)
    assert "has come" in mailbox.last(OSCAR.email).subject
    done = leave(petition_id=petition.pk, until=newest(), words=WHY, by=nora, now=now)
    assert done.numbers == {"libel": 2}
    deliver_all(now=now)
    statement = mailbox.last(OSCAR.email)
    for part in (WHY, "stays as it is", "A person decided this", "object within six months", "/en/contact/"):
        assert part in statement.text
    assert WHY in mailbox.last(MEHTAP.email).text
    assert reported_one(petition) is None
    assert AuditEntry.objects.get(verb="reports_left").reason == WHY


def test_a_receipt_that_has_not_left_is_not_sent_any_more(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime
) -> None:
    make_report(petition, now=now, email=OSCAR.email)
    leave(petition_id=petition.pk, until=newest(), words=WHY, by=nora, now=now)
    deliver_all(now=now)
    assert [letter.subject.partition(":")[0] for letter in mailbox.to(OSCAR.email)] == ["What came of your report"]


def test_each_report_is_answered_once(petition: Petition, nora: Account, now: datetime) -> None:
    make_report(petition, now=now)
    read = newest()
    make_report(petition, now=now, network="198.51.100.9")
    leave(petition_id=petition.pk, until=read, words=WHY, by=nora, now=now)
    with pytest.raises(AlreadySettled):
        leave(petition_id=petition.pk, until=read, words=WHY, by=nora, now=now)
    line = reported_one(petition)
    assert line is not None
    assert line.number == 1
    assert Settlement.objects.count() == 1


def test_nothing_is_decided_without_words(petition: Petition, nora: Account, now: datetime) -> None:
    make_report(petition, now=now)
    with pytest.raises(StatementMissing):
        leave(petition_id=petition.pk, until=newest(), words=" ... ", by=nora, now=now)
    assert not Settlement.objects.exists()


def test_acting_needs_a_decision_against_it_since(petition: Petition, nora: Account, now: datetime) -> None:
    make_report(petition, now=now)
    with pytest.raises(NothingDecided):
        act(petition_id=petition.pk, until=newest(), words=WHY, by=nora, now=now)
    assert not Settlement.objects.exists()


def test_receipts_to_one_address_are_three_a_day(mailbox: PostOffice, now: datetime) -> None:
    for number in range(5):
        petition = handed_in(now, title=f"A clock, number {number}", publication="immediate")
        make_report(petition, now=now, email=VICTOR.email, network=f"198.51.100.{number}")
    for _ in range(5):
        deliver_all(now=now)
    assert len(mailbox.to(VICTOR.email)) == 3
    deliver_all(now=now + timedelta(days=1, minutes=1))
    assert len(mailbox.to(VICTOR.email)) == 5


def test_a_report_goes_thirty_days_after_its_answer(petition: Petition, nora: Account, now: datetime) -> None:
    make_report(petition, now=now, email=OSCAR.email)
    make_report(petition, now=now, network="198.51.100.9")
    forget_reports(now=now + timedelta(days=400))
    assert Report.objects.count() == 2
    leave(petition_id=petition.pk, until=newest(), words=WHY, by=nora, now=now)
    forget_reports(now=now + KEPT_AFTER - timedelta(seconds=1))
    assert Report.objects.count() == 2
    forget_reports(now=now + KEPT_AFTER)
    assert not Report.objects.exists()
    assert Settlement.objects.get().numbers == {"libel": 2}
    assert not FormCount.objects.exists()
    assert forget_reports(now=now + KEPT_AFTER) == 0
