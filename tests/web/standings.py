"""A site with a petition in every standing, something real behind every mailed link, and everybody who may come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.cast import LAYLA, MEHTAP, OSCAR, SUHARSA, VICTOR, WEI, Person
from tests.integrity.campaigning import planned
from tests.makers import make_draft
from tests.post_office import PostOffice
from tests.reports.telling import make_asked, make_report, make_waiting
from tests.signing import deliver_all, make_confirmed, make_signed, make_staff, token_in
from tests.staff_pass import make_app
from tests.supporting import make_gathering
from tests.web.desk.visiting import link_for, moment, petition_of, sign_in, starter
from tests.web.filled import WORDS
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.accounts.actions.propose import propose
from undersigned.accounts.models import Account, Authenticator
from undersigned.accounts.queries import account_by_email
from undersigned.accounts.rules import TwoPersonAct
from undersigned.integrity.actions.object_to_removal import object_to_removal
from undersigned.integrity.models import Objection
from undersigned.moderation.actions.appeal import appeal
from undersigned.moderation.actions.ask_correction import ask_correction
from undersigned.moderation.actions.hide import hide
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.actions.stop import stop
from undersigned.moderation.actions.take_down import take_down
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.supporting import gathering_of, support_token
from undersigned.reports.models import Report
from undersigned.signatures.actions.add_entry import add_entry
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.actions.ring_alarm import ring_alarm
from undersigned.signatures.actions.send_mine import send_mine
from undersigned.signatures.models import Signature
from undersigned.signatures.proofs import ticket_of
from undersigned.signatures.queries import token_of
from undersigned.signatures.rules.entries import Effect, Subject
from undersigned.signatures.screening.board import SITE

STANDINGS = (
    "draft",
    "gathering",
    "held",
    "correcting",
    "refused",
    "public",
    "parts",
    "closed",
    "stopped",
    "hidden",
    "erased",
)
"""MEHTAP's petitions, the starter's own and others' for everybody else. Gathering: it looks for supporters. Parts:
public, signed, reported, with a part that is hidden. Closed by the starter, stopped by the staff, which was appealed
against, hidden: taken down. Erased: there is none, or none any more."""
VISITORS = ("stranger", "starter", "other", "reader", "moderator", "integrity", "administrator")
ROLES = VISITORS[3:]
JUDGE = Person("Judge", "judge@staff.example")
"""Took the decisions; nobody of those who come."""
HOUR = timedelta(hours=1)
PASSWORD = "long-and-unguessed-3141"
TITLES = {
    "gathering": "A mirror at the blind corner",
    "held": "A bicycle pump at the station of Brambleworth",
    "correcting": "A lamp that is lit at night",
    "refused": "Shade over the benches in Well Street",
    "public": "A night train to Kavakdere",
    "parts": "Quieter bells on Sunday mornings",
    "closed": "A clock that goes right",
    "stopped": "Warm water in the baths",
    "hidden": "Longer hours of the library",
}


@dataclass(frozen=True)
class World:
    """What there is, for a test that undoes all that it does."""

    petitions: Mapping[str, Petition | None]
    told: Mapping[str, str]
    """What filled forms name, but for what depends on the petition."""
    links: Mapping[str, Mapping[str, object]]
    """What stands in addresses that lead somewhere, by the address's name."""
    cookies: Mapping[str, str]
    """By visitor."""

    def slug(self, standing: str) -> str:
        """The petition's name in addresses."""
        row = self.petitions.get(standing)
        return row.slug if row else "no-such-petition"

    def fill(self, fields: Mapping[str, str], standing: str) -> dict[str, str]:
        """A filled form about this petition."""
        row = self.petitions.get(standing)
        of_petition = {"revision": str(row.revision if row else 1), "version": str(row.version if row else 1)}
        return {name: value.format(**self.told, **of_petition) for name, value in fields.items()}


def make_world(mailbox: PostOffice) -> World:
    """All of it; for a database that is empty."""
    now = moment()
    # First, since later on there are letters about decisions in their mailboxes as well.
    cookies = {who: _cookies(who, mailbox) for who in VISITORS}
    sign_in_link = link_for(OSCAR, mailbox).rstrip("/").rpartition("/")[2]
    judge = make_staff(now=now, person=JUDGE, password=PASSWORD)
    petitions = {name: make(judge, now) for name, make in MAKERS.items()}
    told, links = _on_parts(petitions["parts"], mailbox, now)
    signing, links["public:objection"] = _removed(petitions["closed"], mailbox, now)
    close(petition_id=petitions["closed"].pk, now=now)
    told |= signing | _of_staff(judge, petitions["hidden"], now)
    gathering = gathering_of(petitions["gathering"].pk)
    assert gathering is not None
    told["text"] = gathering.text_hash
    links["public:support"] = {"token": support_token(petitions["gathering"])}
    links["desk:sign_in_link"] = {"token": sign_in_link}
    fresh: dict[str, Petition | None] = {name: Petition.objects.get(pk=row.pk) for name, row in petitions.items()}
    return World(fresh | {"erased": None}, told, links, cookies)


def _of_staff(judge: Account, hidden: Petition, now: datetime) -> dict[str, str]:
    """What another person of the staff has: an app, a role, something proposed; and an alarm that rings."""
    make_app(judge, now)
    named = {"about": "a petition", "reason": WORDS}
    ring_alarm(subject=SITE, about="site", ends_at=now + HOUR, words=WORDS, actor="tests", now=now)
    proposed = propose(act=TwoPersonAct.PUT_BACK, subject=hidden.pk, by=judge, now=now, **named)
    return {
        "judge": str(judge.pk),
        "password": PASSWORD,
        "factor": str(Authenticator.objects.filter(account=judge).latest("pk").pk),
        "session": str(UUID(int=0)),
        "proposal": str(proposed.pk),
    }


def _cookies(who: str, mailbox: PostOffice) -> str:
    """What the browser of this visitor keeps."""
    if who == "stranger":
        return ""
    person = {"starter": MEHTAP, "other": OSCAR}.get(who, Person(who.title(), f"{who}@staff.example"))
    if who in ROLES:
        make_staff(now=moment(), person=person, role=who)
    else:
        starter(person)
    kept = sign_in(person, mailbox).cookies
    return "; ".join(f"{name}={one.coded_value}" for name, one in kept.items())


def _draft(_judge: Account, now: datetime) -> Petition:
    mehtap = ensure_account(email=MEHTAP.email, language="en", name=MEHTAP.name, now=now)
    draft = make_draft(now, title="A lamp on the steps to the upper town")
    Petition.objects.filter(pk=draft.pk).update(starter=mehtap)
    return draft


def _standing(name: str, act: Callable[..., Any] | None = None, **more: str) -> Callable[[Account, datetime], Petition]:
    """A petition of MEHTAP's, and what the judge did about it."""

    def make(judge: Account, now: datetime) -> Petition:
        is_held = name in {"held", "correcting", "refused"}
        row = petition_of(title=TITLES[name], publication="moderated" if is_held else "immediate")
        if act is not None:
            act(petition_id=row.pk, words=WORDS, by=judge, now=now, **more)
        return row

    return make


def _stopped(judge: Account, now: datetime) -> Petition:
    row = _standing("stopped", stop, code="decided")(judge, now)
    mehtap = account_by_email(MEHTAP.email)
    assert mehtap is not None
    appeal(petition_id=row.pk, words=WORDS, by=mehtap, now=now)
    return row


MAKERS: Mapping[str, Callable[[Account, datetime], Petition]] = {
    "draft": _draft,
    "gathering": lambda _judge, now: make_gathering(now, title=TITLES["gathering"]),
    "held": _standing("held"),
    "correcting": _standing("correcting", ask_correction, code="unclear"),
    "refused": _standing("refused", refuse, code="unclear"),
    "public": _standing("public"),
    "parts": _standing("parts", hide, code="privacy", part="starter_name"),
    "closed": _standing("closed"),
    "stopped": _stopped,
    "hidden": _standing("hidden", take_down, code="court"),
}


def _on_parts(
    petition: Petition, mailbox: PostOffice, now: datetime
) -> tuple[dict[str, str], dict[str, Mapping[str, object]]]:
    """What the staff find on a petition that people have signed, reported and replied to; and links out of letters."""
    make_confirmed(petition, WEI, mailbox=mailbox, now=now)
    signature = Signature.objects.get()
    named: dict[str, Any] = {"note": "tests", "actor": "tests", "now": now}
    entry = add_entry(subject=Subject.ADDRESS, value=VICTOR.email, effect=Effect.HOLD, **named)
    make_signed(petition, VICTOR, now=now)
    make_report(petition, now=now)
    waiting = make_waiting(petition, now=now)
    signed = make_signed(petition, SUHARSA, now=now)
    deliver_all(now=now)
    send_mine(email=WEI.email, language="en", now=now)
    deliver_all(now=now)
    integrity = account_by_email("integrity@staff.example")
    assert integrity is not None
    told = {
        "signature": str(signature.pk),
        "held": str(Signature.objects.get(state="held").pk),
        "entry": str(entry),
        "until": str(Report.objects.latest("pk").pk),
        "ticket": ticket_of(signature.pk),
        "handle": signed.handle,
        "code": mailbox.last(SUHARSA.email).code,
    }
    links: dict[str, Mapping[str, object]] = {
        "public:confirm": {"token": token_in(mailbox.last(SUHARSA.email))},
        "public:reply_link": {"token": make_asked(petition, now=now, name="A second body", email="b@ferries.example")},
        "signer:mine": {"token": token_in(mailbox.last(WEI.email))},
        "staff:reply": {"reply_id": waiting.pk},
        "staff:campaign": {"number": planned(integrity, now, pattern="wei@*").id},
    }
    return told, links


def _removed(petition: Petition, mailbox: PostOffice, now: datetime) -> tuple[dict[str, str], Mapping[str, object]]:
    """Two signatures taken out: one signer has objected, the other may."""
    tokens = []
    for person in (OSCAR, LAYLA):
        before = list(Signature.objects.values_list("pk", flat=True))
        make_confirmed(petition, person, mailbox=mailbox, now=now)
        row = Signature.objects.exclude(pk__in=before).get()
        remove(signature_ids=[row.pk], reason="bot", by="tests", now=now)
        tokens.append(token_of(Signature.objects.select_related("petition").get(pk=row.pk)))
    assert object_to_removal(token=tokens[1], words=WORDS, now=now)
    return {"objection": str(Objection.objects.get().pk)}, {"token": tokens[0]}
