"""Reports and replies for the staff: lists, reading by a button, decisions once each, and who may."""

from typing import Any

import pytest
from django.test import Client

from tests.cast import MEHTAP, NORA, OSCAR
from tests.post_office import PostOffice
from tests.reports.telling import PRESS, make_report, make_waiting
from tests.signing import deliver_all, make_staff
from tests.web.desk.visiting import moment, petition_of, press, sign_in
from undersigned.accounts.models import AuditEntry
from undersigned.moderation.models import Decision
from undersigned.petitions.models import Petition
from undersigned.reports.models import Report, Settlement

pytestmark = pytest.mark.django_db
WHY = "The sentence quotes the timetable, which we read."


@pytest.fixture
def nora(db: None, mailbox: PostOffice) -> Client:
    make_staff(now=moment())
    return sign_in(NORA, mailbox)


@pytest.fixture
def petition(db: None, mailbox: PostOffice) -> Petition:
    return petition_of()


def at(petition: Petition) -> str:
    return f"/staff/petitions/{petition.slug}/reports/"


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def newest() -> str:
    return str(Report.objects.latest("pk").pk)


def test_nothing_one_and_many(nora: Client, petition: Petition) -> None:
    assert "There is nothing here." in text_of(nora.get("/staff/reports/"))
    assert "No report is open." in text_of(nora.get(at(petition)))
    make_report(petition, now=moment())
    page = text_of(nora.get("/staff/reports/"))
    assert "1 petition has open reports." in page
    assert "1 report ·" in " ".join(page.split())
    make_report(petition, now=moment(), network="198.51.100.4")
    make_report(petition_of(OSCAR, title="Another clock"), now=moment())
    page = text_of(nora.get("/staff/reports/"))
    assert "2 petitions have open reports." in page
    assert "2 reports ·" in " ".join(page.split())
    assert "Another clock" in page


def test_more_than_a_page_has_pages(nora: Client, mailbox: PostOffice) -> None:
    for number in range(51):
        make_report(petition_of(title=f"Clock number {number}"), now=moment(), network=f"198.51.100.{number}")
    first, second = text_of(nora.get("/staff/reports/")), text_of(nora.get("/staff/reports/?page=2"))
    assert (first.count('/reports/" lang'), second.count('/reports/" lang')) == (50, 1)
    assert 'rel="next"' in first
    for odd in ("0", "-1", "x", "9" * 30, "9" * 18, "9999"):
        assert nora.get(f"/staff/reports/?page={odd}").status_code == 200


def test_words_are_read_by_a_button_and_it_is_written_down(nora: Client, petition: Petition) -> None:
    make_report(petition, now=moment(), words="<script>alert(1)</script> & more", email=OSCAR.email)
    assert "alert(1)" not in text_of(nora.get(at(petition)))
    assert not AuditEntry.objects.filter(verb="read_reports").exists()
    page = text_of(press(nora, at(petition), {"act": "open"}))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page
    assert OSCAR.email not in page
    assert AuditEntry.objects.filter(verb="read_reports").count() == 1


def test_leaving_it_answers_and_tells(nora: Client, petition: Petition, mailbox: PostOffice) -> None:
    make_report(petition, now=moment(), email=OSCAR.email)
    page = text_of(press(nora, at(petition), {"act": "leave", "until": newest(), "words": ""}), 422)
    assert 'href="#f-words-leave"' in page
    assert not Settlement.objects.exists()
    answer = press(nora, at(petition), {"act": "leave", "until": newest(), "words": WHY})
    assert answer["Location"] == "/staff/reports/?said=leave"
    assert "the petition stays" in text_of(nora.get(answer["Location"]))
    deliver_all(now=moment())
    assert WHY in mailbox.last(OSCAR.email).text
    assert WHY in mailbox.last(MEHTAP.email).text
    assert WHY in text_of(nora.get(at(petition)))
    again = press(nora, at(petition), {"act": "leave", "until": newest(), "words": WHY}, at=at(petition))
    assert again.status_code == 409


def test_acting_attaches_the_decision(nora: Client, petition: Petition, mailbox: PostOffice) -> None:
    make_report(petition, now=moment(), email=OSCAR.email)
    form = {"act": "acted", "until": newest(), "words": "It broke the rule about libel."}
    page = text_of(press(nora, at(petition), form), 409)
    assert "Nothing was decided against it" in page
    staff_page = f"/staff/petitions/{petition.slug}/"
    assert at(petition) in text_of(nora.get(staff_page))
    taken = {"words": "It accuses somebody.", "code": "libel", "revision": str(petition.revision)}
    assert press(nora, staff_page, taken, at=f"{staff_page}take-down").status_code == 302
    answer = press(nora, at(petition), form)
    assert answer["Location"] == "/staff/reports/?said=acted"
    assert Settlement.objects.get().decision == Decision.objects.get(kind="take_down")
    deliver_all(now=moment())
    assert "It broke the rule about libel." in mailbox.last(OSCAR.email).text


def test_the_threshold_is_set_here(nora: Client, petition: Petition) -> None:
    make_report(petition, now=moment())
    assert "Urgent" not in text_of(nora.get(at(petition)))
    assert press(nora, "/staff/reports/", {"urgent_from": "0"}).status_code == 422
    assert press(nora, "/staff/reports/", {"urgent_from": "1"}).status_code == 302
    assert "Urgent" in text_of(nora.get("/staff/reports/"))
    assert AuditEntry.objects.filter(verb="reports_urgent").count() == 1


def test_a_reply_is_checked_accepted_and_taken_back(nora: Client, petition: Petition, mailbox: PostOffice) -> None:
    assert "There is nothing here." in text_of(nora.get("/staff/replies/"))
    reply = make_waiting(petition, now=moment())
    here = f"/staff/replies/{reply.pk}/"
    assert "Waiting (1)" in text_of(nora.get("/staff/replies/"))
    assert PRESS not in text_of(nora.get(here))
    assert PRESS in text_of(press(nora, here, {"act": "open"}))
    assert AuditEntry.objects.filter(verb="read_reply_address").count() == 1
    assert press(nora, here, {"act": "accept", "words": " "}).status_code == 422
    assert press(nora, here, {"act": "take_back", "words": "No."}).status_code == 409
    assert press(nora, here, {"act": "accept", "words": "By telephone."})["Location"] == "/staff/replies/?said=accept"
    assert "Standing (1)" in text_of(nora.get("/staff/replies/?state=accepted"))
    assert press(nora, here, {"act": "refuse", "words": "No."}).status_code == 409
    answer = press(nora, here, {"act": "take_back", "words": "They asked for it."})
    assert answer["Location"] == "/staff/replies/?said=take_back"
    assert "Taken back (1)" in text_of(nora.get("/staff/replies/?state=taken_back"))
    assert nora.get("/staff/replies/00000000-0000-0000-0000-000000000000/").status_code == 404


@pytest.mark.parametrize(("role", "expected"), [("reader", 403), ("integrity", 403)])
def test_who_does_not_decide_sees_and_does_nothing(
    mailbox: PostOffice, petition: Petition, role: str, expected: int
) -> None:
    make_staff(now=moment(), role=role)
    client = sign_in(NORA, mailbox)
    make_report(petition, now=moment())
    reply = make_waiting(petition, now=moment())
    for path in ("/staff/reports/", at(petition), f"/staff/replies/{reply.pk}/"):
        assert client.get(path).status_code == 200
    for path, act in ((at(petition), "open"), (at(petition), "leave"), (f"/staff/replies/{reply.pk}/", "accept")):
        form = {"act": act, "words": WHY, "until": newest()}
        assert press(client, "/en/desk/", form, at=path).status_code == expected
    assert press(client, "/en/desk/", {"urgent_from": "2"}, at="/staff/reports/").status_code == expected
    assert not Settlement.objects.exists()
    reply.refresh_from_db()
    assert reply.state == "waiting"
