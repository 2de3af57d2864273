"""The moderators' queue: who comes in, what is listed, and what a decision does."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from tests.cast import MEHTAP, NORA, OSCAR
from tests.makers import make_draft, make_photo
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff
from tests.staff_pass import show_code
from tests.web.desk.visiting import browser, moment, petition_of, press, sign_in, starter
from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_email
from undersigned.mail.actions.pause import pause
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import WORDS_AT_MOST
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.petitions.rules.states import State

pytestmark = pytest.mark.django_db
WORDS = "Please say which platform you mean."


@pytest.fixture
def nora(db: None, mailbox: PostOffice) -> Client:
    make_staff(now=moment())
    return sign_in(NORA, mailbox)


@pytest.fixture
def held(db: None) -> Petition:
    return petition_of(publication="moderated")


def at(petition: Petition, act: str = "") -> str:
    petition.refresh_from_db()
    return f"/staff/petitions/{petition.slug}/{act}"


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def state_of(petition: Petition) -> str:
    return Petition.objects.values_list("state", flat=True).get(pk=petition.pk)


def test_the_staff_come_in_by_the_same_door(mailbox: PostOffice) -> None:
    make_staff(now=moment())
    client = browser()
    sent_away = client.get("/staff/")
    assert sent_away["Location"] == "/en/desk/sign-in/?next=%2Fstaff%2F"
    press(client, sent_away["Location"], {"act": "link", "email": NORA.email, "next": "/staff/"})
    deliver_all(now=moment())
    answer = press(client, mailbox.last(NORA.email).link.removeprefix("http://testserver"))
    assert answer["Location"] == "/staff/"
    assert client.get("/staff/")["Location"] == "/staff/factor/?next=%2Fstaff%2F"
    nora = account_by_email(NORA.email)
    assert nora is not None
    show_code(client, nora)
    assert "There is nothing here." in text_of(client, "/staff/")


def test_a_starter_finds_nothing_here(mailbox: PostOffice, held: Petition) -> None:
    client = sign_in(MEHTAP, mailbox)
    for path in ("/staff/", "/staff/house/", at(held)):
        assert client.get(path).status_code == 404


def test_the_queue_is_by_age_with_counts_per_state(nora: Client) -> None:
    with time_machine.travel(moment() - timedelta(days=3)):
        petition_of(OSCAR, title="An older bench", publication="moderated")
    petition_of(title="A newer lamp", publication="moderated")
    petition_of(title="A public clock", publication="immediate")
    make_draft(moment(), title="Nobody's business")
    page = text_of(nora, "/staff/")
    assert page.index("An older bench") < page.index("A newer lamp")
    assert "3 days ago" in page
    assert "Being checked (2)" in page
    assert "Open for signatures (1)" in page
    assert "A public clock" not in page
    assert "A public clock" in text_of(nora, "/staff/?state=published")
    for state in ("draft", "nonsense", ""):
        page = text_of(nora, f"/staff/?state={state}")
        assert "An older bench" in page
        assert "Nobody" not in page


def test_a_queue_of_one_and_of_three_costs_the_same(
    nora: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition_of(title="Lamp one", publication="moderated")
    with django_assert_num_queries(11):
        nora.get("/staff/")
    petition_of(title="Lamp two", publication="moderated")
    petition_of(OSCAR, title="Lamp three", publication="moderated")
    with django_assert_num_queries(11):
        nora.get("/staff/")


def test_a_long_queue_has_pages(nora: Client) -> None:
    for number in range(51):
        petition_of(title=f"Lamp {number:02}", publication="moderated")
    first = text_of(nora, "/staff/")
    assert "Lamp 00" in first
    assert "Lamp 50" not in first
    assert 'href="?state=held&amp;page=2"' in first
    second = text_of(nora, "/staff/?state=held&page=2")
    assert "Lamp 50" in second
    assert 'href="?state=held&amp;page=1"' in second
    for nonsense in ("0", "-1", "x", "²", "9999999"):
        assert "Lamp 00" in nora.get("/staff/", {"page": nonsense}).content.decode()
    assert "There is nothing here." in text_of(nora, "/staff/?page=999999")


def test_a_petition_as_it_would_stand(nora: Client) -> None:
    draft = petition_of(publication="moderated")
    make_photo(draft, moment())
    page = text_of(nora, at(draft))
    for part in (
        "A night train to Kavakdere",
        "Brambleworth Railways",
        "The last train leaves at 21:40.",
        "https://railways.example/timetable",
        "The platform",
        "Mehtap Kıvılcım",
    ):
        assert part in page
    assert page.count("<h1") == 1


def test_publishing(nora: Client, held: Petition, mailbox: PostOffice) -> None:
    answer = press(nora, at(held), {"revision": str(held.revision)}, at=at(held, "publish"))
    assert answer["Location"] == "/staff/?said=publish"
    assert "The petition is published." in text_of(nora, answer["Location"])
    assert state_of(held) == State.PUBLISHED
    deliver_all(now=moment())
    link = mailbox.last(MEHTAP.email).link
    assert browser().get(link.removeprefix("http://testserver")).status_code == 200


def test_refusing_with_words(nora: Client, held: Petition, mailbox: PostOffice) -> None:
    answer = press(nora, at(held), {"words": WORDS, "code": "unclear"}, at=at(held, "refuse"))
    assert answer["Location"] == "/staff/?said=refuse"
    assert state_of(held) == State.REFUSED
    deliver_all(now=moment())
    assert WORDS in mailbox.last(MEHTAP.email).text
    page = text_of(nora, at(held))
    assert WORDS in page
    assert "Refused" in page


def test_taking_down_with_words(nora: Client, mailbox: PostOffice) -> None:
    petition = petition_of(publication="immediate")
    answer = press(nora, at(petition), {"words": WORDS, "code": "unsourced"}, at=at(petition, "take-down"))
    assert answer["Location"] == "/staff/?said=take_down"
    assert state_of(petition) == State.TAKEN_DOWN
    page = browser().get(f"/en/petitions/{petition.slug}/").content.decode()
    assert "was taken down" in page
    assert "The last train leaves" not in page
    assert WORDS in page
    deliver_all(now=moment())
    assert WORDS in mailbox.last(MEHTAP.email).text


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("", "Please say why"),
        ("  …  ", "Please say why"),
        ("x" * (WORDS_AT_MOST + 1), "at most 4000 characters"),
    ],
)
def test_no_refusal_without_words_and_what_was_typed_is_still_there(
    nora: Client, held: Petition, words: str, fault: str
) -> None:
    answer = press(nora, at(held), {"words": words, "code": "unclear"}, at=at(held, "refuse"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert fault in page
    assert f"\n{words}</textarea>" in page
    assert 'aria-invalid="true"' in page
    assert "<title>Error:" in page
    assert f'name="here" value="{at(held)}"' in page
    assert state_of(held) == State.HELD
    assert not Decision.objects.exists()


def test_scripts_in_words_are_text(nora: Client, held: Petition) -> None:
    words = "</textarea><script>alert(1)</script>" + "x" * WORDS_AT_MOST
    page = press(nora, at(held), {"words": words, "code": "unclear"}, at=at(held, "refuse")).content.decode()
    assert "<script>alert" not in page
    press(nora, at(held), {"words": "<script>alert(2)</script>", "code": "unclear"}, at=at(held, "refuse"))
    assert "<script>alert" not in text_of(nora, at(held))


def test_who_comes_second_is_told_and_keeps_the_words(nora: Client, held: Petition) -> None:
    publish(petition_id=held.pk, by=Account.objects.get(role="moderator"), now=moment())
    answer = press(nora, "/staff/house/", {"words": WORDS, "code": "unclear"}, at=at(held, "refuse"))
    assert answer.status_code == 409
    assert "Somebody decided about this petition meanwhile." in answer.content.decode()
    assert state_of(held) == State.PUBLISHED
    assert Decision.objects.count() == 1


def test_what_changed_while_it_was_read_is_read_again(nora: Client, held: Petition) -> None:
    read = str(held.revision)
    save_draft(petition_id=held.pk, change=DraftChange(title="Another title"), now=moment())
    for revision in (read, "", "0", "-1", "x", "9" * 40, "²"):
        answer = press(nora, at(held), {"revision": revision}, at=at(held, "publish"))
        assert answer.status_code == 409
        assert "Another title" in answer.content.decode()
    assert state_of(held) == State.HELD


def test_an_integrity_person_sees_and_does_not_decide(mailbox: PostOffice, held: Petition) -> None:
    make_staff(now=moment(), role="integrity")
    client = sign_in(NORA, mailbox)
    page = text_of(client, at(held))
    assert "Ask for a correction, or refuse" not in page
    for act in ("publish", "refuse"):
        form = {"words": WORDS, "revision": str(held.revision)}
        assert press(client, "/staff/", form, at=at(held, act)).status_code == 403
    assert state_of(held) == State.HELD


def test_who_loses_the_role_is_out_at_once(nora: Client, held: Petition) -> None:
    Account.objects.filter(role="moderator").update(role="")
    assert nora.get("/staff/").status_code == 404
    assert press(nora, "/en/desk/", {"words": WORDS, "code": "unclear"}, at=at(held, "refuse")).status_code == 404
    assert state_of(held) == State.HELD


def test_without_a_csrf_token_nothing_is_decided(nora: Client, held: Petition) -> None:
    for act in ("publish", "refuse"):
        assert nora.post(at(held, act), {"words": WORDS, "revision": held.revision}).status_code == 403
    assert state_of(held) == State.HELD


def test_the_language_is_the_browsers_then_the_chosen_one(nora: Client) -> None:
    assert '<html lang="en"' in text_of(nora, "/staff/")
    wished = nora.get("/staff/", headers={"accept-language": "tr"})
    assert '<html lang="tr"' in wished.content.decode()
    assert wished["Content-Language"] == "tr"
    chosen = press(nora, "/staff/house/", {"language": "tr", "here": "/staff/house/"}, at="/staff/language")
    assert chosen["Location"] == "/staff/house/"
    assert '<html lang="tr"' in text_of(nora, "/staff/house/")
    assert Account.objects.get(role="moderator").language == "tr"
    for nonsense in ({"language": "xx"}, {}, {"language": "../tr", "here": "//evil.example/staff/"}):
        assert press(nora, "/staff/", nonsense, at="/staff/language")["Location"] == "/staff/"
        assert '<html lang="tr"' in text_of(nora, "/staff/?language=en")
    press(nora, "/staff/", {"language": "en"}, at="/staff/language")
    assert '<html lang="en"' in text_of(nora, "/staff/")


def test_paused_mail_is_seen(nora: Client) -> None:
    assert "Letters leave." in text_of(nora, "/staff/house/")
    pause(reason="restored from a backup", now=moment())
    for path in ("/staff/", "/staff/house/"):
        page = text_of(nora, path)
        assert "Outgoing mail is paused" in page
        assert "restored from a backup" in page


def test_the_house_shows_what_the_doctor_finds(nora: Client, settings: Settings) -> None:
    """Found by the doctor itself: a letter that is hours late."""
    page = text_of(nora, "/staff/house/")
    assert "No broken promise is known." in page
    starter()
    with time_machine.travel(moment() - timedelta(hours=3)):
        press(browser(), "/en/desk/sign-in/", {"act": "link", "email": MEHTAP.email})
    page = text_of(nora, "/staff/house/")
    assert "1 promise is broken" in page
    assert "accounts.SignInLetter" in page
    assert "3 hours ago" in page


def test_the_audit_trail_is_for_administrators(nora: Client, mailbox: PostOffice, held: Petition) -> None:
    press(nora, at(held), {"words": WORDS, "code": "unclear"}, at=at(held, "refuse"))
    assert nora.get("/staff/audit/").status_code == 404
    make_staff(now=moment(), person=OSCAR, role="administrator")
    page = text_of(sign_in(OSCAR, mailbox), "/staff/audit/")
    assert "Refused" in page
    assert f"petition {held.pid}" in page
    assert WORDS in page
