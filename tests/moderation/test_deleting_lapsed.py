"""A petition that found no supporters in time can be deleted, by two, and nothing of it is left in words."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cast import MEHTAP, NORA, OSCAR
from tests.moderation.test_deleting import texts
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from tests.supporting import choose, events, fresh, link, make_gathering, make_supporter, work
from tests.web.desk.visiting import moment as present
from tests.web.desk.visiting import press, sign_in
from undersigned.accounts.actions.approve import approve
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.rules import ActImpossible, TwoPersonAct
from undersigned.console.doctor import check_house
from undersigned.ledger.actions.open_log import open_log
from undersigned.moderation.actions.delete import delete
from undersigned.petitions.actions.lapse_gatherings import lapse_gatherings
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.rules.supporters import GATHERS_FOR
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHY = "It names a child."


@pytest.fixture
def petition(house: object, settings: Any) -> Petition:
    choose(settings)
    return make_gathering(present() - GATHERS_FOR - DAY)


def lapsed(petition: Petition) -> Petition:
    lapse_gatherings(now=present())
    return fresh(petition)


def test_two_delete_it_over_the_pages(petition: Petition, mailbox: PostOffice) -> None:
    lapsed(petition)
    make_staff(now=present())
    make_staff(now=present(), person=OSCAR)
    nora, oscar = sign_in(NORA, mailbox), sign_in(OSCAR, mailbox)
    queue = nora.get("/staff/?state=lapsed").content.decode()
    assert "Not enough supporters in time (1)" in queue
    page = f"/staff/petitions/{petition.slug}/"
    assert f"{page}delete/" in nora.get(page).content.decode()
    asked = press(nora, f"{page}delete/", {"code": "privacy", "reason": WHY})
    assert asked["Location"] == "/staff/proposals/?said=proposed"
    number = oscar.get("/staff/proposals/").content.decode().partition('name="proposal" value="')[2].partition('"')[0]
    press(oscar, "/staff/proposals/", {"act": "approve", "proposal": number})
    work(present())
    assert "This petition was deleted" in nora.get(page).content.decode()
    assert petition.slug not in nora.get("/staff/?state=lapsed").content.decode()
    assert oscar.get(link(petition)).status_code == 410


def test_no_word_is_left_and_the_log_never_hears_of_it(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    open_log(now=present())
    make_supporter(petition, OSCAR, mailbox=mailbox, now=present() - GATHERS_FOR)
    lapsed(petition)
    nora, oscar = make_staff(now=present()), make_staff(now=present(), person=OSCAR)
    named = {"detail": "privacy", "about": f"petition {petition.pid}", "reason": WHY}
    proposal = propose(act=TwoPersonAct.DELETE_PETITION, subject=petition.pk, by=nora, now=present(), **named)
    approve(proposal_id=proposal.pk, by=oscar, now=present())
    # Its letter about the lapse had not left: now there is nothing to name in it.
    assert Gathering.objects.get().letter_due is not None
    deliver_all(now=present())
    subjects = [one.subject for one in mailbox.to(MEHTAP.email)]
    assert [one for one in subjects if "in time" in one] == []
    work(present() + DAY + timedelta(minutes=1))
    words = ("Kavakdere", "last train", "23:10", "Kıvılcım", "Railways")
    assert [(place, word) for place, text in texts() for word in words if word in text] == []
    assert not Signature.objects.exists()
    row = fresh(petition)
    assert (row.state, row.starter, row.published_at, events(row)) == ("lapsed", None, None, [])
    assert row.sealed_at is not None
    assert [one for one in check_house(present()).findings if "sweep" not in one] == []


def test_while_it_still_looks_for_supporters_nobody_deletes_it(petition: Petition) -> None:
    with pytest.raises(ActImpossible):
        delete(subject=petition.pk, detail="privacy", reason=WHY, by=make_staff(now=present()), now=present())
