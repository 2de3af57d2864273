"""Single signatures in the staff's hands: found with a reason, taken out, put back; and the aggregate."""

import re

import pytest
from django.test import Client

from tests.cast import NORA, OSCAR, WEI
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import make_confirmed, make_staff, publish_all, states_of
from tests.web.desk.visiting import moment, press, sign_in
from undersigned.accounts.models import AuditEntry
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db
REASONS = ["duplicate", "bounced", "bot", "rules", "legal", "audit"]


@pytest.fixture
def petition(house: object, mailbox: PostOffice) -> Petition:
    petition = make_published(moment())
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=moment())
    publish_all(now=moment())
    return petition


@pytest.fixture
def nora(mailbox: PostOffice, petition: Petition) -> Client:
    make_staff(now=moment(), role="integrity")
    return sign_in(NORA, mailbox)


def path_of(petition: Petition) -> str:
    return f"/staff/petitions/{petition.slug}/signatures/"


def found(nora: Client, petition: Petition) -> str:
    answer = press(nora, path_of(petition), {"act": "find", "email": OSCAR.email, "why": "He asked."})
    assert answer.status_code == 200
    assert OSCAR.email not in answer.wsgi_request.get_full_path()
    return str(answer.content.decode())


def test_nobody_is_found_without_a_reason(nora: Client, petition: Petition) -> None:
    for form in ({"email": OSCAR.email, "why": " "}, {"email": "nobody", "why": "He asked."}):
        answer = press(nora, path_of(petition), {"act": "find", **form})
        assert answer.status_code == 422
        assert OSCAR.name not in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="signature.look_up").exists()


def test_found_taken_out_and_put_back(nora: Client, petition: Petition) -> None:
    page = found(nora, petition)
    assert "Oscar O&#x27;Connor" in page
    assert re.findall(r'<option value="(\w+)">', page) == REASONS
    [signature] = re.findall(r'name="signature" value="([0-9a-f-]{36})"', page)
    form = {"act": "remove", "signature": signature}
    assert press(nora, path_of(petition), form).status_code == 422
    assert press(nora, path_of(petition), {**form, "reason": "lost"}).status_code == 422
    assert states_of(petition, OSCAR) == ["counted"]
    answer = press(nora, path_of(petition), {**form, "reason": "duplicate", "words": "Her other address."})
    assert answer["Location"] == path_of(petition) + "?said=removed"
    assert states_of(petition, OSCAR) == ["removed"]
    again = press(nora, path_of(petition), {**form, "reason": "duplicate"})
    assert again["Location"].endswith("?said=nothing")
    assert 'value="restore"' in found(nora, petition)
    answer = press(nora, path_of(petition), {"act": "restore", "signature": signature, "words": "No, her twin."})
    assert answer["Location"].endswith("?said=restored")
    assert states_of(petition, OSCAR) == ["confirmed"]
    trail = AuditEntry.objects.filter(verb__startswith="signature.").order_by("pk").values_list("verb", "reason")
    assert list(trail) == [
        ("signature.look_up", "He asked."),
        ("signature.remove", "duplicate: Her other address."),
        ("signature.look_up", "He asked."),
        ("signature.restore", "No, her twin."),
    ]


def test_what_was_found_stays_where_the_reason_is_missing(nora: Client, petition: Petition) -> None:
    page = found(nora, petition)
    sent = dict(re.findall(r'type="hidden" name="(email|why|signature)" value="([^"]*)"', page))
    assert set(sent) == {"email", "why", "signature"}
    answer = press(nora, path_of(petition), {"act": "remove", **sent, "words": "Her other address."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Oscar O&#x27;Connor" in page
    assert 'id="e-reason-1"' in page
    assert 'href="#f-reason-1"' in page
    assert 'value="Her other address."' in page
    looked = AuditEntry.objects.filter(verb="signature.look_up").values_list("reason", flat=True)
    assert list(looked) == ["He asked.", "He asked."]
    unsaid = press(nora, path_of(petition), {"act": "remove", **sent, "why": " "})
    assert "Oscar" not in unsaid.content.decode()


def test_only_signatures_of_this_petition(nora: Client, petition: Petition) -> None:
    other = make_published(moment(), title="A second platform for Kavakdere")
    signature = str(Signature.objects.filter(petition=petition).first())
    for wrong in (signature, "", "no-id"):
        form = {"act": "remove", "signature": wrong, "reason": "bot"}
        assert press(nora, path_of(other), form)["Location"].endswith("?said=nothing")
    assert set(Signature.objects.values_list("state", flat=True)) == {"counted"}


def test_a_petition_is_marked_as_sensitive_and_stays_so(nora: Client, petition: Petition) -> None:
    assert 'value="sensitive"' in nora.get(path_of(petition)).content.decode()
    assert press(nora, path_of(petition), {"act": "sensitive"})["Location"].endswith("?said=sensitive")
    petition.refresh_from_db()
    assert petition.is_sensitive
    page = nora.get(path_of(petition)).content.decode()
    assert "This petition is marked as sensitive" in page
    assert 'value="sensitive"' not in page
    assert press(nora, path_of(petition), {"act": "sensitive"})["Location"].endswith("?said=nothing")
    assert AuditEntry.objects.filter(verb="petition.sensitive").count() == 1


def test_too_few_for_an_aggregate(nora: Client, petition: Petition) -> None:
    answer = press(nora, path_of(petition), {"act": "tally"})
    assert answer.status_code == 409
    assert "of 2 signatures there are not ten" in answer.content.decode()


def test_a_closed_petition_is_opened_again_with_words(petition: Petition, mailbox: PostOffice) -> None:
    make_staff(now=moment(), role="moderator")
    nora = sign_in(NORA, mailbox)
    close(petition_id=petition.pk, now=moment())
    page = f"/staff/petitions/{petition.slug}/"
    assert press(nora, page, {"words": ""}, at=f"{page}reopen").status_code == 422
    answer = press(nora, page, {"words": "It had closed by mistake."}, at=f"{page}reopen")
    assert answer["Location"] == "/staff/?said=reopen"
    petition.refresh_from_db()
    assert petition.state == "published"
    assert "Opened again" in nora.get(page).content.decode()
