"""Whoever of the staff reads what is personal leaves an entry in the audit trail, on every page, by every button.

Every page of the staff is opened and every button on it is pressed; whatever was unsealed meanwhile is seen below,
where AES opens it. A new page that shows something personal without an entry fails here by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve

from tests.cast import IDA, MEHTAP, NORA, OSCAR
from tests.integrity.campaigning import forger, planned
from tests.integrity.campaigning import stand as crowd_stands
from tests.post_office import PostOffice
from tests.reports.telling import make_report, make_waiting
from tests.signatures.screening.evidence import crowd
from tests.signing import deliver_all, make_staff, publish_all
from tests.supporting import make_gathering
from tests.web.desk.visiting import moment, petition_of, sign_in
from tests.web.staff.pressing import Form, Page
from undersigned.accounts.fields import EMAIL_CONTEXT
from undersigned.accounts.models import Account, AuditEntry
from undersigned.integrity.actions.find_clusters import find_clusters
from undersigned.integrity.actions.object_to_removal import object_to_removal
from undersigned.integrity.models import Alert, Objection
from undersigned.jobs.actions.run_due import run_due
from undersigned.keys import sealing
from undersigned.ledger.actions.open_log import open_log
from undersigned.moderation.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.export import export
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import token_of

pytestmark = pytest.mark.django_db
SIGNERS = 45
"""Enough for a cluster."""
NOBODYS = (b"undersigned/1 petition keys ", b"undersigned/1 signing handle", b"second-factor:")
"""Contexts of what is no reading of somebody's data: keys, ids, and one's own second factor."""
UNSEEN = {
    "staff:factor": "shown to who has not shown a second factor",
    "staff:set_up": "shown to who has none",
    "staff:picture": "a picture of one's own key",
    "staff:turn": "a form alone",
    "staff:put_back": "a form alone",
    "staff:language": "a form alone",
}
FORMS_ALONE = frozenset(
    {"publish", "refuse", "correct", "stop", "take_down", "reopen", "hide", "show", "hold", "take_over"}
    | {"let_go", "note", "grant", "uphold"}
)


class Watching:
    """What AES opened since it was last asked, by its context."""

    def __init__(self) -> None:
        self.opened: list[bytes] = []

    def personal(self) -> list[bytes]:
        found = [context for context in self.opened if not _is_nobodys(context)]
        self.opened.clear()
        return found


def _is_nobodys(context: bytes) -> bool:
    if context.startswith(NOBODYS):
        return True
    if not context.startswith(EMAIL_CONTEXT):
        return False
    # A colleague's own address, of which the staff see the first letter.
    mark = context.removeprefix(EMAIL_CONTEXT)
    return Account.objects.filter(email_fingerprint=mark).exclude(role="").exists()


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Watching:
    seen = Watching()

    class Watched:
        def __init__(self, key: bytes) -> None:
            self._cipher = AESGCM(key)

        def encrypt(self, nonce: bytes, plain: bytes, context: bytes | None) -> bytes:
            return self._cipher.encrypt(nonce, plain, context)

        def decrypt(self, nonce: bytes, box: bytes, context: bytes | None) -> bytes:
            plain = self._cipher.decrypt(nonce, box, context)
            seen.opened.append(context or b"")
            return plain

    monkeypatch.setattr(sealing, "AESGCM", Watched)
    return seen


@pytest.fixture
def full_house(house: object, mailbox: PostOffice) -> Client:
    """A site on which there is something of everything, and an administrator in it."""
    now = moment()
    open_log(now=now)
    petition = petition_of()
    Petition.objects.filter(pk=petition.pk).update(handover="names")
    petition.refresh_from_db()
    nora = make_staff(now=now, role="administrator")
    rows = crowd_stands(petition, [forger(number) for number in range(SIGNERS)], now=now)
    publish_all(now=now)
    make_report(petition, now=now, email="reader@home.example")
    make_waiting(petition, now=now)
    find_clusters(now=now)
    planned(nora, now, petition=petition.slug, domain="crowd.example")
    removed = [rows[0].pk]
    remove(signature_ids=removed, reason="bot", words="", by="console", now=now)
    row = Signature.objects.select_related("petition").get(pk=rows[0].pk)
    object_to_removal(token=token_of(row), words="I am a person.", now=now)
    export(subject=petition.pk, detail="news", reason="For the letter.", by=nora, now=now)
    hidden = petition_of(OSCAR, title="Shade over the benches")
    take_down(petition_id=hidden.pk, words="A court asked.", code="court", by=nora, now=now)
    petition_of(publication="moderated", title="A bicycle pump")
    make_gathering(now, title="A bell for the ferry")
    run_due(clock=moment)
    # Last, since a sweep lets such letters go.
    held = crowd(petition, [IDA], now=now)
    Signature.objects.filter(pk__in=[row.pk for row in held]).update(state="held", reason="network_burst")
    assert Alert.objects.exists()
    assert Objection.objects.exists()
    deliver_all(now=moment())
    return sign_in(NORA, mailbox)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Walk:
    """Every page that can be reached, and every button on it."""

    def __init__(self, client: Client, watching: Watching) -> None:
        self.client, self.watching, self.cookies = client, watching, client.cookies.output()
        self.seen: set[str] = set()
        self.silent: list[str] = []
        self.read: set[str] = set()

    def everything(self) -> None:
        paths = ["/staff/"]
        for path in paths:
            if path in self.seen:
                continue
            self.seen.add(path)
            page = self._ask("GET", path, {})
            for form in page.forms:
                self._press(path, form)
            links = [link.partition("#")[0] for link in page.links if link.startswith("/staff/")]
            paths += [path + link if link.startswith("?") else link for link in links]

    def _press(self, path: str, form: Form) -> None:
        for name, value, action in form.buttons or [("", "", "")]:
            data: dict[str, Any] = {**form.fields, **({name: value} if name else {})}
            self._ask(form.method.upper(), action or form.action or path, data)

    def _ask(self, method: str, path: str, data: dict[str, Any]) -> Page:
        self.client.cookies = SimpleCookie(self.cookies.replace("Set-Cookie: ", ""))
        with undone():
            before = AuditEntry.objects.count()
            self.watching.opened.clear()
            send = self.client.get if method == "GET" else self.client.post
            answer = send(path, data, headers={"Sec-Fetch-Site": "same-origin"})
            content = b"".join(answer) if answer.streaming else answer.content
            name = resolve(path.partition("?")[0]).view_name
            if self.watching.personal():
                self.read.add(name)
                if AuditEntry.objects.count() == before:
                    self.silent.append(f"{method} {path} {sorted(data)}")
        return Page(content.decode("utf-8", "replace"))


def test_every_reading_is_written_down(full_house: Client, watching: Watching) -> None:
    walk = Walk(full_house, watching)
    walk.everything()
    assert walk.silent == []
    # The walk sees what is read: without these it would prove nothing.
    assert {"staff:signatures", "staff:clusters", "staff:campaign", "staff:objections", "staff:export"} <= walk.read
    assert {"staff:reports_of", "staff:reply"} <= walk.read


def test_the_walk_comes_to_every_page(full_house: Client, watching: Watching) -> None:
    walk = Walk(full_house, watching)
    walk.everything()
    staff = get_resolver().namespace_dict["staff"][1]
    names = {f"staff:{name}" for name in staff.reverse_dict if isinstance(name, str)}
    forms = {f"staff:{name}" for name in FORMS_ALONE}
    reached = {resolve(path.partition("?")[0]).view_name for path in walk.seen}
    assert names - reached - UNSEEN.keys() - forms == set()


def test_the_watch_sees_a_reading_without_an_entry(full_house: Client, watching: Watching) -> None:
    row = Signature.objects.select_related("petition").filter(state="counted")[0]
    from undersigned.signatures.queries import contents_of

    assert contents_of(row) is not None
    assert len(watching.personal()) == 1
    starter = Account.objects.get(name=MEHTAP.name)
    from undersigned.accounts.queries import email_of

    assert email_of(starter) == MEHTAP.email
    assert len(watching.personal()) == 1
    email_of(Account.objects.get(role="administrator"))
    assert watching.personal() == []
