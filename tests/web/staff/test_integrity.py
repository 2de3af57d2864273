"""The pages of integrity: letters that wait, lists, campaigns, objections; and who may open them."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import NORA, OSCAR
from tests.integrity.campaigning import FORGED, forger, honest, stand
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signatures.screening.evidence import crowd
from tests.signing import deliver_all, make_staff
from tests.web.desk.visiting import moment, press, sign_in
from undersigned.accounts.models import Account, AuditEntry
from undersigned.integrity.models import Campaign, Objection
from undersigned.jobs.actions.run_due import run_due
from undersigned.petitions.models import Petition
from undersigned.signatures.models import ScreeningEntry, Signature

pytestmark = pytest.mark.django_db
HOME = "/staff/integrity/"
NETWORK = "192.0.2.77"


@pytest.fixture
def petition(house: object, mailbox: PostOffice) -> Petition:
    return make_published(moment())


@pytest.fixture
def nora(mailbox: PostOffice, petition: Petition) -> Client:
    make_staff(now=moment(), role="integrity")
    return sign_in(NORA, mailbox)


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def work() -> None:
    run_due(clock=moment)


def hold(petition: Petition, number: int) -> list[Signature]:
    """So many letters wait: a crowd behind one address, of which each burst's first twenty leave."""
    rows = crowd(petition, [forger(one) for one in range(number)], now=moment(), network=NETWORK)
    Signature.objects.filter(pk__in=[row.pk for row in rows]).update(state="held", reason="network_burst")
    return rows


@pytest.mark.parametrize("path", ["", "lists/", "campaigns/", "campaigns/new/", "campaigns/1/", "objections/"])
@pytest.mark.parametrize("role", ["moderator", "reader"])
def test_other_roles_find_nothing(mailbox: PostOffice, petition: Petition, path: str, role: str) -> None:
    make_staff(now=moment(), role=role)
    client = sign_in(NORA, mailbox)
    assert client.get(HOME + path).status_code == 404
    assert HOME not in page_of(client, "/staff/")


@pytest.mark.parametrize("number", [1, 3])
def test_letters_that_wait_are_released(nora: Client, petition: Petition, number: int) -> None:
    hold(petition, number)
    assert f"{number} letter" in page_of(nora, HOME)
    path = f"{HOME}held/{petition.slug}/"
    page = page_of(nora, path)
    ids = re.findall(r'name="row" value="([0-9a-f-]{36})"', page)
    assert len(ids) == number
    assert FORGED not in page
    assert ("network 1" in page) is (number == 3)
    assert press(nora, path, {"act": "release", "row": ids, "words": " "}).status_code == 422  # type: ignore[dict-item]
    assert Signature.objects.filter(state="held").count() == number
    answer = press(nora, path, {"act": "release", "row": ids, "words": "A school."})  # type: ignore[dict-item]
    assert "letter leaves now" in page_of(nora, answer["Location"]) or number == 3
    assert Signature.objects.filter(state="pending", letter_due__isnull=False).count() == number
    assert AuditEntry.objects.get(verb="release").reason == "A school."


def test_letters_that_wait_are_refused(nora: Client, petition: Petition) -> None:
    rows = hold(petition, 2)
    path = f"{HOME}held/{petition.slug}/"
    press(nora, path, {"act": "refuse", "row": str(rows[0].pk), "words": "One script."})
    assert sorted(Signature.objects.values_list("state", flat=True)) == ["held", "refused"]


def test_a_line_is_tried_out_before_it_is_saved(nora: Client, petition: Petition) -> None:
    stand(petition, [forger(1), forger(2)], now=moment())
    form = {"subject": "domain", "value": f"*.{FORGED}", "effect": "hold", "note": "Their own domain.", "days": "7"}
    path = f"{HOME}lists/"
    answer = press(nora, path, {"act": "add", **form})
    page = answer.content.decode()
    assert "Tried out on the last seven days" in page
    assert not ScreeningEntry.objects.exists()
    [tried] = re.findall(r'name="tried" value="([^"]+)"', page)
    changed = press(nora, path, {"act": "add", **form, "value": "*.other.example", "tried": tried})
    assert not ScreeningEntry.objects.exists(), changed
    answer = press(nora, path, {"act": "add", **form, "tried": tried})
    assert answer.status_code == 302
    entry = ScreeningEntry.objects.get()
    assert entry.ends_at is not None
    assert entry.ends_at - moment() > timedelta(days=6)
    assert f"*.{FORGED}" in page_of(nora, path)
    assert press(nora, path, {"act": "remove", "entry": str(entry.pk), "why": ""}).status_code == 422
    press(nora, path, {"act": "remove", "entry": str(entry.pk), "why": "It was a choir."})
    assert not ScreeningEntry.objects.exists()


def test_a_mailbox_tried_out_shows_no_petition_and_is_written_down(nora: Client, petition: Petition) -> None:
    stand(petition, [honest(1)], now=moment())
    form = {"subject": "address", "value": honest(1).email, "effect": "allow", "note": "A complaint.", "act": "try"}
    page = press(nora, f"{HOME}lists/", form).content.decode()
    assert "<dd>1</dd>" in page
    assert petition.slug not in page
    assert AuditEntry.objects.get(verb="list.try").reason == "A complaint."


@pytest.mark.parametrize(
    "wrong",
    [{"subject": "moon"}, {"value": "*"}, {"effect": "shout"}, {"note": ""}, {"days": "never"}],
    ids="+".join,
)
def test_a_line_that_makes_no_sense_is_refused(nora: Client, wrong: dict[str, str]) -> None:
    form = {"subject": "domain", "value": FORGED, "effect": "hold", "note": "Why.", "act": "try"}
    answer = press(nora, f"{HOME}lists/", form | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_campaign_through_its_pages(nora: Client, petition: Petition) -> None:
    stand(petition, [forger(one) for one in range(3)], now=moment())
    stand(petition, [honest(1)], now=moment())
    new = f"{HOME}campaigns/new/"
    for form in ({}, {"petition": petition.slug}, {"domain": "*"}, {"petition": "none", "domain": FORGED}):
        assert press(nora, new, form).status_code == 422
    answer = press(nora, new, {"petition": petition.slug, "domain": FORGED})
    path = answer["Location"]
    assert FORGED not in path
    assert "data-at-work" in page_of(nora, path)
    work()
    page = page_of(nora, path)
    assert "4 of 4" in page
    assert "3 signatures will count no longer" in page
    sample = press(nora, path, {"act": "look"}).content.decode()
    assert sample.count(f"f…@{FORGED}") == 3
    assert press(nora, path, {"act": "start", "reason": "bot", "start-words": ""}).status_code == 422
    assert press(nora, path, {"act": "start", "reason": "", "start-words": "Why."}).status_code == 422
    assert press(nora, path, {"act": "start", "reason": "bot", "start-words": "Why."}).status_code == 302
    assert press(nora, path, {"act": "start", "reason": "bot", "start-words": "Why."}).status_code == 409
    press(nora, path, {"act": "pause"})
    work()
    assert "resting" in page_of(nora, path)
    press(nora, path, {"act": "resume"})
    work()
    assert "carried out" in page_of(nora, path)
    assert Signature.objects.filter(state="removed").count() == 3
    assert press(nora, path, {"act": "undo", "undo-words": "A choir."}).status_code == 302
    work()
    assert "undone" in page_of(nora, path)
    assert Signature.objects.filter(state="removed").count() == 0
    assert page_of(nora, f"{HOME}campaigns/").count("3 signatures found") == 1
    assert nora.get(f"{HOME}campaigns/{Campaign.objects.get().pk + 1}/").status_code == 404


def test_an_objection_through_its_pages(nora: Client, petition: Petition, mailbox: PostOffice) -> None:
    stand(petition, [OSCAR], now=moment())
    press(nora, f"{HOME}campaigns/new/", {"country": "IE"})
    work()
    path = f"{HOME}campaigns/{Campaign.objects.get().pk}/"
    press(nora, path, {"act": "start", "reason": "bot", "start-words": "Why."})
    work()
    deliver_all(now=moment())
    [link] = re.findall(r"^http://testserver(/en/objection/\S+)$", mailbox.last(OSCAR.email).text, re.MULTILINE)
    stranger = Client()
    assert petition.slug in page_of(stranger, link)
    assert stranger.post(link, {"words": " "}).status_code == 422
    answer = stranger.post(link, {"words": "I am a person."})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "1 objection waits" in page_of(nora, HOME)
    page = page_of(nora, f"{HOME}objections/")
    assert "I am a person." in page
    form = {"objection": str(Objection.objects.get().pk), "act": "accept"}
    assert press(nora, f"{HOME}objections/", {**form, "answer": ""}).status_code == 422
    Petition.objects.update(sealed_at=moment())
    refused = press(nora, f"{HOME}objections/", {**form, "answer": "It was our mistake."})
    assert refused.status_code == 409
    assert "sealed, and none can be put back" in refused.content.decode()
    assert "It was our mistake." in refused.content.decode()
    Petition.objects.update(sealed_at=None)
    assert press(nora, f"{HOME}objections/", {**form, "answer": "We are sorry."}).status_code == 302
    assert press(nora, f"{HOME}objections/", {**form, "answer": "We are sorry."}, at=None).status_code == 409
    page = page_of(stranger, link)
    assert "We are sorry." in page
    assert "counts again" in page
    assert Signature.objects.get().state == "confirmed"


def test_links_of_nobody_look_alike(petition: Petition) -> None:
    tokens = ("x", "no-such", "A" * 60)
    bodies = {Client().get(f"/en/objection/{token}").content.replace(f"/{token}".encode(), b"") for token in tokens}
    assert len(bodies) == 1
    assert Client().post("/en/objection/x", {"words": "I am."}).status_code == 404


def test_a_role_that_was_taken_acts_at_once(nora: Client, petition: Petition) -> None:
    assert nora.get(HOME).status_code == 200
    Account.objects.update(role="moderator")
    assert nora.get(HOME).status_code == 404
