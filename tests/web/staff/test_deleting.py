"""The page on which a petition is proposed to be deleted, and what stands at its address afterwards."""

import pytest
from django.test import Client

from tests.cast import NORA, OSCAR
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.web.desk.visiting import moment, petition_of, press, sign_in
from undersigned.jobs.actions.run_due import run_due
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
WHY = "A court ordered it."


@pytest.fixture
def nora(house: object, mailbox: PostOffice) -> Client:
    make_staff(now=moment())
    return sign_in(NORA, mailbox)


def path_of(petition: Petition) -> str:
    return f"/staff/petitions/{petition.slug}/delete/"


@pytest.mark.parametrize(
    ("form", "field"), [({"code": "x"}, "code"), ({"code": ""}, "code"), ({"reason": " . "}, "reason")]
)
def test_a_faulty_form_is_shown_again(nora: Client, form: dict[str, str], field: str) -> None:
    answer = press(nora, path_of(petition_of()), {"code": "court", "reason": WHY} | form)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.content.decode()


def test_two_people_and_then_a_marker(nora: Client, mailbox: PostOffice) -> None:
    petition = petition_of()
    page = f"/staff/petitions/{petition.slug}/"
    assert path_of(petition) in nora.get(page).content.decode()
    asked = press(nora, path_of(petition), {"code": "court", "reason": WHY})
    assert asked["Location"] == "/staff/proposals/?said=proposed"
    make_staff(now=moment(), person=OSCAR)
    oscar = sign_in(OSCAR, mailbox)
    proposals = oscar.get("/staff/proposals/").content.decode()
    assert "A court or an authority has ordered it" in proposals
    number = proposals.partition('name="proposal" value="')[2].partition('"')[0]
    done = press(oscar, "/staff/proposals/", {"act": "approve", "proposal": number})
    assert done["Location"].endswith("?said=approved")
    run_due(clock=moment)
    for path in (f"/en/petitions/{petition.slug}/", f"/en/petitions/{petition.slug}/count/"):
        marker = nora.get(path)
        assert marker.status_code == 410
        assert "It was deleted on" in marker.content.decode()
        assert "Kavakdere" not in marker.content.decode()
        # The reason is one that is not told in public.
        assert "court" not in marker.content.decode()
    after = nora.get(page).content.decode()
    assert "This petition was deleted" in after
    assert "Nothing of those who signed is left." in after
    assert petition.slug not in nora.get("/staff/?state=taken_down").content.decode()
    assert nora.get(path_of(petition)).status_code == 302
    assert nora.get(f"/staff/petitions/{petition.slug}/signatures/").status_code == 404
    record = nora.get("/en/decisions/").content.decode()
    assert "Deleted, with everything about those who signed" in record


def test_what_waits_is_decided_first(nora: Client) -> None:
    petition = petition_of(publication="moderated")
    assert nora.get(path_of(petition))["Location"] == f"/staff/petitions/{petition.slug}/"
    assert path_of(petition) not in nora.get(f"/staff/petitions/{petition.slug}/").content.decode()
