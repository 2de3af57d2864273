"""Every address of the site × everybody who may come × petitions in every standing: who is answered what.

The table is `matrix.txt`, one line for each way in which an address answers; the list of addresses is the site's own. A
new address without a line fails here, and so does an address that begins to answer somebody otherwise: then the line is
looked at and changed by hand. Forms are sent empty, which is enough to tell who may send them (403 and 404 from 409
and 422), and every request is undone.
"""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import MEHTAP, NORA, OSCAR, Person
from tests.makers import make_draft
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.web.desk.visiting import moment, petition_of, sign_in, starter
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.moderation.actions.take_down import take_down
from undersigned.petitions.models import Petition

pytestmark = pytest.mark.django_db
VISITORS = ("stranger", "starter", "other", "reader", "moderator", "integrity", "administrator")
STANDINGS = ("draft", "held", "public", "hidden", "erased")
"""MEHTAP's petitions: the starter's own, and others' for everybody else. Erased: there is none, or none any more."""
METHODS = ("GET", "POST", "PUT")
TABLE = Path(__file__).with_name("matrix.txt")
Case = tuple[str, str, str]
ARGUMENTS: dict[str, object] = {
    "token": "x" * 43,
    "path": "gone",
    "version": 1,
    "number": 1,
    "reply_id": UUID(int=0),
    "name": "about",
}
OTHER_ARGUMENTS: dict[str, dict[str, object]] = {"staff:turn": {"name": "charts"}, "plain:media": {"name": "gone.webp"}}


def patterns(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, frozenset[str]]]:
    """Every address of the site with the names of what stands in it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from patterns(pattern, inner)
        elif isinstance(pattern, URLPattern):
            names = frozenset(str(name) for name in pattern.pattern.regex.groupindex)
            yield ":".join((*namespaces, pattern.name or "")), names


def addresses() -> dict[str, frozenset[str]]:
    return dict(patterns(get_resolver()))


def slugs() -> dict[str, str]:
    """A petition in every standing."""
    now = moment()
    mehtap = ensure_account(email=MEHTAP.email, language="en", name=MEHTAP.name, now=now)
    draft = make_draft(now, title="A lamp on the steps to the upper town")
    Petition.objects.filter(pk=draft.pk).update(starter=mehtap)
    hidden = petition_of(title="Shade over the benches in Well Street")
    judge = make_staff(now=now, person=Person("Judge", "judge@staff.example"))
    take_down(petition_id=hidden.pk, words="A court asked.", code="court", by=judge, now=now)
    held = petition_of(publication="moderated", title="A bicycle pump at the station of Brambleworth")
    public = petition_of(title="A night train to Kavakdere")
    rows = {"draft": draft, "held": held, "public": public, "hidden": hidden}
    return {name: Petition.objects.get(pk=row.pk).slug for name, row in rows.items()} | {"erased": "no-such-petition"}


def visitor(who: str, mailbox: PostOffice) -> Client:
    if who == "stranger":
        return Client()
    person = {"starter": MEHTAP, "other": OSCAR}.get(who, NORA)
    if person is NORA:
        make_staff(now=moment(), role=who)
    else:
        starter(person)
    signed_in = sign_in(person, mailbox)
    # Forms are told apart by who sends them, not by a token.
    client = Client()
    client.cookies = signed_in.cookies
    return client


def observed(who: str, mailbox: PostOffice) -> dict[Case, int]:
    """How every address answers this visitor."""
    # First, since later on there are letters about decisions in the mailbox as well.
    client = visitor(who, mailbox)
    here = slugs()
    cookies = client.cookies.output()
    found = {}
    for name, arguments in addresses().items():
        for standing in STANDINGS if "slug" in arguments else ("-",):
            known = ARGUMENTS | OTHER_ARGUMENTS.get(name, {}) | {"slug": here.get(standing)}
            path = "/" if name == "plain:wish" else reverse(name, kwargs={one: known[one] for one in arguments})
            for method in METHODS:
                client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
                found[name, method, standing] = asked(client, method, path)
    return found


def asked(client: Client, method: str, path: str) -> int:
    """The status of one request, of which nothing stays."""
    with transaction.atomic():
        status = client.generic(method, path, headers={"Sec-Fetch-Site": "same-origin"}).status_code
        transaction.set_rollback(True)
    return status


def table() -> dict[Case, tuple[int, ...]]:
    """The lines: address, methods, standings, and a status for each visitor or one for all."""
    rows: dict[Case, tuple[int, ...]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        name, methods, standings, *statuses = line.split()
        answers = tuple(int(status) for status in statuses)
        answers = answers * len(VISITORS) if len(answers) == 1 else answers
        assert len(answers) == len(VISITORS), line
        for method in methods.split(","):
            for standing in standings.split(","):
                assert (name, method, standing) not in rows, line
                rows[name, method, standing] = answers
    return rows


def test_the_table_holds_every_address() -> None:
    expected = {
        (name, method, standing)
        for name, arguments in addresses().items()
        for standing in (STANDINGS if "slug" in arguments else ("-",))
        for method in METHODS
    }
    assert sorted(expected - set(table())) == [], "an address without a line in tests/web/matrix.txt"
    assert sorted(set(table()) - expected) == [], "a line without an address"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("who", VISITORS)
def test_who_is_answered_what(who: str, mailbox: PostOffice) -> None:
    place, rows = VISITORS.index(who), table()
    found = observed(who, mailbox)
    wrong = [
        f"{' '.join(case)}: {status} instead of {rows[case][place]}"
        for case, status in found.items()
        if case in rows and rows[case][place] != status
    ]
    assert wrong == []
