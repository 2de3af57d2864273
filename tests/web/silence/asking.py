"""Sends a form about an address, from the browser of whoever sends such forms."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.cast import MEHTAP, NORA, Person
from tests.signing import FORM, deliver_all, make_staff
from tests.supporting import make_asked, make_gathering, make_supporter
from tests.web.desk.visiting import moment, petition_of, sign_in, starter
from tests.web.listed import addresses, path_of
from tests.web.public.sending import HANDLE
from tests.web.silence.askers import NAME, Asked, Stage
from tests.web.silence.forms import SIGNING, WORDS, Way
from undersigned.moderation.actions.ask_correction import ask_correction
from undersigned.moderation.actions.stop import stop
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.supporting import gathering_of, support_token

OWN_FORM = {"Sec-Fetch-Site": "same-origin"}
HINT = re.compile(r'<form method="post" action="([^"]+/sign)">((?:<input type="hidden"[^>]*>)+)')
INPUT = re.compile(r'name="([^"]*)" value="([^"]*)"')


@dataclass(frozen=True)
class Asking:
    """The stage with everybody's browser and all petitions that forms are about."""

    stage: Stage
    slugs: Mapping[str, str]
    cookies: Mapping[str, str]
    gathering: Petition
    """Which looks for supporters."""

    def browser(self, whose: str) -> Client:
        """A browser with what theirs keeps, and nothing of an answer before."""
        client = Client()
        client.cookies = SimpleCookie(self.cookies[whose])
        return client

    def form(self, name: str, way: Way, email: str) -> tuple[str, dict[str, str]]:
        """The path, and the fields about this address; a signing before it where the form needs its handle."""
        slug, gathering = self.slugs[way.petition], gathering_of(self.gathering.pk)
        known = {"email": email, "name": NAME, "slug": slug, "text": gathering.text_hash if gathering else ""}
        if any("{handle}" in value for value in way.fields.values()):
            known["handle"] = self._signed(email)
        secret = {"token": support_token(self.gathering)} if way.petition == "gathering" else {}
        path = path_of(name, addresses()[name], {"slug": slug, **secret})
        return path, {field: value.format(**known) for field, value in way.fields.items()}

    def support(self, everybody: list[Asked]) -> None:
        """Some of those who have signed a public petition support the one that looks for supporters as well."""
        for one in everybody:
            person, now = Person(NAME, one.email), self.stage.now
            if one.kind in {"waiting", "withdrawn"}:
                make_asked(self.gathering, person, mailbox=self.stage.mailbox, now=now)
            if one.kind in {"counted", "household full"}:
                make_supporter(self.gathering, person, mailbox=self.stage.mailbox, now=now)
        self.stage.mailbox.clear()

    def send(self, whose: str, path: str, fields: Mapping[str, str]) -> Any:
        """The answer."""
        return self.browser(whose).post(path, urlencode(fields), content_type=FORM, headers=OWN_FORM)

    def mistyped(self, email: str) -> Any:
        """The answer to a signing whose address this is but for a slip."""
        fields = {name: value.format(email=email, name=NAME) for name, value in SIGNING.items()}
        return self.send("stranger", f"/en/petitions/{self.slugs['signed']}/sign", fields)

    def _signed(self, email: str) -> str:
        answer = self.mistyped(email)
        deliver_all(now=moment())
        found = HANDLE.search(answer.content.decode())
        assert found is not None, answer.status_code
        return found[1]


def hinted(answer: Any) -> tuple[str, dict[str, str]]:
    """Path and fields of the form "Did you mean ...?" on this page."""
    found = HINT.search(answer.content.decode())
    assert found is not None, "no hint"
    return found[1], {name: unescape(value) for name, value in INPUT.findall(found[2])}


def asking_on(stage: Stage) -> Asking:
    """Petitions of a starter in several states, and three browsers."""
    starter()
    # First, since later on there are letters about decisions in the mailbox as well.
    signed_in = _kept(sign_in(MEHTAP, stage.mailbox))
    own = {
        state: petition_of(title=title, publication="moderated" if state == "correcting" else "immediate")
        for state, title in TITLES.items()
    }
    judge = make_staff(now=moment(), person=NORA)
    why: dict[str, Any] = {"words": WORDS, "code": "unclear", "by": judge, "now": moment()}
    ask_correction(petition_id=own["correcting"].pk, **why)
    stop(petition_id=own["stopped"].pk, **why)
    close(petition_id=own["closed"].pk, now=moment())
    for row in own.values():
        row.refresh_from_db()
    own["gathering"] = make_gathering(stage.now, title="A mirror at the blind corner")
    return Asking(
        stage,
        {"signed": stage.petition.slug, **{state: row.slug for state, row in own.items()}},
        {
            "stranger": "",
            "drafting": _kept(_drafting()),
            "starter": signed_in,
        },
        own["gathering"],
    )


TITLES = {
    "open": "A clock that goes right",
    "correcting": "A lamp on the steps",
    "stopped": "Shade over the benches",
    "closed": "A pump at the station",
}


def _drafting() -> Client:
    client = Client()
    steps: dict[str, dict[str, str]] = {
        "": {"title": "A bell for the ferry"},
        "addressees/": {"name": "Brambleworth Ferries", "act": "next"},
        "story/": {"story": "The ferry comes without a sound."},
    }
    for step, fields in steps.items():
        answer = client.post(f"/en/start/{step}", fields)
        assert answer.status_code in {200, 302}, (step, answer.status_code)
    return client


def _kept(client: Client) -> str:
    return "; ".join(f"{name}={one.coded_value}" for name, one in client.cookies.items())
