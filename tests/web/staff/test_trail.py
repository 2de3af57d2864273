"""The audit trail names a petition by what no change of its title changes, and shows it by its title."""

import pytest
from django.test import Client

from tests.cast import NORA, OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import make_confirmed, make_staff
from tests.web.desk.visiting import moment, sign_in
from undersigned.accounts.models import AuditEntry
from undersigned.accounts.queries import search_audit
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.desk import titles_of
from undersigned.signatures.actions.look_up import look_up
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(house: object, mailbox: PostOffice) -> Petition:
    """Somebody was looked up and taken out."""
    now = moment()
    petition = make_published(now)
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=now)
    look_up(slug=petition.slug, email=OSCAR.email, actor="console", reason="He asked.", now=now)
    remove(signature_ids=list(Signature.objects.values_list("pk", flat=True)), reason="bot", by="console", now=now)
    return petition


@pytest.fixture
def nora(mailbox: PostOffice) -> Client:
    """An administrator at work."""
    make_staff(now=moment(), role="administrator")
    return sign_in(NORA, mailbox)


def test_one_name_finds_readings_and_acts(petition: Petition) -> None:
    found = {row.verb for row, _name in search_audit(about=petition.pid).lines}
    assert found == {"signature.look_up", "signature.remove"}
    assert not AuditEntry.objects.filter(object__contains=petition.slug).exists()


def test_it_is_found_by_its_address_and_shown_by_its_title(petition: Petition, nora: Client) -> None:
    title = titles_of([petition])[petition.pk]
    for typed in (petition.slug, f"https://undersigned.example/en/petitions/{petition.slug}/?from=mail", petition.pid):
        page = nora.get("/staff/audit/", {"about": typed}).content.decode()
        assert page.count(f'href="/staff/petitions/{petition.slug}/"') == 2
        assert title in page
    assert title not in nora.get("/staff/audit/", {"about": "somewhere-else"}).content.decode()


def test_words_of_a_reason_are_still_searched(petition: Petition, nora: Client) -> None:
    page = nora.get("/staff/audit/", {"about": "he asked"}).content.decode()
    assert page.count(f'href="/staff/petitions/{petition.slug}/"') == 1
