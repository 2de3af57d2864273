"""Whatever address is opened by whomever, no row is made, changed or deleted: scanners and prefetchers do no harm."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import MEHTAP, NORA, OSCAR, VICTOR
from tests.makers import make_held
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, make_signed, make_staff, publish_all
from tests.web.desk.visiting import link_for, petition_of, sign_in, starter
from undersigned.petitions.models import Photo

pytestmark = pytest.mark.django_db
ROLES = ("nobody", "keeper of a draft", "starter", "administrator")


def rows() -> dict[str, str]:
    """A hash of every table's rows; sessions too, since a reader is nobody new."""
    found = {}
    for model in apps.get_models():
        if model._meta.app_label == "keys":
            # In the key store, which is a folder here.
            continue
        # Without defaults and managers of the model: every column of every row.
        lines = sorted(str(row) for row in model._base_manager.values_list())
        found[model._meta.label] = f"{len(lines)} {hashlib.sha256(repr(lines).encode()).hexdigest()}"
    return found


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    """Every route of the site, as Django writes it."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern)


def addresses(slugs: list[str], tokens: list[str], photo: str) -> list[str]:
    """Every route with real values in it."""
    found = []
    for route in routes(get_resolver()):
        path = "/" + route.replace("<int:version>", "1")
        if "?P<name>" in path:
            found += [f"/en/{name}/" for name in ("about", "imprint", "privacy", "terms", "contact", "accessibility")]
        elif "<slug:slug>" in path:
            found += [path.replace("<slug:slug>", slug) for slug in slugs]
        elif "<str:token>" in path:
            found += [path.replace("<str:token>", token) for token in tokens]
        elif "<path:name>" in path:
            found += [path.replace("<path:name>", name) for name in ("0/000.p/1", "entries/000.p/1", photo)]
        else:
            found.append(path)
    return found


def browser_of(role: str, mailbox: PostOffice) -> Client:
    if role == "nobody":
        return Client()
    if role == "keeper of a draft":
        keeper = Client()
        assert keeper.post("/en/start/", {"title": "A bridge of mine"}).status_code == 302
        return keeper
    return sign_in(MEHTAP if role == "starter" else NORA, mailbox)


@pytest.mark.parametrize("role", ROLES)
def test_no_address_changes_a_row_by_being_opened(mailbox: PostOffice, moment: datetime, role: str) -> None:
    starter()
    make_staff(now=moment, role="administrator")
    public = petition_of(publication="immediate")
    held, foreign = petition_of(publication="moderated", title="A held one"), make_held(moment, title="A foreign one")
    make_confirmed(public, OSCAR, mailbox=mailbox, now=moment)
    make_signed(public, VICTOR, now=moment)
    deliver_all(now=moment + timedelta(seconds=5))
    publish_all(now=moment - timedelta(minutes=1))
    tokens = [mailbox.last(person.email).link.rstrip("/").rpartition("/")[2] for person in (OSCAR, VICTOR)]
    client = browser_of(role, mailbox)
    tokens += [link_for(MEHTAP, mailbox).rstrip("/").rpartition("/")[2], "A" * 56]
    photo = f"photos/{Photo.objects.values_list('key', flat=True).first() or 'x'}-480.webp"
    before = rows()
    every = addresses([public.slug, held.slug, foreign.slug, "no-such"], tokens, photo)
    assert len(every) > 60
    for path in every:
        if path == "/staff/factor/set-up/":
            # Keeps in the browser's own session what it offers, so that only this browser can answer.
            continue
        for answer in (client.get(path), client.head(path), client.get(path + "?missing=1&act=confirm&code=1&state=x")):
            assert answer.status_code < 500, path
    assert rows() == before


def test_the_hash_sees_a_single_changed_column(mailbox: PostOffice, moment: datetime) -> None:
    petition = petition_of()
    before = rows()
    type(petition).objects.filter(pk=petition.pk).update(revision=petition.revision + 1)
    changed = {label for label, row in rows().items() if row != before[label]}
    assert changed == {"petitions.Petition"}
