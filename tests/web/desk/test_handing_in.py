"""The letter that confirms a starter's address hands the petition in."""

import pytest
from pytest_django.fixtures import Settings

from tests.cast import MEHTAP, OSCAR
from tests.makers import make_draft
from tests.post_office import PostOffice
from tests.web.desk.visiting import browser, link_for, moment, press, starter
from undersigned.accounts.queries import account_by_email
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(db: None) -> Petition:
    """A petition that waits for its starter's confirmation."""
    return submit(petition_id=make_draft(moment()).pk, account=None, publication="immediate", now=moment())


def choose(settings: Settings, publication: str) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"publication": publication})


def link(petition: Petition, mailbox: PostOffice) -> str:
    return link_for(MEHTAP, mailbox, purpose="submit", petition_id=petition.pk)


def test_at_once(waiting: Petition, mailbox: PostOffice, settings: Settings) -> None:
    choose(settings, "immediate")
    path = link(waiting, mailbox)
    client = browser()
    page = client.get(path).content.decode()
    assert "A night train to Kavakdere" in page
    assert account_by_email(MEHTAP.email) is None
    answer = press(client, path)
    waiting.refresh_from_db()
    account = account_by_email(MEHTAP.email)
    assert account is not None
    assert account.confirmed_at is not None
    assert (waiting.state, waiting.starter) == (State.PUBLISHED, account)
    assert answer["Location"] == f"/en/desk/petitions/{waiting.slug}/?said=handed_in"
    page = client.get(answer["Location"]).content.decode()
    assert "Your petition is published" in page
    assert f"http://testserver/en/petitions/{waiting.slug}/" in page


def test_for_a_moderator(waiting: Petition, mailbox: PostOffice, settings: Settings) -> None:
    choose(settings, "moderated")
    client = browser()
    answer = press(client, link(waiting, mailbox))
    waiting.refresh_from_db()
    assert waiting.state == State.HELD
    page = client.get(answer["Location"]).content.decode()
    assert "Your petition is handed in" in page
    assert f"/en/petitions/{waiting.slug}/" not in page


def test_a_text_that_changed_after_the_letter_is_not_handed_in(waiting: Petition, mailbox: PostOffice) -> None:
    path = link(waiting, mailbox)
    save_draft(petition_id=waiting.pk, change=DraftChange(title="Something else"), now=moment())
    client = browser()
    answer = press(client, path)
    waiting.refresh_from_db()
    assert waiting.state == State.DRAFT
    assert waiting.starter is None
    # The address is confirmed all the same, and the person is in.
    assert answer["Location"] == "/en/desk/?said=changed_since"
    assert "Please look at it once more" in client.get(answer["Location"]).content.decode()


def test_somebody_elses_petition_is_not_taken_over(waiting: Petition, mailbox: PostOffice) -> None:
    path = link(waiting, mailbox)
    starter(OSCAR)
    account = account_by_email(OSCAR.email)
    submit(petition_id=waiting.pk, account=account, publication="moderated", now=moment())
    answer = press(browser(), path)
    waiting.refresh_from_db()
    assert waiting.starter == account
    assert answer["Location"] == "/en/desk/?said=not_handed_in"


def test_a_draft_that_is_gone_signs_in_all_the_same(waiting: Petition, mailbox: PostOffice) -> None:
    path = link(waiting, mailbox)
    waiting.delete()
    client = browser()
    assert client.get(path).status_code == 200
    assert press(client, path)["Location"] == "/en/desk/?said=not_handed_in"
    assert client.get("/en/desk/").status_code == 200


def test_pressed_twice_it_is_handed_in_once(waiting: Petition, mailbox: PostOffice) -> None:
    path = link(waiting, mailbox)
    client = browser()
    press(client, path)
    assert client.get(path).status_code == 404
    assert Petition.objects.count() == 1
