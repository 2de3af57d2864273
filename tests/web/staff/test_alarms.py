"""Alarms by hand: rung with words and an end, ended with words, and what the form of signing asks for meanwhile."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import NORA
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.web.desk.visiting import moment, press, sign_in
from undersigned.accounts.models import AuditEntry
from undersigned.petitions.models import Petition
from undersigned.signatures.actions import raise_alarms as raising
from undersigned.signatures.models import ScreeningAlarm
from undersigned.signatures.screening.board import board, forget_board

pytestmark = pytest.mark.django_db
PATH = "/staff/integrity/alarms/"


@pytest.fixture
def petition(house: object, mailbox: PostOffice) -> Petition:
    return make_published(moment())


@pytest.fixture
def nora(petition: Petition, mailbox: PostOffice) -> Client:
    forget_board()
    make_staff(now=moment(), role="integrity")
    return sign_in(NORA, mailbox)


@pytest.mark.parametrize("is_whole", [True, False])
def test_rung_and_ended_by_hand(nora: Client, petition: Petition, is_whole: bool) -> None:
    address = "" if is_whole else f"http://testserver/en/petitions/{petition.slug}/"
    assert "No alarm rings." in nora.get(PATH).content.decode()
    rung = press(nora, PATH, {"act": "ring", "petition": address, "hours": "3", "words": "A forum calls for it."})
    assert rung["Location"] == f"{PATH}?said=rings"
    now = moment()
    assert board(now).is_alarmed(petition.pk, now)
    assert board(now).is_alarmed(petition.pk + 1, now) is is_whole
    assert not board(now).is_alarmed(petition.pk, now + timedelta(hours=3))
    page = nora.get(PATH).content.decode()
    assert "A forum calls for it." in page
    assert ("The whole site" in page) is is_whole
    subject = "0" if is_whole else str(petition.pk)
    silent = press(nora, PATH, {"act": "end", "alarm": subject, "why": " "})
    assert silent.status_code == 422
    assert f'href="#f-why-{subject}"' in silent.content.decode()
    ended = press(nora, PATH, {"act": "end", "alarm": subject, "why": "It is quiet."})
    assert ended["Location"] == f"{PATH}?said=ended"
    assert not board(moment()).is_alarmed(petition.pk, moment())
    assert press(nora, PATH, {"act": "end", "alarm": subject, "why": "It is quiet."}).status_code == 409
    trail = list(AuditEntry.objects.filter(verb__startswith="alarm").order_by("pk").values_list("verb", flat=True))
    assert trail == ["alarm.on", "alarm.off"]
    assert "A forum calls for it." in AuditEntry.objects.get(verb="alarm.on").reason


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"petition": "no-such"}, "petition"),
        ({"hours": "5"}, "hours"),
        ({"hours": ""}, "hours"),
        ({"words": ""}, "words"),
    ],
)
def test_a_faulty_form_is_shown_again(nora: Client, wrong: dict[str, str], field: str) -> None:
    form = {"act": "ring", "petition": "", "hours": "1", "words": "Why."} | wrong
    answer = press(nora, PATH, form)
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.content.decode()
    assert not ScreeningAlarm.objects.exists()


def test_a_later_end_by_hand_is_not_cut_short_by_the_site(nora: Client, petition: Petition) -> None:
    press(nora, PATH, {"act": "ring", "petition": "", "hours": "24", "words": "A forum calls for it."})
    until = ScreeningAlarm.objects.get().ends_at
    raising.raise_alarms({0: 10_000.0}, now=moment())
    alarm = ScreeningAlarm.objects.get()
    assert (alarm.ends_at, alarm.words) == (until, "A forum calls for it.")
    raising.raise_alarms({0: 10_000.0}, now=until + timedelta(minutes=1))
    alarm.refresh_from_db()
    assert alarm.words == ""
