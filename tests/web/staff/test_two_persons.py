"""The pages of people, of what takes two, and of the audit trail."""

import pytest
from django.test import Client

from tests.cast import IDA, MEHTAP, NORA, OSCAR
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.web.desk.visiting import moment, petition_of, press, sign_in
from undersigned.accounts.actions.record_audit import record_audit
from undersigned.accounts.models import Account, AuditEntry
from undersigned.accounts.queries import account_by_email
from undersigned.moderation.actions.appeal import appeal
from undersigned.moderation.actions.take_down import take_down
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
WHY = "She is on duty at weekends."


@pytest.fixture
def nora(mailbox: PostOffice) -> Client:
    make_staff(now=moment(), role="administrator")
    return sign_in(NORA, mailbox)


@pytest.fixture
def oscar(mailbox: PostOffice) -> Client:
    make_staff(now=moment(), person=OSCAR, role="administrator")
    return sign_in(OSCAR, mailbox)


def role_of(email: str) -> str:
    found = account_by_email(email)
    return "" if found is None else found.role


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def only_proposal(client: Client) -> str:
    return text_of(client, "/staff/proposals/").partition('name="proposal" value="')[2].partition('"')[0]


def test_a_role_takes_two_and_acts_on_the_next_request(nora: Client, oscar: Client, mailbox: PostOffice) -> None:
    ida = sign_in(IDA, mailbox) if account_by_email(IDA.email) else None
    assert ida is None
    form = {"act": "grant", "email": IDA.email, "role": "moderator", "reason": WHY}
    assert press(nora, "/staff/people/", form)["Location"] == "/staff/proposals/?said=proposed"
    assert role_of(IDA.email) == ""
    page = text_of(nora, "/staff/proposals/")
    assert 'value="approve"' not in page
    assert 'value="cancel"' in page
    number = only_proposal(oscar)
    forged = press(nora, "/staff/proposals/", {"act": "approve", "proposal": number})
    assert forged.status_code == 403
    approved = press(oscar, "/staff/proposals/", {"act": "approve", "proposal": number})
    assert approved["Location"].endswith("?said=approved")
    ida = sign_in(IDA, mailbox)
    assert ida.get("/staff/").status_code == 200
    account = account_by_email(IDA.email)
    assert account is not None
    gone = press(nora, "/staff/people/", {"act": "withdraw", "account": str(account.pk), "why": "Left."})
    assert gone["Location"] == "/staff/people/?said=withdrawn"
    assert ida.get("/staff/").status_code in {302, 404}


@pytest.mark.parametrize(
    ("change", "field"), [({"email": "nobody"}, "email"), ({"role": "king"}, "role"), ({"reason": " "}, "reason")]
)
def test_a_faulty_form_is_shown_again(nora: Client, change: dict[str, str], field: str) -> None:
    form = {"act": "grant", "email": IDA.email, "role": "moderator", "reason": WHY} | change
    answer = press(nora, "/staff/people/", form)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.content.decode()
    assert account_by_email(IDA.email) is None


def test_the_last_administrator_stays_and_no_role_goes_without_words(nora: Client) -> None:
    account = Account.objects.get()
    for why, status in (("", 422), ("Left.", 409)):
        form = {"act": "withdraw", "account": str(account.pk), "why": why}
        assert press(nora, "/staff/people/", form).status_code == status
    assert role_of(NORA.email) == "administrator"


def test_a_turned_down_proposal_needs_words(nora: Client, oscar: Client) -> None:
    press(nora, "/staff/people/", {"act": "grant", "email": IDA.email, "role": "reader", "reason": WHY})
    number = only_proposal(oscar)
    assert press(oscar, "/staff/proposals/", {"act": "cancel", "proposal": number}).status_code == 422
    done = press(oscar, "/staff/proposals/", {"act": "cancel", "proposal": number, "why": "No."})
    assert done["Location"].endswith("?said=cancelled")
    late = press(oscar, "/staff/people/", {"act": "approve", "proposal": number}, at="/staff/proposals/")
    assert late.status_code == 409


def test_no_address_stands_in_clear_on_the_list(nora: Client) -> None:
    page = text_of(nora, "/staff/people/")
    assert NORA.email not in page
    assert "n…@staff.example" in page


def test_a_petition_is_shown_again_by_two(nora: Client, mailbox: PostOffice) -> None:
    person = account_by_email(NORA.email)
    assert person is not None
    petition = petition_of(MEHTAP)
    take_down(petition_id=petition.pk, words="A court asked.", code="court", by=person, now=moment())
    make_staff(now=moment(), person=OSCAR, role="moderator")
    oscar = sign_in(OSCAR, mailbox)
    path = f"/staff/petitions/{petition.slug}/"
    for typed in ("", "Lifted. " * 200):
        again = press(oscar, path, {"reason": typed}, at=f"{path}put-back")
        assert again.status_code == 422
        assert 'id="e-reason"' in again.content.decode()
        assert typed in again.content.decode()
    asked = press(oscar, path, {"reason": "The court has lifted it."}, at=f"{path}put-back")
    assert asked["Location"] == "/staff/proposals/?said=proposed"
    assert Petition.objects.get().state == "taken_down"
    done = press(nora, "/staff/proposals/", {"act": "approve", "proposal": only_proposal(nora)})
    assert done.status_code == 302
    assert Petition.objects.get().state == "closed"
    assert nora.get(f"/en/petitions/{petition.slug}/").status_code == 200


def test_alone_the_answer_to_an_appeal_becomes_a_proposal(nora: Client) -> None:
    person = account_by_email(NORA.email)
    assert person is not None
    petition = petition_of(MEHTAP)
    take_down(petition_id=petition.pk, words="A court asked.", code="court", by=person, now=moment())
    starter = Petition.objects.select_related("starter").get().starter
    assert starter is not None
    appeal(petition_id=petition.pk, words="It is lifted.", by=starter, now=moment())
    path = f"/staff/petitions/{petition.slug}/"
    told = press(nora, path, {"answer": "It is lifted, we hear."}, at=f"{path}grant")
    assert told.status_code == 409
    assert "please propose it below" in told.content.decode()
    assert told.content.decode().count("It is lifted, we hear.</textarea>") == 2
    asked = press(nora, path, {"reason": "It is lifted, we hear."}, at=f"{path}put-back")
    assert asked["Location"] == "/staff/proposals/?said=proposed"
    assert Petition.objects.get().state == "taken_down"


def test_the_audit_trail_is_searched(nora: Client, mailbox: PostOffice) -> None:
    from django.db import transaction

    with transaction.atomic():
        for number in range(60):
            verb = "signature.look_up" if number == 30 else "turn_on"
            record_audit(actor="console", verb=verb, object=f"thing {number}", reason=f"why {number}", now=moment())
    page = text_of(nora, "/staff/audit/")
    assert page.count("thing ") == 50
    assert "Turned a switch on" in page
    assert "thing 2<" in text_of(nora, "/staff/audit/?page=2")
    found = text_of(nora, "/staff/audit/?verb=signature.look_up&who=console")
    assert "thing 30" in found
    assert found.count("thing ") == 1
    assert text_of(nora, "/staff/audit/?about=why+17").count("thing 17") == 1
    today = AuditEntry.objects.latest("pk").at.date().isoformat()
    assert "thing 59" in text_of(nora, f"/staff/audit/?since={today}&until={today}")
    assert "No line matches" in text_of(nora, "/staff/audit/?until=2020-01-01")
    for odd in ("?since=x&until=9999-12-31", "?page=0", "?page=99999999999", "?who=%00", "?about=%25"):
        assert nora.get(f"/staff/audit/{odd}").status_code == 200
    before = AuditEntry.objects.count()
    text_of(nora, "/staff/audit/")
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("role", ["moderator", "integrity", "reader"])
def test_people_are_for_administrators_and_the_trail_for_who_only_reads_too(role: str, mailbox: PostOffice) -> None:
    make_staff(now=moment(), role=role)
    client = sign_in(NORA, mailbox)
    assert client.get("/staff/people/").status_code == 404
    assert client.get("/staff/audit/").status_code == (200 if role == "reader" else 404)
    assert client.get("/staff/proposals/").status_code == 200
    assert ("/staff/audit/" in text_of(client, "/staff/house/")) is (role == "reader")
