"""The starter's desk: the list, one petition, changing its text, closing it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from tests.cast import LAYLA, MEHTAP, NORA, OSCAR
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, make_signed, make_staff, publish_all
from tests.web.desk.visiting import browser, moment, petition_of, press, sign_in, starter
from undersigned.jobs.models import Job
from undersigned.ledger.models import Event
from undersigned.moderation.actions.refuse import refuse
from undersigned.petitions.models import Petition, TextVersion
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.states import State

pytestmark = pytest.mark.django_db
STORY = "A train at 23:10.\n\nEvery day."


@pytest.fixture
def mehtap(db: None, mailbox: PostOffice) -> Client:
    starter()
    return sign_in(MEHTAP, mailbox)


def at(petition: Petition, rest: str = "") -> str:
    petition.refresh_from_db()
    return f"/en/desk/petitions/{petition.slug}/{rest}"


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_empty_desk_says_how_to_begin(mehtap: Client) -> None:
    page = text_of(mehtap, "/en/desk/")
    assert "You have not started a petition yet." in page
    assert 'href="/en/start/"' in page


def test_the_desk_lists_mine_in_every_state_and_nobody_elses(mehtap: Client) -> None:
    petition_of(title="A public lamp")
    petition_of(title="A held lamp", publication="moderated")
    petition_of(OSCAR, title="Oscar's bench")
    page = text_of(mehtap, "/en/desk/")
    assert "A public lamp" in page
    assert "A held lamp" in page
    assert "Oscar" not in page
    assert page.count("Being checked") == 1


def test_the_number_is_the_public_one(mehtap: Client, mailbox: PostOffice) -> None:
    petition = petition_of()
    for person in (OSCAR, LAYLA):
        make_confirmed(petition, person, mailbox=mailbox, now=moment())
    assert "0 signatures" in text_of(mehtap, "/en/desk/")
    shown_from = publish_all(now=moment())
    with time_machine.travel(shown_from + timedelta(seconds=1)):
        assert "2 signatures" in text_of(mehtap, "/en/desk/")
        page = text_of(mehtap, at(petition))
        public = text_of(mehtap, f"/en/petitions/{petition.slug}/")
    assert '<b class="figure">2</b>' in page
    assert "2 have signed" in public or ">2<" in public


def test_a_desk_of_one_and_of_three_costs_the_same(
    mehtap: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition_of(title="Lamp one")
    with django_assert_num_queries(5):
        mehtap.get("/en/desk/")
    petition_of(title="Lamp two")
    petition_of(title="Lamp three", publication="moderated")
    with django_assert_num_queries(5):
        mehtap.get("/en/desk/")


def test_a_petitions_page(mehtap: Client) -> None:
    petition = petition_of()
    page = text_of(mehtap, at(petition))
    assert f"http://testserver/en/petitions/{petition.slug}/" in page
    assert "Change the text" in page
    assert "Close the petition" in page


def test_others_find_nothing_not_even_the_staff(mehtap: Client, mailbox: PostOffice) -> None:
    petition = petition_of(OSCAR)
    make_staff(now=moment(), role="administrator")
    for client in (mehtap, sign_in(NORA, mailbox)):
        for rest in ("", "edit/", "close/"):
            assert client.get(at(petition, rest)).status_code == 404
        assert press(client, "/en/desk/", at=at(petition, "close/")).status_code == 404
    assert Petition.objects.get(pk=petition.pk).state == State.PUBLISHED


def test_a_refused_petition_shows_the_words_as_text(mehtap: Client) -> None:
    petition = petition_of(publication="moderated")
    nora = make_staff(now=moment())
    refuse(petition_id=petition.pk, code="unclear", words="Say <b>which</b> platform.", by=nora, now=moment())
    page = text_of(mehtap, at(petition))
    assert "Say &lt;b&gt;which&lt;/b&gt; platform." in page
    assert "Change the text" not in page
    assert "Close the petition" not in page


def test_a_changed_text_is_a_new_version_in_the_log(mehtap: Client) -> None:
    petition = petition_of()
    form = text_of(mehtap, at(petition, "edit/"))
    assert 'value="A night train to Kavakdere"' in form
    answer = press(mehtap, at(petition, "edit/"), {"title": "A night train, at last", "story": STORY})
    assert answer["Location"] == at(petition) + "?said=changed"
    petition.refresh_from_db()
    text = original_text(petition)
    assert (petition.version, text.title, text.story) == (2, "A night train, at last", STORY)
    assert list(Event.objects.order_by("pk").values_list("type", flat=True)) == ["open", "amend"]
    first = TextVersion.objects.get(petition=petition, v=1)
    assert "A night train to Kavakdere" in first.hashed_text
    assert "The new text is saved." in text_of(mehtap, answer["Location"])


def test_a_held_text_is_changed_without_a_new_version(mehtap: Client) -> None:
    petition = petition_of(publication="moderated")
    before = petition.revision
    press(mehtap, at(petition, "edit/"), {"title": "A night train, at last", "story": STORY})
    petition.refresh_from_db()
    assert (petition.state, petition.version, original_text(petition).title) == ("held", 1, "A night train, at last")
    assert petition.revision > before
    assert not Event.objects.exists()


def test_after_the_first_signature_the_text_stays(mehtap: Client) -> None:
    petition = petition_of()
    make_signed(petition, OSCAR, now=moment())
    page = text_of(mehtap, at(petition))
    assert "Change the text" not in page
    assert "somebody has signed it" in page
    assert mehtap.get(at(petition, "edit/"))["Location"] == at(petition) + "?said=signed_already"
    answer = press(mehtap, "/en/desk/", {"title": "Something else", "story": STORY}, at=at(petition, "edit/"))
    assert answer["Location"] == at(petition) + "?said=signed_already"
    petition.refresh_from_db()
    assert (petition.version, original_text(petition).title) == (1, "A night train to Kavakdere")


@pytest.mark.parametrize(
    ("title", "story", "words"),
    [
        ("", STORY, "Please write what you ask for."),
        ("\u200b", STORY, "Please write what you ask for."),
        ("x" * 201, STORY, "A title has at most 200 characters."),
        ("A\u202elamp", STORY, "characters that nobody can see"),
        ("A lamp", "", "Please write what it is about."),
        ("A lamp", "x" * 30_001, "A story has at most 30000 characters."),
        ("A lamp", "a\x07b", "characters that nobody can see"),
    ],
)
def test_a_wrong_text_is_shown_again_as_it_was_typed(mehtap: Client, title: str, story: str, words: str) -> None:
    petition = petition_of()
    answer = press(mehtap, at(petition, "edit/"), {"title": title, "story": story})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert "<title>Error:" in page
    assert f'value="{title}"' in page
    assert story in page
    petition.refresh_from_db()
    assert petition.version == 1


def test_scripts_in_a_text_are_text(mehtap: Client) -> None:
    petition = petition_of()
    press(
        mehtap, at(petition, "edit/"), {"title": "<script>alert(1)</script>", "story": "</textarea><script>x</script>"}
    )
    for path in ("/en/desk/", at(petition), at(petition, "edit/"), at(petition, "close/")):
        page = text_of(mehtap, path)
        assert "<script>alert" not in page
        assert "<script>x" not in page


def test_closing_asks_first_and_then_closes(mehtap: Client) -> None:
    petition = petition_of()
    page = text_of(mehtap, at(petition, "close/"))
    assert "24 hours" in page
    petition.refresh_from_db()
    assert petition.state == State.PUBLISHED
    answer = press(mehtap, at(petition, "close/"))
    assert answer["Location"] == at(petition) + "?said=closed"
    petition.refresh_from_db()
    assert petition.state == State.CLOSED
    assert Job.objects.get().action == "undersigned.petitions.actions.end_grace.end_grace"
    page = text_of(mehtap, answer["Location"])
    assert "The petition is closed." in page
    assert "Close the petition" not in page


def test_what_is_not_open_cannot_be_closed(mehtap: Client) -> None:
    petition = petition_of(publication="moderated")
    assert mehtap.get(at(petition, "close/"))["Location"] == at(petition)
    answer = press(mehtap, "/en/desk/", at=at(petition, "close/"))
    assert answer["Location"] == at(petition)
    assert Petition.objects.get(pk=petition.pk).state == State.HELD


def test_without_a_csrf_token_nothing_is_closed(mehtap: Client) -> None:
    petition = petition_of()
    assert mehtap.post(at(petition, "close/")).status_code == 403
    assert Petition.objects.get(pk=petition.pk).state == State.PUBLISHED


def test_the_desk_in_turkish(mehtap: Client) -> None:
    petition = petition_of()
    page = text_of(mehtap, f"/tr/desk/petitions/{petition.slug}/")
    assert '<html lang="tr"' in page
    assert 'lang="en" dir="ltr">A night train to Kavakdere' in page
    assert f"http://testserver/tr/petitions/{petition.slug}/" in page


def test_the_way_on_to_a_draft_that_this_browser_keeps(mehtap: Client) -> None:
    assert "Go on with the draft" not in text_of(mehtap, "/en/desk/")
    press(mehtap, "/en/start/", {"title": "A lamp for the footpath", "language": "en"})
    assert "draft" in mehtap.cookies
    page = text_of(mehtap, "/en/desk/")
    assert "Go on with the draft" in page
    assert "A lamp for the footpath" in text_of(mehtap, "/en/start/")


def test_a_draft_that_was_handed_in_by_its_letter_is_let_go(mailbox: PostOffice) -> None:
    client = browser()
    for path, form in (
        ("/en/start/", {"title": "A lamp for the footpath"}),
        ("/en/start/addressees/", {"act": "next", "name": "Town council of Kavakdere"}),
        ("/en/start/story/", {"story": STORY}),
    ):
        assert press(client, path, form).status_code == 302
    form = {"name": MEHTAP.name, "email": MEHTAP.email}
    assert press(client, "/en/start/hand-in/", form).status_code == 200
    deliver_all(now=moment())
    answer = press(client, mailbox.last(MEHTAP.email).link.removeprefix("http://testserver"))
    assert "said=handed_in" in answer["Location"]
    assert "Go on with the draft" not in text_of(client, "/en/desk/")
    assert "A lamp for the footpath" in text_of(client, "/en/desk/")
