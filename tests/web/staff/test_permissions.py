"""Each role at each address of desk and staff: one table, and nothing happens where it says no."""

from collections.abc import Mapping

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import MEHTAP, NORA, OSCAR, Person
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.web.desk.visiting import browser, moment, petition_of, press, sign_in, starter
from undersigned.moderation.models import Decision
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import State

pytestmark = pytest.mark.django_db

VISITORS = ("stranger", "starter", "other", "reader", "integrity", "moderator", "administrator")
SIGN_IN = 302
# Answers to GET (to POST for what only takes forms), by visitor in the order above. 302 is the way to sign in or on.
TABLE: dict[str, tuple[int, ...]] = {
    "desk:sign_in": (200, 302, 302, 302, 302, 302, 302),
    "desk:sign_in_link": (404, 404, 404, 404, 404, 404, 404),
    "desk:sign_out": (302, 302, 302, 302, 302, 302, 302),
    "desk:desk": (SIGN_IN, 200, 200, 200, 200, 200, 200),
    "desk:password": (SIGN_IN, 200, 200, 200, 200, 200, 200),
    "desk:petition": (SIGN_IN, 200, 404, 404, 404, 404, 404),
    "desk:edit": (SIGN_IN, 200, 404, 404, 404, 404, 404),
    "desk:close": (SIGN_IN, 200, 404, 404, 404, 404, 404),
    "desk:resubmit": (SIGN_IN, 302, 404, 404, 404, 404, 404),
    "desk:appeal": (SIGN_IN, 302, 404, 404, 404, 404, 404),
    "staff:queue": (SIGN_IN, 404, 404, 200, 200, 200, 200),
    "staff:house": (SIGN_IN, 404, 404, 200, 200, 200, 200),
    "staff:switches": (SIGN_IN, 404, 404, 200, 200, 200, 200),
    "staff:turn": (SIGN_IN, 404, 404, 403, 302, 302, 302),
    "staff:language": (SIGN_IN, 404, 404, 302, 302, 302, 302),
    "staff:petition": (SIGN_IN, 404, 404, 200, 200, 200, 200),
    "staff:publish": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:refuse": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:take_down": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:reopen": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:edit": (SIGN_IN, 404, 404, 404, 404, 200, 200),
    "staff:correct": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:hold": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:take_over": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:let_go": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:note": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:grant": (SIGN_IN, 404, 404, 403, 403, 409, 409),
    "staff:uphold": (SIGN_IN, 404, 404, 403, 403, 409, 409),
    "staff:stop": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:hide": (SIGN_IN, 404, 404, 403, 403, 302, 302),
    "staff:show": (SIGN_IN, 404, 404, 403, 403, 422, 422),
    "staff:reports": (SIGN_IN, 404, 404, 200, 200, 200, 200),
    "staff:reports_of": (SIGN_IN, 404, 404, 200, 200, 200, 200),
    "staff:replies": (SIGN_IN, 404, 404, 200, 200, 200, 200),
    "staff:reply": (SIGN_IN, 404, 404, 404, 404, 404, 404),
    "staff:signatures": (SIGN_IN, 404, 404, 404, 200, 200, 200),
}
FORMS = {
    "desk:resubmit",
    "desk:appeal",
    "staff:correct",
    "staff:hold",
    "staff:take_over",
    "staff:let_go",
    "staff:note",
    "staff:grant",
    "staff:uphold",
    "staff:stop",
    "staff:hide",
    "staff:show",
    "staff:turn",
    "desk:sign_out",
    "staff:language",
    "staff:publish",
    "staff:refuse",
    "staff:take_down",
    "staff:reopen",
}
WITHOUT_DECISION = {
    "desk:resubmit",
    "desk:appeal",
    "staff:hold",
    "staff:take_over",
    "staff:let_go",
    "staff:note",
    "staff:grant",
    "staff:uphold",
    "staff:show",
}
PUBLIC_ONE = {
    "staff:reports_of",
    "staff:stop",
    "staff:hide",
    "staff:show",
    "desk:close",
    "staff:take_down",
    "staff:reopen",
    "staff:signatures",
}


def visit(who: str, mailbox: PostOffice) -> Client:
    people: Mapping[str, Person] = {"starter": MEHTAP, "other": OSCAR}
    if who == "stranger":
        return browser()
    person = people.get(who, NORA)
    if person is NORA:
        make_staff(now=moment(), role=who)
    else:
        starter(person)
    return sign_in(person, mailbox)


def path_of(name: str, petition: Petition) -> str:
    nobody = "00000000-0000-0000-0000-000000000000"
    arguments = {"desk:sign_in_link": ["x" * 43], "staff:turn": ["charts"], "staff:reply": [nobody]}
    takes_petition = name.split(":")[1] in {
        "reports_of",
        "petition",
        "edit",
        "close",
        "publish",
        "refuse",
        "take_down",
        "reopen",
        "signatures",
        "resubmit",
        "appeal",
        "correct",
        "hold",
        "take_over",
        "let_go",
        "note",
        "grant",
        "uphold",
        "stop",
        "hide",
        "show",
    }
    return reverse(name, args=arguments.get(name, [petition.slug] if takes_petition else []))


# tests/web/test_matrix.py sees to it that no address is on no list; here is what the acts do.


@pytest.mark.parametrize("who", VISITORS)
@pytest.mark.parametrize("name", TABLE)
def test_who_may_go_where(name: str, who: str, mailbox: PostOffice) -> None:
    petition = petition_of(publication="immediate" if name in PUBLIC_ONE else "moderated")
    if name == "staff:reopen":
        close(petition_id=petition.pk, now=moment())
    client = visit(who, mailbox)
    path = path_of(name, petition)
    if name in FORMS:
        form = {"words": "Because of the platform.", "revision": str(petition.revision), "reason": "A storm."}
        form |= {"code": "unclear", "note": "A note.", "answer": "So be it.", "part": "starter_name"}
        answer = press(client, "/en/desk/sign-in/" if who == "stranger" else "/en/desk/", form, at=path)
    else:
        answer = client.get(path)
    expected = TABLE[name][VISITORS.index(who)]
    assert answer.status_code == expected
    if who == "stranger" and expected == SIGN_IN:
        assert answer["Location"].startswith("/en/desk/sign-in/")
    may_decide = who in {"moderator", "administrator"} and name in FORMS - {
        "desk:sign_out",
        "staff:language",
        "staff:turn",
        *WITHOUT_DECISION,
    }
    assert Decision.objects.exists() is may_decide
    if not may_decide:
        assert Petition.objects.get().state in {State.HELD, State.PUBLISHED, State.CLOSED}


@pytest.mark.parametrize("name", sorted(FORMS))
def test_what_acts_is_no_link(name: str, mailbox: PostOffice) -> None:
    petition = petition_of(publication="immediate" if name in PUBLIC_ONE else "moderated")
    client = visit("administrator", mailbox)
    assert client.get(path_of(name, petition)).status_code == 405
    assert client.get("/staff/").status_code == 200
    assert not Decision.objects.exists()


@pytest.mark.parametrize("name", sorted(set(TABLE) - FORMS))
def test_nothing_is_put_or_deleted(name: str, mailbox: PostOffice) -> None:
    petition = petition_of(publication="moderated")
    client = visit("administrator", mailbox)
    page = client.get("/en/desk/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    for method in ("put", "delete", "patch"):
        answer = getattr(client, method)(path_of(name, petition), headers={"X-CSRFToken": token})
        assert answer.status_code == 405
