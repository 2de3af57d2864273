"""A secret link that came into wrong hands is exchanged: the old one shows nothing any more, supporters stay."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import IDA, MEHTAP, OSCAR, SUHARSA, WEI
from tests.post_office import PostOffice
from tests.signatures.test_races import at_once
from tests.signing import deliver_all, make_staff, signing_form
from tests.supporting import (
    choose,
    confirmed,
    fresh,
    link,
    make_asked,
    make_gathering,
    make_supporter,
    moderated,
    post,
    work,
)
from tests.web.desk.visiting import moment, press, sign_in, starter
from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_email
from undersigned.moderation.actions.ask_correction import ask_correction
from undersigned.petitions.actions.exchange_link import exchange_link
from undersigned.petitions.actions.resubmit import resubmit
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.queries.supporting import (
    REMEMBERED,
    gathering_of,
    is_exchanged,
    petition_of_link,
    support_token,
)
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.states import StepRefused
from undersigned.signatures.models import Signature

TITLE = "A night train to Kavakdere"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def asking(house: object, settings: Any) -> None:
    choose(settings)


@pytest.fixture
def petition(db: None) -> Petition:
    return make_gathering(moment() - HOUR, title=TITLE)


def mehtap() -> Account:
    found = account_by_email(MEHTAP.email)
    assert found is not None
    return found


def exchanged(petition: Petition) -> str:
    """The old link; there is a new one."""
    old = link(petition)
    found = gathering_of(petition.pk)
    assert found is not None
    assert exchange_link(petition_id=petition.pk, number=found.link_number, account=mehtap(), now=moment())
    return old


@pytest.mark.django_db
def test_the_starter_presses_it_on_their_desk(petition: Petition, mailbox: PostOffice) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=moment() - HOUR)
    client, old, desk = sign_in(MEHTAP, mailbox), link(petition), f"/en/desk/petitions/{petition.slug}/"
    assert f"http://testserver{old}" in client.get(desk).content.decode()
    answer = press(client, desk, {"number": "0"}, at=f"/en/desk/petitions/{petition.slug}/link")
    assert answer["Location"] == f"{desk}?said=link_exchanged"
    page = client.get(answer["Location"]).content.decode()
    assert "Your petition has a new secret link" in page
    assert link(petition) != old
    assert f"http://testserver{link(petition)}" in page
    assert old not in page
    assert "1 of 2 supporters have confirmed." in page
    assert Client().get(link(petition)).status_code == 200
    again = press(client, desk, {"number": "0"}, at=f"/en/desk/petitions/{petition.slug}/link")
    assert again["Location"] == f"{desk}?said=not_now"


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["", "-1", "x", "²", "1", "9999999999", "1_0"])
def test_of_no_link_that_it_has_nothing_changes(petition: Petition, mailbox: PostOffice, number: str) -> None:
    client, old = sign_in(MEHTAP, mailbox), link(petition)
    desk = f"/en/desk/petitions/{petition.slug}/"
    press(client, desk, {"number": number}, at=f"{desk}link")
    assert link(petition) == old


@pytest.mark.django_db
def test_nobody_else_exchanges_it(petition: Petition, mailbox: PostOffice) -> None:
    starter(OSCAR)
    old, client = link(petition), sign_in(OSCAR, mailbox)
    path = f"/en/desk/petitions/{petition.slug}/link"
    assert press(client, "/en/desk/", {"number": "0"}, at=path).status_code == 404
    oscar = account_by_email(OSCAR.email)
    assert oscar is not None
    with pytest.raises(StepRefused):
        exchange_link(petition_id=petition.pk, number=0, account=oscar, now=moment())
    assert link(petition) == old


@pytest.mark.django_db
def test_the_old_link_says_so_and_shows_and_takes_nothing(petition: Petition) -> None:
    old = exchanged(petition)
    found = gathering_of(petition.pk)
    assert found is not None
    form = signing_form(petition, SUHARSA, text=found.text_hash)
    new, path = link(petition), old
    for answer in (Client().get(path), Client().post(path, form)):
        page = answer.content.decode()
        assert answer.status_code == 410
        assert "This link was exchanged for another" in page
        for part in (TITLE, petition.slug, new, "23:10"):
            assert part not in page
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not Signature.objects.exists()
    assert post(petition, form).status_code == 200


@pytest.mark.django_db
def test_every_link_that_it_had_is_gone_and_none_comes_back(petition: Petition) -> None:
    links = [exchanged(petition).rpartition("/")[2] for _ in range(REMEMBERED + 2)]
    assert len({*links, support_token(petition)}) == REMEMBERED + 3
    assert [petition_of_link(one) for one in links] == [None] * len(links)
    assert [is_exchanged(one) for one in links] == [False] * 2 + [True] * REMEMBERED
    assert petition_of_link(support_token(petition)) == petition
    assert not is_exchanged(support_token(petition))


@pytest.mark.django_db
def test_what_this_site_never_made_was_not_exchanged(petition: Petition) -> None:
    exchanged(petition)
    token = support_token(petition)
    for forged in (token[:-3] + "AAA", token[:22] + "A" * 21, "A" * 43, "x", "ü" * 43):
        assert not is_exchanged(forged)
        assert Client().get(f"/en/support/{forged}").status_code == 404


@pytest.mark.django_db
def test_supporters_stay_and_letters_on_their_way_still_work(petition: Petition, mailbox: PostOffice) -> None:
    before = moment() - HOUR
    make_supporter(petition, OSCAR, mailbox=mailbox, now=before)
    letter = make_asked(petition, IDA, mailbox=mailbox, now=before)
    old = exchanged(petition)
    assert confirmed(petition) == 1
    page = Client().get(f"/en/confirm/{letter}").content.decode()
    # Whoever came by the old link may be why it was exchanged.
    assert (old in page, link(petition) in page) == (True, False)
    thanks = Client().post(f"/en/confirm/{letter}", {"act": "confirm"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert link(petition) not in thanks.content.decode()
    assert old not in thanks.content.decode()
    assert confirmed(petition) == 2
    work(moment())
    assert fresh(petition).state == "held"


@pytest.mark.django_db
def test_who_signed_under_the_new_link_is_told_it(petition: Petition, mailbox: PostOffice) -> None:
    exchanged(petition)
    letter = make_asked(petition, WEI, mailbox=mailbox, now=moment())
    assert link(petition) in Client().get(f"/en/confirm/{letter}").content.decode()
    thanks = Client().post(f"/en/confirm/{letter}", {"act": "confirm"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert link(petition) in thanks.content.decode()


@pytest.mark.django_db
def test_no_letter_leads_who_signed_before_to_the_new_link(petition: Petition, mailbox: PostOffice) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=moment() - HOUR)
    old = exchanged(petition)
    make_asked(petition, OSCAR, mailbox=mailbox, now=moment())
    letter = mailbox.last(OSCAR.email)
    assert "You have signed already" in letter.subject
    assert (old in letter.text, link(petition) in letter.text) == (True, False)


@pytest.mark.django_db
def test_who_is_asked_about_another_text_can_read_it(petition: Petition, mailbox: PostOffice) -> None:
    before = moment() - HOUR
    held = moderated(petition, mailbox, before)
    ask_correction(petition_id=held.pk, words="Say when.", code="unclear", by=make_staff(now=before), now=before)
    save_draft(petition_id=held.pk, change=DraftChange(story="The last train leaves at 20:15."), now=before)
    resubmit(petition_id=held.pk, account=mehtap(), now=before + timedelta(minutes=1))
    work(before + timedelta(minutes=1))
    exchanged(petition)
    deliver_all(now=moment())
    letter = mailbox.last(OSCAR.email)
    assert "was corrected" in letter.subject
    assert link(petition) in letter.text
    token = letter.text.partition("/confirm/")[2].split()[0]
    assert link(petition) in Client().get(f"/en/confirm/{token}").content.decode()


@pytest.mark.django_db
def test_where_nobody_is_looked_for_there_is_no_link_to_exchange(petition: Petition, mailbox: PostOffice) -> None:
    client = sign_in(MEHTAP, mailbox)
    held = moderated(petition, mailbox, moment())
    with pytest.raises(StepRefused):
        exchange_link(petition_id=held.pk, number=0, account=mehtap(), now=moment())
    page = client.get(f"/en/desk/petitions/{held.slug}/").content.decode()
    assert re.search(r'action="[^"]*/link"', page) is None


@pytest.mark.django_db
def test_an_exchanged_link_keeps_silent_in_every_later_state(petition: Petition, mailbox: PostOffice) -> None:
    old = exchanged(petition)
    moderated(petition, mailbox, moment())
    assert Client().get(old).status_code == 410
    assert "being read" in Client().get(link(petition)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_exchange_it_once(petition: Petition) -> None:
    account, now = mehtap(), moment()
    press_it = [lambda: exchange_link(petition_id=petition.pk, number=0, account=account, now=now)] * 4
    assert sorted(map(bool, at_once(*press_it))) == [False, False, False, True]
    assert Gathering.objects.get().link_number == 1
