"""Wei is named in a petition: somebody reports it, staff answer with reasons, and Wei's reply stands beside it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from tests.cast import OSCAR, VICTOR, WEI
from tests.journeys.conftest import Town
from tests.signing import make_staff
from undersigned.accounts.models import Account
from undersigned.petitions.models import Petition
from undersigned.reports.actions.accept_reply import accept_reply
from undersigned.reports.actions.leave import leave
from undersigned.reports.actions.take_back_reply import take_back_reply
from undersigned.reports.models import Reply, Report
from undersigned.reports.queries import reported

TEXT = "The path has had a lamp since Monday. It stands by the bridge."


def ask(town: Town, slug: str) -> Any:
    form = {"name": WEI.name, "office": "Parks department", "email": WEI.email, "text": TEXT}
    return town.send(f"/en/petitions/{slug}/reply/", form)


def text_of(slug: str) -> bytes:
    """The text that is hashed, as the site serves it for ever."""
    answer = Client().get(f"/api/v1/petitions/{slug}/versions/1.txt")
    assert answer.status_code == 200
    return bytes(answer.content)


def test_a_report_is_answered_with_reasons_and_forgotten(town: Town, petition: str) -> None:
    nora = make_staff(now=town.clock())
    for person in (VICTOR, OSCAR):
        form = {"reason": "deception", "words": "There is a lamp already.", "email": person.email}
        assert town.send(f"/en/petitions/{petition}/report/", form).status_code == 200
    assert "has come" in town.letter(VICTOR).subject
    [line] = reported().lines
    leave(petition_id=line.petition_id, until=line.newest_id, words="The lamp is broken.", by=nora, now=town.clock())
    for person in (VICTOR, OSCAR):
        letter = town.letter(person)
        assert "The lamp is broken." in letter.text
        assert "A person decided this." in letter.text
    assert reported().lines == ()
    town.later(timedelta(days=31))
    town.turn()
    assert not Report.objects.exists()


def test_a_reply_stands_beside_the_petition_and_not_in_it(town: Town, petition: str) -> None:
    nora, before = make_staff(now=town.clock()), text_of(petition)
    assert ask(town, petition).status_code == 200
    link = urlsplit(town.letter(WEI).link).path
    assert TEXT in town.read(link)
    assert town.send(link, {"act": "confirm"}).status_code == 200
    page = f"/en/petitions/{petition}/"
    assert TEXT not in town.read(page)
    accept_reply(reply_id=Reply.objects.get().pk, checked="Called the town hall.", by=nora, now=town.clock())
    assert f"{TEXT}" in town.read(page)
    assert WEI.name in town.read(page)
    assert "Your reply stands" in town.letter(WEI).subject
    assert text_of(petition) == before
    town.sign(OSCAR, petition)
    town.confirm(OSCAR)
    assert town.count(petition) == 1
    _taken_back(town, nora, petition)
    assert text_of(petition) == before


def _taken_back(town: Town, nora: Account, slug: str) -> None:
    reply = Reply.objects.get()
    revision = Petition.objects.get(slug=slug).revision
    take_back_reply(reply_id=reply.pk, words="They asked for it.", by=nora, now=town.clock())
    assert TEXT not in town.read(f"/en/petitions/{slug}/")
    assert Petition.objects.get(slug=slug).revision > revision
    assert "They asked for it." in town.letter(WEI).text


def test_whoever_does_not_confirm_leaves_nothing(town: Town, petition: str) -> None:
    ask(town, petition)
    link = urlsplit(town.letter(WEI).link).path
    town.later(timedelta(days=2, minutes=1))
    assert town.send(link, {"act": "confirm"}).status_code == 404
    town.turn()
    town.later(timedelta(hours=7))
    town.turn()
    assert not Reply.objects.exists()
