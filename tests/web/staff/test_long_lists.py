"""A list of the staff that is cut says so, and nothing that waits for somebody is cut off by what is over."""

from uuid import uuid4

import pytest
from django.test import Client

from tests.cast import MEHTAP, NORA, OSCAR
from tests.integrity.campaigning import FORGED, planned
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.web.desk.visiting import moment, petition_of, sign_in
from undersigned.accounts.actions.cancel_proposal import cancel_proposal
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.queries import PAST_SHOWN, account_by_email
from undersigned.accounts.rules import TwoPersonAct
from undersigned.integrity import queries
from undersigned.integrity.actions import read_objections
from undersigned.integrity.fields import seal_words
from undersigned.integrity.models import Alert, Notice, Objection
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(house: object, mailbox: PostOffice) -> Client:
    make_staff(now=moment(), role="administrator")
    return sign_in(NORA, mailbox)


@pytest.fixture
def petition(house: object, mailbox: PostOffice) -> Petition:
    return petition_of()


def page_of(client: Client, path: str) -> str:
    answer = client.get(f"/staff/{path}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_what_waits_stands_before_all_that_is_over(nora: Client) -> None:
    now, oscar = moment(), make_staff(now=moment(), role="administrator", person=OSCAR)
    new = ensure_account(email=MEHTAP.email, now=now)
    propose(act=TwoPersonAct.GRANT_ROLE, subject=new.pk, detail="reader", about="a", reason="First.", by=oscar, now=now)
    for number in range(PAST_SHOWN + 1):
        row = propose(
            act=TwoPersonAct.EXPORT, subject=number + 1, detail="news", about="b", reason="r", by=oscar, now=now
        )
        cancel_proposal(proposal_id=row.pk, reason="No.", by=oscar, now=now)
    page = page_of(nora, "proposals/")
    assert "First." in page
    assert page.count('value="approve"') == 1
    assert f"Here you see {PAST_SHOWN} of {PAST_SHOWN + 1}." in page


def test_campaigns_clusters_and_objections_say_how_many_there_are(
    nora: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    by, now = account_by_email(NORA.email), moment()
    assert by is not None
    notice = Notice.objects.create(at=now)
    for number in range(3):
        planned(by, now, petition=petition.slug, domain=FORGED)
        mark = {"kind": "network", "key": bytes([number]) * 16, "subject": b""}
        times = {"found_at": now, "last_at": now}
        Alert.objects.create(notice=notice, petition=petition, number=9, whole=9, **mark, **times)
        Objection.objects.create(signature=uuid4(), petition=petition, words=seal_words("No."), created_at=now)
    paths = ("integrity/campaigns/", "integrity/clusters/", "integrity/objections/")
    for path in paths:
        assert "Here you see" not in page_of(nora, path)
    monkeypatch.setattr(queries, "NEWEST", 2)
    monkeypatch.setattr(read_objections, "SHOWN_AT_MOST", 2)
    for path in paths:
        assert "Here you see 2 of 3." in page_of(nora, path)
