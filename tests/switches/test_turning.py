"""Turning something off and on, and what is different meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.cast import NORA, OSCAR
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_request, make_signed, make_staff, token_in
from tests.web.desk.visiting import moment, petition_of, press, sign_in
from tests.web.public.sending import sign as send_form
from undersigned.accounts.models import AuditEntry
from undersigned.moderation.actions.refuse import refuse
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.confirm import confirm
from undersigned.signatures.actions.sign import sign
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.outcomes import Signed, SigningPaused
from undersigned.switches import queries
from undersigned.switches.actions.turn_off import turn_off
from undersigned.switches.actions.turn_on import turn_on
from undersigned.switches.models import TurnedOff
from undersigned.switches.rules import KNOWN_WITHIN_SECONDS, ReasonMissing, Switch

pytestmark = pytest.mark.django_db
ACTOR = "console"


def off(switch: Switch, now: datetime, reason: str = "Too many at once.") -> None:
    turn_off(switch=switch, reason=reason, actor=ACTOR, now=now)


def test_a_turn_is_known_here_at_once_and_audited_once(now: datetime) -> None:
    assert queries.why_off(Switch.CHARTS) is None
    off(Switch.CHARTS, now, " A  storm. ")
    known = queries.why_off(Switch.CHARTS)
    assert known is not None
    assert (known.reason, known.since) == ("A storm.", now)
    turn_on(switch=Switch.CHARTS, actor=ACTOR, now=now)
    turn_on(switch=Switch.CHARTS, actor=ACTOR, now=now)
    assert queries.why_off(Switch.CHARTS) is None
    trail = AuditEntry.objects.order_by("pk").values_list("actor", "verb", "object", "reason")
    assert list(trail) == [(ACTOR, "turn_off", "charts", "A storm."), (ACTOR, "turn_on", "charts", "")]


def test_words_that_no_database_keeps_are_left_out(now: datetime) -> None:
    off(Switch.CHARTS, now, "A\x00storm.")
    assert TurnedOff.objects.get().reason == "A storm."
    for nothing in ("", " \n", "\x00"):
        with pytest.raises(ReasonMissing):
            off(Switch.CHARTS, now, nothing)


def test_other_words_keep_the_beginning(now: datetime) -> None:
    off(Switch.CHARTS, now)
    off(Switch.CHARTS, now + timedelta(hours=1), "Still too many.")
    assert queries.turned_off()["charts"] == queries.Off("Still too many.", now)


def test_nothing_is_turned_off_without_words(now: datetime) -> None:
    with pytest.raises(ReasonMissing):
        off(Switch.SIGNING, now, " \n ")
    assert not TurnedOff.objects.exists()
    assert not AuditEntry.objects.exists()


def test_another_process_knows_within_two_seconds(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(queries, "monotonic", lambda: clock[0])
    queries.forget()
    assert queries.why_off(Switch.SIMILAR) is None
    # As another process would: the row alone.
    TurnedOff.objects.create(switch="similar", reason="A storm.", since=now)
    assert queries.why_off(Switch.SIMILAR) is None
    clock[0] += KNOWN_WITHIN_SECONDS
    assert queries.why_off(Switch.SIMILAR) is not None


def test_paused_signing_signs_nothing_and_confirming_goes_on(mailbox: PostOffice) -> None:
    now = datetime.now(UTC)
    petition = make_published(now)
    make_signed(petition, OSCAR, now=now)
    deliver_all(now=now)
    off(Switch.SIGNING, now)
    [outcome] = sign([make_request(petition, NORA)], now=now)
    assert isinstance(outcome, SigningPaused)
    assert outcome.reason == "Too many at once."
    assert Signature.objects.count() == 1
    assert confirm(token=token_in(mailbox.last(OSCAR.email)), now=now) is not None
    turn_on(switch=Switch.SIGNING, actor=ACTOR, now=now)
    [outcome] = sign([make_request(petition, NORA)], now=now)
    assert isinstance(outcome, Signed)


def test_who_signs_while_it_is_paused_is_told_why(client: Client) -> None:
    now = datetime.now(UTC)
    petition = make_published(now)
    address = f"/en/petitions/{petition.slug}/"
    assert 'name="email"' in client.get(address).content.decode()
    off(Switch.SIGNING, now, "Mail is late <today>")
    page = client.get(address).content.decode()
    assert "New signatures are paused. Mail is late &lt;today&gt;." in page
    assert 'name="email"' not in page
    answer = send_form(client, petition, OSCAR)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "600"
    assert "Mail is late &lt;today&gt;. Nothing was signed." in answer.content.decode()


def test_letters_to_starters_wait_and_others_leave(mailbox: PostOffice) -> None:
    petition = petition_of(publication="moderated")
    deliver_all(now=moment())
    staff = make_staff(now=moment())
    off(Switch.STARTER_MAIL, moment())
    before = len(mailbox)
    refuse(petition_id=petition.pk, code="unclear", words="Because of the platform.", by=staff, now=moment())
    assert deliver_all(now=moment()) == 0
    other = make_published(moment(), title="Another one")
    make_signed(other, OSCAR, now=moment())
    assert deliver_all(now=moment()) == 1
    turn_on(switch=Switch.STARTER_MAIL, actor=ACTOR, now=moment())
    assert deliver_all(now=moment() + timedelta(minutes=11)) == 1
    assert len(mailbox) == before + 2


def test_the_page_turns_and_shows(mailbox: PostOffice) -> None:
    make_staff(now=moment(), role="moderator")
    client = sign_in(NORA, mailbox)
    page = "/staff/house/switches/"
    empty = press(client, page, {"turn": "off", "reason": ""}, at=f"{page}charts")
    assert empty.status_code == 422
    assert press(client, page, {"turn": "off", "reason": "A storm."}, at=f"{page}charts").status_code == 302
    assert "A storm." in client.get(page).content.decode()
    assert press(client, page, {"turn": "on"}, at=f"{page}charts").status_code == 302
    assert "A storm." not in client.get(page).content.decode()
    assert press(client, page, {"turn": "off", "reason": "x"}, at=f"{page}nothing").status_code == 404
    assert not Petition.objects.exists()
