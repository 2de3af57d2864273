"""Replies: confirmed by mail, checked by staff, beside the petition and never in it."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.moderation.deciding import handed_in
from tests.post_office import PostOffice
from tests.reports.telling import PRESS, make_asked, make_waiting
from tests.signing import deliver_all, make_staff
from undersigned.accounts.models import Account, AuditEntry
from undersigned.accounts.rules import NotAllowed
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition, TextVersion
from undersigned.reports.actions.accept_reply import accept_reply
from undersigned.reports.actions.confirm_reply import confirm_reply
from undersigned.reports.actions.forget_reports import forget_reports
from undersigned.reports.actions.open_address import open_address
from undersigned.reports.actions.refuse_reply import refuse_reply
from undersigned.reports.actions.take_back_reply import take_back_reply
from undersigned.reports.models import Reply
from undersigned.reports.queries import accepted_replies, reply_of_link
from undersigned.reports.rules.replying import CONFIRM_WITHIN, UNCONFIRMED_AT_MOST, ReplyMoved, ReplyStands
from undersigned.reports.rules.reporting import KEPT_AFTER, StatementMissing

pytestmark = pytest.mark.django_db
CHECKED = "Called the number on their own site; the press office wrote it."


@pytest.fixture
def petition(mailbox: PostOffice, now: datetime) -> Petition:
    return handed_in(now, publication="immediate")


@pytest.fixture
def nora(db: None, now: datetime) -> Account:
    return make_staff(now=now)


def test_asking_mails_a_link_that_shows_and_changes_nothing(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> None:
    token = make_asked(petition, now=now)
    deliver_all(now=now)
    letter = mailbox.last(PRESS)
    assert letter.link.endswith(f"/en/replies/{token}")
    line = reply_of_link(token, now)
    assert line is not None
    assert (line.state, line.name) == ("unconfirmed", "Brambleworth Railways")
    assert Reply.objects.get().state == "unconfirmed"


def test_an_address_is_sealed(petition: Petition, now: datetime) -> None:
    make_asked(petition, now=now)
    row = Reply.objects.get()
    assert b"railways.example" not in bytes(row.email_sealed) + bytes(row.mailbox)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "../../en", "\x00" * 43])
def test_a_link_that_is_none_leads_nowhere(db: None, now: datetime, token: str) -> None:
    assert reply_of_link(token, now) is None
    assert not confirm_reply(token=token, now=now)


def test_a_link_dies_after_two_days_and_what_was_written_goes(petition: Petition, now: datetime) -> None:
    token = make_asked(petition, now=now)
    assert not confirm_reply(token=token, now=now + CONFIRM_WITHIN)
    assert forget_reports(now=now + CONFIRM_WITHIN - timedelta(seconds=1)) == 0
    assert forget_reports(now=now + CONFIRM_WITHIN) >= 1
    assert not Reply.objects.exists()


def test_confirming_twice_is_once(petition: Petition, now: datetime) -> None:
    token = make_asked(petition, now=now)
    assert confirm_reply(token=token, now=now)
    assert confirm_reply(token=token, now=now + timedelta(days=9))
    assert Reply.objects.get().confirmed_at == now


def test_an_address_has_one_reply_on_a_petition(petition: Petition, now: datetime) -> None:
    first, second = make_asked(petition, now=now), make_asked(petition, now=now, text="Another one.")
    assert confirm_reply(token=first, now=now)
    with pytest.raises(ReplyStands):
        confirm_reply(token=second, now=now)
    other = handed_in(now, title="A clock that goes right", publication="immediate")
    assert confirm_reply(token=make_asked(other, now=now), now=now)


def test_only_so_many_wait_for_one_address(petition: Petition, now: datetime) -> None:
    for number in range(UNCONFIRMED_AT_MOST + 3):
        make_asked(petition, now=now, network=f"198.51.100.{number}")
    assert Reply.objects.count() == UNCONFIRMED_AT_MOST


def test_letters_to_one_address_are_three_a_day(now: datetime, mailbox: PostOffice) -> None:
    for number in range(6):
        petition = handed_in(now, title=f"A clock, number {number}", publication="immediate")
        make_asked(petition, now=now, network=f"198.51.100.{number}")
    for _ in range(6):
        deliver_all(now=now)
    assert len(mailbox.to(PRESS)) == 3


def test_accepted_it_stands_and_the_text_is_what_it_was(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime
) -> None:
    reply = make_waiting(petition, now=now)
    texts = list(TextVersion.objects.values())
    before = Petition.objects.values().get(pk=petition.pk)
    assert accepted_replies(petition.pk) == ()
    accept_reply(reply_id=reply.pk, checked=CHECKED, by=nora, now=now)
    [shown] = accepted_replies(petition.pk)
    assert (shown.name, shown.office, shown.at) == ("Brambleworth Railways", "Press office", now)
    assert list(TextVersion.objects.values()) == texts
    after = Petition.objects.values().get(pk=petition.pk)
    assert after == before | {"revision": before["revision"] + 1}
    deliver_all(now=now)
    letter = mailbox.last(PRESS)
    assert "Your reply stands" in letter.subject
    assert CHECKED not in letter.text
    assert AuditEntry.objects.get(verb="reply_accepted").reason == CHECKED


def test_one_body_has_one_reply_whoever_asks(petition: Petition, nora: Account, now: datetime) -> None:
    first = make_waiting(petition, now=now)
    second = make_waiting(petition, now=now + timedelta(1), name="BRAMBLEWORTH railways", email="else@railways.example")
    accept_reply(reply_id=first.pk, checked=CHECKED, by=nora, now=now)
    with pytest.raises(ReplyStands):
        accept_reply(reply_id=second.pk, checked=CHECKED, by=nora, now=now)
    assert len(accepted_replies(petition.pk)) == 1


def test_refused_it_tells_why_and_goes(petition: Petition, nora: Account, mailbox: PostOffice, now: datetime) -> None:
    reply = make_waiting(petition, now=now)
    refuse_reply(reply_id=reply.pk, words="The railways know nothing of it.", by=nora, now=now)
    with pytest.raises(ReplyMoved):
        accept_reply(reply_id=reply.pk, checked=CHECKED, by=nora, now=now)
    deliver_all(now=now)
    for part in ("The railways know nothing of it.", "A person decided this", "object within six months"):
        assert part in mailbox.last(PRESS).text
    assert make_waiting(petition, now=now + timedelta(hours=2)).pk != reply.pk
    forget_reports(now=now + KEPT_AFTER)
    assert not Reply.objects.filter(pk=reply.pk).exists()


def test_taken_back_it_stands_no_longer(petition: Petition, nora: Account, mailbox: PostOffice, now: datetime) -> None:
    reply = make_waiting(petition, now=now)
    accept_reply(reply_id=reply.pk, checked=CHECKED, by=nora, now=now)
    forget_reports(now=now + timedelta(days=400))
    revision = Petition.objects.get(pk=petition.pk).revision
    take_back_reply(reply_id=reply.pk, words="They asked for it.", by=nora, now=now)
    assert accepted_replies(petition.pk) == ()
    assert Petition.objects.get(pk=petition.pk).revision == revision + 1
    deliver_all(now=now)
    assert "They asked for it." in mailbox.last(PRESS).text


def test_only_who_decides_decides_and_each_needs_words(petition: Petition, nora: Account, now: datetime) -> None:
    reply = make_waiting(petition, now=now)
    with pytest.raises(StatementMissing):
        accept_reply(reply_id=reply.pk, checked="", by=nora, now=now)
    Account.objects.filter(pk=nora.pk).update(role="integrity")
    with pytest.raises(NotAllowed):
        accept_reply(reply_id=reply.pk, checked=CHECKED, by=nora, now=now)
    with pytest.raises(NotAllowed):
        open_address(reply_id=reply.pk, by=nora, now=now)
    assert Reply.objects.get().state == "waiting"


def test_reading_an_address_is_written_down(petition: Petition, nora: Account, now: datetime) -> None:
    reply = make_waiting(petition, now=now)
    assert open_address(reply_id=UUID(str(reply.pk)), by=nora, now=now) == PRESS
    entry = AuditEntry.objects.get(verb="read_reply_address")
    assert entry.object == f"reply {reply.pk}"
    assert PRESS not in entry.reason + entry.object


def test_a_closed_petition_still_takes_a_reply(petition: Petition, now: datetime) -> None:
    close(petition_id=petition.pk, now=now)
    assert make_waiting(petition, now=now).state == "waiting"
