"""The secret link in every state: a page of its own, kept and told to nobody, and nothing of the text."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import OSCAR, SUHARSA, VICTOR
from tests.makers import make_draft
from tests.post_office import PostOffice
from tests.signing import make_staff, signing_form
from tests.supporting import choose, complete, fresh, link, make_gathering, moderated, post
from tests.web.desk.visiting import moment
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.actions.stop import stop
from undersigned.moderation.actions.take_down import take_down
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.lapse_gatherings import lapse_gatherings
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.models import Gathering, Petition
from undersigned.petitions.queries.supporting import support_token
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


def public(petition: Petition, mailbox: PostOffice) -> Petition:
    publish(petition_id=held(petition, mailbox).pk, by=make_staff(now=moment()), now=moment())
    return fresh(petition)


def unconfirmed(_petition: Petition, _mailbox: PostOffice) -> Petition:
    draft = make_draft(moment(), title=TITLE)
    return submit(petition_id=draft.pk, account=None, publication="supported", now=moment())


def full(petition: Petition, mailbox: PostOffice) -> Petition:
    """Enough, and the job that moves it has not run."""
    return complete(petition, mailbox, moment())


def held(petition: Petition, mailbox: PostOffice) -> Petition:
    return moderated(petition, mailbox, moment())


def refused(petition: Petition, mailbox: PostOffice) -> Petition:
    held(petition, mailbox)
    refuse(petition_id=petition.pk, words="No.", code="unclear", by=make_staff(now=moment()), now=moment())
    return fresh(petition)


def lapsed(petition: Petition, _mailbox: PostOffice) -> Petition:
    Gathering.objects.filter(petition=petition).update(began_at=moment() - GATHERS_FOR - timedelta(hours=1))
    lapse_gatherings(now=moment())
    return fresh(petition)


def closed(petition: Petition, mailbox: PostOffice) -> Petition:
    public(petition, mailbox)
    return close(petition_id=petition.pk, now=moment())


def stopped(petition: Petition, mailbox: PostOffice) -> Petition:
    public(petition, mailbox)
    judge = make_staff(now=moment(), person=VICTOR)
    stop(petition_id=petition.pk, words="It names a person.", code="unsourced", by=judge, now=moment())
    return fresh(petition)


def taken_down(petition: Petition, mailbox: PostOffice) -> Petition:
    public(petition, mailbox)
    judge = make_staff(now=moment(), person=VICTOR)
    take_down(petition_id=petition.pk, words="Secret words of a court.", code="court", by=judge, now=moment())
    return fresh(petition)


STATES: dict[Callable[[Petition, PostOffice], Petition], tuple[int, str]] = {
    unconfirmed: (200, "It has not begun yet"),
    full: (200, "It has all its supporters"),
    held: (200, "It is being read"),
    refused: (410, "It was not published"),
    lapsed: (410, "It did not find its supporters in time"),
    closed: (200, "It was published and has closed"),
    stopped: (200, "It was published and has been stopped"),
    taken_down: (410, "It was taken down"),
}


def check_secret(answer: Any) -> None:
    """Kept by no cache, found by no search engine, told to no other site."""
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.__name__)
def test_every_state_has_its_own_page_without_the_text(
    state: Callable[[Petition, PostOffice], Petition], petition: Petition, mailbox: PostOffice
) -> None:
    status, title = STATES[state]
    one = state(petition, mailbox)
    answer = Client().get(link(one))
    page = answer.content.decode()
    assert (answer.status_code, f"<h1>{title}</h1>" in page) == (status, True)
    assert TITLE not in page
    assert "23:10" not in page
    check_secret(answer)
    sent = post(one, signing_form(one, SUHARSA, text="x"))
    assert (sent.status_code, f"<h1>{title}</h1>" in sent.content.decode()) == (409, True)
    check_secret(sent)
    assert not Signature.objects.filter(petition=one, state="pending").exists()


def test_the_pages_of_the_states_differ() -> None:
    assert len({title for _status, title in STATES.values()}) == len(STATES)


def test_a_secret_reason_leaves_nothing(petition: Petition, mailbox: PostOffice) -> None:
    page = Client().get(link(taken_down(petition, mailbox))).content.decode()
    assert "court" not in page.lower()
    assert petition.slug not in page


def test_published_it_leads_to_the_public_page(petition: Petition, mailbox: PostOffice) -> None:
    one = public(petition, mailbox)
    answer = Client().get(link(one))
    assert (answer.status_code, answer["Location"]) == (302, f"/en/petitions/{one.slug}/")
    check_secret(answer)
    sent = post(one, signing_form(one, SUHARSA, text="x"))
    assert sent.status_code == 409
    assert f"/en/petitions/{one.slug}/" in sent.content.decode()


@pytest.mark.parametrize("token", ["x", "x" * 43, "A" * 43, "ü" * 43, "x" * 500])
def test_what_is_no_link_of_ours_leads_nowhere(petition: Petition, token: str) -> None:
    answer = Client().get(reverse("public:support", args=[token]))
    assert answer.status_code == 404
    check_secret(answer)


def test_the_link_cannot_be_made_without_the_sites_key(petition: Petition) -> None:
    token = support_token(petition)
    changed = token[:-3] + ("AAA" if token[-3:] != "AAA" else "BBB")
    assert Client().get(f"/en/support/{changed}").status_code == 404
    other = make_gathering(moment(), title="Another train", person=OSCAR)
    mixed = token[:20] + support_token(other)[20:]
    assert Client().get(f"/en/support/{mixed}").status_code == 404


def test_the_link_stands_in_no_table(petition: Petition) -> None:
    from django.db import connection

    token = support_token(petition).encode()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                assert not any(token in str(value).encode() for value in row), table
