"""The secret link as pages: every state has its own, none is kept or told on, and none says who has signed."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.cast import MEHTAP, NORA, OSCAR, SUHARSA, VICTOR, Person
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff, signing_form, token_in
from tests.supporting import (
    choose,
    fresh,
    link,
    make_asked,
    make_gathering,
    make_supporter,
    moderated,
    post,
)
from tests.web.desk.visiting import moment, press, sign_in
from undersigned.petitions.actions.lapse_gatherings import lapse_gatherings
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.queries.supporting import gathering_of
from undersigned.petitions.rules.supporters import GATHERS_FOR
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db
TITLE = "A night train to Kavakdere"
HANDLE = re.compile(r'name="handle" value="[^"]+"')


@pytest.fixture(autouse=True)
def asking(house: object, settings: Any) -> None:
    choose(settings)


@pytest.fixture
def petition() -> Petition:
    return make_gathering(moment())


def form(petition: Petition, person: Person, **changes: str) -> dict[str, str]:
    gathering = gathering_of(petition.pk)
    assert gathering is not None
    return signing_form(petition, person, text=gathering.text_hash) | changes


def send(petition: Petition, person: Person, **changes: str) -> Any:
    return post(petition, form(petition, person, **changes))


def lapsed(petition: Petition, _mailbox: PostOffice) -> Petition:
    Gathering.objects.filter(petition=petition).update(began_at=moment() - GATHERS_FOR - timedelta(hours=1))
    lapse_gatherings(now=moment())
    return fresh(petition)


def check_secret(answer: Any) -> None:
    """Kept by no cache, found by no search engine, told to no other site."""
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_while_it_gathers_it_shows_text_and_form(petition: Petition) -> None:
    answer = Client().get(link(petition))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert TITLE in page
    assert "23:10" in page
    assert "0 of 2 supporters have confirmed." in page
    assert f'action="{link(petition)}"' in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert f"/petitions/{petition.slug}/" not in page
    check_secret(answer)


def test_before_it_is_public_nothing_else_shows_it(petition: Petition) -> None:
    assert Client().get(f"/en/petitions/{petition.slug}/").status_code == 404
    assert Client().get(f"/api/v1/petitions/{petition.slug}").status_code == 404
    assert Client().post(f"/en/petitions/{petition.slug}/sign", form(petition, OSCAR)).status_code == 404
    assert TITLE not in Client().get("/en/petitions/").content.decode()


def test_a_form_with_a_mistake_is_shown_again(petition: Petition) -> None:
    answer = send(petition, OSCAR, email="oscar")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="oscar"' in page
    assert "This is not a whole e-mail address" in page
    check_secret(answer)


def test_a_form_of_another_text_is_shown_again_with_the_new_one(petition: Petition) -> None:
    answer = send(petition, OSCAR, text="an earlier text")
    assert answer.status_code == 422
    assert "The text has changed since you opened this page" in answer.content.decode()
    assert not Signature.objects.exists()


def test_whoever_signs_is_answered_alike(petition: Petition, mailbox: PostOffice) -> None:
    now = moment()
    make_supporter(petition, OSCAR, mailbox=mailbox, now=now)
    make_asked(petition, SUHARSA, mailbox=mailbox, now=now)
    before = Client().get(link(petition)).content
    stranger = Person("Nobody Here", "nobody@nowhere.example")
    answers = [send(petition, one) for one in (stranger, OSCAR, SUHARSA)]
    answers.append(send(petition, VICTOR, website="https://spam.example"))
    bodies = {
        HANDLE.sub("", answer.content.decode()).replace(person.email, "").replace(person.name, "")
        for answer, person in zip(answers, (stranger, OSCAR, SUHARSA, VICTOR), strict=True)
    }
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len(bodies) == 1
    assert Client().get(link(petition)).content == before


def test_a_mistyped_domain_is_suggested_and_sent_to_the_link_again(petition: Petition) -> None:
    page = send(petition, OSCAR, email="oscar@gamil.com").content.decode()
    assert "gmail.com" in page
    assert f'action="{link(petition)}"' in page
    assert 'name="text"' in page


def test_the_letter_leads_to_a_page_that_changes_nothing_and_then_thanks(
    petition: Petition, mailbox: PostOffice
) -> None:
    assert send(petition, OSCAR).status_code == 200
    deliver_all(now=moment())
    letter = f"/en/confirm/{token_in(mailbox.last(OSCAR.email))}"
    page = Client().get(letter)
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert TITLE in page.content.decode()
    assert Signature.objects.get().state == "pending"
    thanks = Client().post(letter, {"act": "confirm"})
    assert "one more supporter" in thanks.content.decode()
    assert "1 of 2 supporters have confirmed." in thanks.content.decode()
    again = Client().post(letter, {"act": "confirm"})
    assert "It counts once." in again.content.decode()
    assert "You support this petition" in Client().get(letter).content.decode()


def test_the_code_of_the_letter_confirms_as_well(petition: Petition, mailbox: PostOffice) -> None:
    handle = re.search(r'name="handle" value="([^"]+)"', send(petition, OSCAR).content.decode())
    assert handle is not None
    deliver_all(now=moment())
    typed = {"handle": handle[1], "code": mailbox.last(OSCAR.email).code}
    assert "one more supporter" in Client().post("/en/confirm/code", typed).content.decode()
    assert Client().post("/en/confirm/code", typed | {"code": "000000"}).status_code == 422
    assert Client().post("/en/confirm/resend", {"handle": handle[1]}).status_code == 200


def test_a_letter_followed_when_it_is_full_is_still_taken(petition: Petition, mailbox: PostOffice) -> None:
    late = make_asked(petition, SUHARSA, mailbox=mailbox, now=moment())
    moderated(petition, mailbox, moment())
    thanks = Client().post(f"/en/confirm/{late}", {"act": "confirm"}).content.decode()
    assert "one more supporter" in thanks
    assert "/support/" not in thanks


def test_the_desk_shows_the_link_and_how_many(petition: Petition, mailbox: PostOffice) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=moment())
    client = sign_in(MEHTAP, mailbox)
    page = client.get(f"/en/desk/petitions/{petition.slug}/").content.decode()
    assert f"{django_settings.UNDERSIGNED.site_url}{link(petition)}" in page
    assert "1 of 2 supporters have confirmed." in page
    assert "Looking for supporters" in page
    # From one person to another, and nowhere in public.
    assert "https://wa.me/" in page
    assert "facebook" not in page
    assert OSCAR.name not in page


def test_the_desk_changes_the_text_until_the_first_signs(petition: Petition, mailbox: PostOffice) -> None:
    client = sign_in(MEHTAP, mailbox)
    here = f"/en/desk/petitions/{petition.slug}/edit/"
    text = {"title": "A later night train", "story": "A train at 23:40."}
    assert press(client, here, text)["Location"].endswith("?said=changed")
    assert "23:40" in Client().get(link(petition)).content.decode()
    make_asked(petition, OSCAR, mailbox=mailbox, now=moment())
    assert client.get(here)["Location"].endswith("?said=signed_already")


def test_the_desk_says_what_became_of_it(petition: Petition, mailbox: PostOffice) -> None:
    client = sign_in(MEHTAP, mailbox)
    lapsed(petition, mailbox)
    page = client.get(f"/en/desk/petitions/{petition.slug}/").content.decode()
    assert "Not enough supporters in time" in page
    assert "/support/" not in page


def test_a_supporter_sees_it_among_my_signatures_and_takes_it_back(petition: Petition, mailbox: PostOffice) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=moment())
    client = Client()
    client.post("/en/mine/", {"email": OSCAR.email})
    deliver_all(now=moment())
    path = mailbox.last(OSCAR.email).link.removeprefix("http://testserver")
    opened = client.post(path, {"act": "open"}, follow=True)
    page = opened.content.decode()
    assert "Confirmed: you support it" in page
    assert 'value="withdraw"' in page
    assert 'value="proofs"' not in page
    assert f"/petitions/{petition.slug}/" not in page


def test_the_staff_are_told_why_they_cannot_change_it(petition: Petition, mailbox: PostOffice) -> None:
    one = moderated(petition, mailbox, moment())
    make_staff(now=moment())
    nora = sign_in(NORA, mailbox)
    here = f"/staff/petitions/{one.slug}/edit/"
    form = {"title": "Another", "story": "Another.", "words": "Spelling.", "revision": str(one.revision)}
    answer = press(nora, here, form)
    assert answer.status_code == 409
    assert "Supporters have signed this very text" in answer.content.decode()
    assert fresh(one).revision == one.revision


def test_whoever_starts_is_told_before(settings: Any) -> None:
    choose(settings, supporters=7)
    client = Client()
    client.post("/en/start/", {"title": TITLE})
    client.post("/en/start/addressees/", {"name": "The council", "act": "next"})
    client.post("/en/start/story/", {"story": "A train.", "act": "next"})
    assert "7 people other than you have to support it" in client.get("/en/start/hand-in/").content.decode()
    choose(settings, "moderated")
    assert "have to support it" not in client.get("/en/start/hand-in/").content.decode()
