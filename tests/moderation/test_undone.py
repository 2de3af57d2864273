"""A letter with good news that waited, and was undone meanwhile, does not leave; what went against a petition does."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cast import MEHTAP
from tests.makers import make_photo
from tests.moderation.deciding import WORDS, handed_in, second_moderator, starter_of
from tests.post_office import PostOffice, Received
from tests.signing import deliver_all, make_staff
from undersigned.accounts.models import Account
from undersigned.moderation.actions.answer_appeal import answer_appeal
from undersigned.moderation.actions.appeal import appeal
from undersigned.moderation.actions.hide import hide
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.reopen import reopen
from undersigned.moderation.actions.show import show
from undersigned.moderation.actions.stop import stop
from undersigned.moderation.actions.take_down import take_down
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def nora(now: datetime) -> Account:
    return make_staff(now=now)


@pytest.fixture
def petition(house: Path, mailbox: PostOffice, now: datetime) -> Petition:
    found = handed_in(now)
    make_photo(found, now)
    found.refresh_from_db()
    return found


def published(petition: Petition, by: Account, now: datetime) -> None:
    publish(petition_id=petition.pk, by=by, revision=petition.revision, now=now)


def told(mailbox: PostOffice, now: datetime) -> list[Received]:
    """All letters to the starter so far, those that were due by now among them."""
    for _ in range(4):
        deliver_all(now=now)
    return mailbox.to(MEHTAP.email)


def test_published_and_taken_down_tells_the_latter(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime
) -> None:
    published(petition, nora, now)
    take_down(petition_id=petition.pk, words=WORDS, code="libel", by=nora, now=now + SECOND)
    [letter] = told(mailbox, now + 2 * SECOND)
    assert WORDS in letter.text


def test_opened_and_stopped_again_tells_both_stops(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime
) -> None:
    published(petition, nora, now)
    for words in ("The first.", "The second."):
        stop(petition_id=petition.pk, words=words, code="decided", by=nora, now=now)
        if words == "The first.":
            reopen(petition_id=petition.pk, words=WORDS, by=nora, now=now)
    letters = told(mailbox, now + SECOND)
    assert len(letters) == 2
    texts = "".join(letter.text for letter in letters)
    assert "The first." in texts
    assert "The second." in texts


@pytest.mark.parametrize(("again", "letters"), [("photo", 2), ("starter_name", 3)])
def test_a_part_that_is_hidden_again_is_not_told_as_shown(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime, again: str, letters: int
) -> None:
    published(petition, nora, now)
    before = len(told(mailbox, now))
    hide(petition_id=petition.pk, part="photo", words=WORDS, code="privacy", by=nora, now=now)
    show(petition_id=petition.pk, part="photo", words="", by=nora, now=now)
    hide(petition_id=petition.pk, part=again, words=WORDS, code="privacy", by=nora, now=now)
    assert len(told(mailbox, now + SECOND)) - before == letters


def test_who_appealed_is_answered_all_the_same(
    petition: Petition, nora: Account, mailbox: PostOffice, now: datetime
) -> None:
    published(petition, nora, now)
    stop(petition_id=petition.pk, words=WORDS, code="decided", by=nora, now=now)
    before = len(told(mailbox, now))
    appeal(petition_id=petition.pk, words="It is not decided.", by=starter_of(petition), now=now)
    other = second_moderator(now)
    answer_appeal(petition_id=petition.pk, is_granted=True, words="You are right.", by=other, now=now)
    take_down(petition_id=petition.pk, words=WORDS, code="libel", by=nora, now=now)
    assert any("You are right." in letter.text for letter in told(mailbox, now + SECOND)[before:])
