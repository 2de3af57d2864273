"""A starter is reminded once, a week before the search for supporters lapses, and no kill makes it twice."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.cast import IDA, MEHTAP, OSCAR
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from tests.supporting import choose, fresh, make_gathering, make_supporter, moderated, work
from undersigned.moderation.actions.ask_correction import ask_correction
from undersigned.petitions.actions import remind_starters as reminding
from undersigned.petitions.actions.lapse_gatherings import lapse_gatherings
from undersigned.petitions.actions.remind_starters import remind_starters
from undersigned.petitions.actions.resubmit import resubmit
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.supporters import GATHERS_FOR, REMINDS_AHEAD
from undersigned.switches.actions.turn_off import turn_off
from undersigned.switches.actions.turn_on import turn_on
from undersigned.switches.rules import Switch

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
SUBJECT = "still looks for supporters"


@pytest.fixture(autouse=True)
def asking(house: object, settings: Any) -> None:
    choose(settings)


@pytest.fixture
def petition(now: datetime) -> Petition:
    return make_gathering(now)


def soon(now: datetime) -> datetime:
    """When the reminder is due."""
    return now + GATHERS_FOR - REMINDS_AHEAD


def reminders(mailbox: PostOffice, now: datetime) -> list[str]:
    """What has come to the starter about it, by then."""
    deliver_all(now=now)
    return [one.text for one in mailbox.to(MEHTAP.email) if SUBJECT in one.subject]


def test_a_week_before_and_never_again(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=now)
    work(now)
    assert remind_starters(now=soon(now) - SECOND) == 0
    assert remind_starters(now=soon(now)) == 1
    for later in (soon(now), soon(now) + SECOND, now + GATHERS_FOR):
        assert remind_starters(now=later) == 0
    [letter] = reminders(mailbox, soon(now))
    assert "1 of 2 supporters have confirmed." in letter
    assert "1 June 2026" in letter
    assert f"/en/desk/petitions/{petition.slug}/" in letter
    assert "/support/" not in letter
    assert OSCAR.name not in letter
    assert len(reminders(mailbox, now + GATHERS_FOR)) == 1


def test_the_end_has_its_own_letter(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    remind_starters(now=soon(now))
    deliver_all(now=soon(now))
    late = now + GATHERS_FOR + SECOND
    assert (lapse_gatherings(now=late), remind_starters(now=late)) == (1, 0)
    deliver_all(now=late)
    assert "did not find its supporters in time" in mailbox.last(MEHTAP.email).subject


def test_what_is_late_already_lapses_without(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    late = now + GATHERS_FOR + SECOND
    assert remind_starters(now=late) == 0
    assert Gathering.objects.get().reminded_at is None


def test_a_letter_that_waited_too_long_is_not_sent(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    turn_off(switch=Switch.STARTER_MAIL, reason="An attack.", actor="tests", now=now)
    remind_starters(now=soon(now))
    assert reminders(mailbox, soon(now)) == []
    turn_on(switch=Switch.STARTER_MAIL, actor="tests", now=now)
    assert reminders(mailbox, now + GATHERS_FOR + SECOND) == []


def test_whoever_has_enough_meanwhile_hears_of_that_alone(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    for person in (OSCAR, IDA):
        make_supporter(petition, person, mailbox=mailbox, now=now)
    remind_starters(now=soon(now))
    work(soon(now))
    assert fresh(petition).state == "held"
    assert reminders(mailbox, soon(now)) == []
    assert "has its supporters" in mailbox.last(MEHTAP.email).subject
    assert remind_starters(now=soon(now)) == 0


def test_a_search_that_begins_anew_is_reminded_anew(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    remind_starters(now=soon(now))
    held = moderated(petition, mailbox, soon(now))
    begun = soon(now)
    ask_correction(petition_id=held.pk, words="When?", code="unclear", by=make_staff(now=begun), now=begun)
    save_draft(petition_id=held.pk, change=DraftChange(story="At 20:15."), now=begun)
    starter = fresh(held).starter
    assert starter is not None
    resubmit(petition_id=held.pk, account=starter, now=begun)
    assert remind_starters(now=soon(begun) - SECOND) == 0
    assert remind_starters(now=soon(begun)) == 1


def test_a_kill_between_two_petitions_reminds_each_once(
    petition: Petition, now: datetime, mailbox: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_gathering(now + SECOND, title="A bell for the ferry")
    whole = reminding._remind
    done: list[int] = []

    def killed(petition_id: int, at: datetime) -> bool:
        if done:
            raise KeyboardInterrupt
        done.append(petition_id)
        return whole(petition_id, at)

    due = soon(now) + SECOND
    with monkeypatch.context() as patch:
        patch.setattr(reminding, "_remind", killed)
        with pytest.raises(KeyboardInterrupt):
            remind_starters(now=due)
    assert remind_starters(now=due) == 1
    assert len(reminders(mailbox, due)) == 2


def test_a_kill_within_one_leaves_neither_letter_nor_note(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    with transaction.atomic():
        assert remind_starters(now=soon(now)) == 1
        transaction.set_rollback(True)
    row = Gathering.objects.get()
    assert (row.reminded_at, row.letter_due) == (None, None)
    assert remind_starters(now=soon(now)) == 1
    assert len(reminders(mailbox, soon(now))) == 1
