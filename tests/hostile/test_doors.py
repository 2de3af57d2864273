"""What is not public, or not any more, shows nothing of itself at any address; other people's things are nobody's."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from tests.cast import MEHTAP, NORA, OSCAR, VICTOR
from tests.hostile.attacks import encoded, form, sign_raw
from tests.makers import make_draft, make_held, make_photo
from tests.post_office import PostOffice
from tests.signing import FORM, deliver_all, make_confirmed, make_signed, make_staff, publish_all, token_in
from tests.web.desk.visiting import petition_of, press, sign_in, starter
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.pages import page_of
from undersigned.signatures.models import Signature

pytestmark = pytest.mark.django_db
TITLE = "Zanzibarquux for everybody"
TRACES = ("zanzibarquux", "brambleworth railways", "last train leaves", "the platform")
LISTS = [
    "/en/",
    "/tr/",
    "/en/petitions/",
    "/en/petitions/?sort=most_signed",
    "/en/petitions/?sort=open",
    "/en/start/similar/?title=Zanzibarquux+everybody",
]


def own_addresses(slug: str) -> list[str]:
    return [
        *[f"/{language}/petitions/{slug}/{rest}" for language in ("en", "tr") for rest in ("", "tally")],
        *[f"/api/v1/petitions/{slug}{rest}" for rest in ("", "/count", "/texts/1", "/rules")],
    ]


def shows(path: str, client: Client | None = None) -> list[str]:
    """Which traces of the petition this address shows."""
    answer = (client or Client()).get(path, follow=True)
    # The address itself is what was asked for.
    page = (answer.content.decode() + str(dict(answer.headers))).lower().replace("zanzibarquux-for-everybody", "")
    return [trace for trace in TRACES if trace in page]


def hidden(state: str, moment: datetime, media: str = "") -> Petition:
    petition = make_draft(moment, title=TITLE) if state in {"draft", "unconfirmed"} else make_held(moment, title=TITLE)
    make_photo(petition, moment)
    if state == "unconfirmed":
        return submit(petition_id=petition.pk, account=None, publication="immediate", now=moment)
    return Petition.objects.get(pk=petition.pk)


@pytest.mark.parametrize("state", ["draft", "unconfirmed", "held"])
def test_what_was_never_public_looks_like_what_never_was(db: None, moment: datetime, state: str) -> None:
    petition = hidden(state, moment)
    nothing = own_addresses("no-such-petition")
    for path, other in zip(own_addresses(petition.slug), nothing, strict=True):
        answer, missing = Client().get(path), Client().get(other)
        assert answer.status_code == missing.status_code == 404
        assert answer.content.replace(petition.slug.encode(), b"") == missing.content.replace(
            b"no-such-petition", b""
        ), path
        assert {**answer.headers, "Content-Length": ""} == {**missing.headers, "Content-Length": ""}
    for path in [*LISTS, "/en/start/addressees/?q=bramble"]:
        assert shows(path) == [], path
    assert sign_raw(petition, encoded(form())).status_code == 404
    assert not Signature.objects.exists()


def test_one_taken_down_shows_its_marker_and_nothing_of_its_text(
    db: None, mailbox: PostOffice, moment: datetime
) -> None:
    petition = publish(petition_id=hidden("held", moment).pk, now=moment)
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=moment)
    make_signed(petition, VICTOR, now=moment)
    deliver_all(now=moment + timedelta(seconds=5))
    tokens = [token_in(mailbox.last(person.email)) for person in (OSCAR, VICTOR)]
    publish_all(now=moment)
    photo = page_of(petition.pk, "en", moment).photo
    assert photo is not None
    assert Client().get(photo.src).status_code == 200
    take_down(petition_id=petition.pk, words="A copied text.", now=moment)
    assert Client().get(photo.src).status_code == 404
    for path in [*own_addresses(petition.slug), *LISTS]:
        assert shows(path) == [], path
    for path in own_addresses(petition.slug):
        assert Client().get(path).status_code in {404, 410}
    for token in tokens:
        assert shows(f"/en/confirm/{token}") == []
        answer = Client().post(f"/en/confirm/{token}", b"act=confirm", content_type=FORM)
        assert answer.status_code == 404
        assert not [trace for trace in TRACES if trace in answer.content.decode().lower()]
    assert deliver_all(now=moment + timedelta(minutes=5)) == 0
    assert sign_raw(petition, encoded(form())).status_code == 404


def test_a_petition_taken_down_while_somebody_signs_is_404_and_no_fault(petition: Petition, moment: datetime) -> None:
    """Between the signing's commit and the page that answers."""
    acts = {"signed": False, "done": False}

    def somebody_takes_it_down(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        acts["signed"] = acts["signed"] or (sql.startswith("INSERT INTO") and "signature" in sql)
        if acts["signed"] and not acts["done"] and not sql.startswith("INSERT"):
            acts["done"] = True
            take_down(petition_id=petition.pk, words="A copied text.", now=moment)
        return result

    with connection.execute_wrapper(somebody_takes_it_down):
        answer = sign_raw(petition, encoded(form()))
    assert acts == {"signed": True, "done": True}
    assert answer.status_code == 404


def test_nobody_reaches_anothers_draft_desk_or_queue(mailbox: PostOffice, moment: datetime) -> None:
    starter()
    starter(OSCAR)
    theirs = petition_of(MEHTAP, publication="moderated", title=TITLE)
    public = petition_of(MEHTAP, title="A public one")
    oscar = sign_in(OSCAR, mailbox)
    for path in ("", "edit/", "close/"):
        for petition in (theirs, public):
            assert oscar.get(f"/en/desk/petitions/{petition.slug}/{path}").status_code == 404
            form_at = f"/en/desk/petitions/{petition.slug}/{path}"
            if path:
                assert press(oscar, "/en/desk/", {"title": "Mine", "story": "Mine"}, at=form_at).status_code == 404
    for act in ("", "publish", "refuse", "take-down"):
        answer = press(
            oscar, "/en/desk/", {"words": "No.", "revision": "1"}, at=f"/staff/petitions/{theirs.slug}/{act}"
        )
        assert answer.status_code in {404, 405}
    for path in [*own_addresses(theirs.slug), "/en/desk/", "/staff/", f"/staff/petitions/{theirs.slug}/"]:
        assert shows(path, oscar) == [], path
    assert list(Petition.objects.order_by("pk").values_list("state", flat=True)) == ["held", "published"]


def test_a_forged_cookie_opens_no_draft(db: None, moment: datetime) -> None:
    petition = make_draft(moment, title=TITLE)
    good = Client()
    good.post("/en/start/", {"title": "Another"})
    own = good.cookies["draft"].value
    for forged in (
        petition.pid,
        f"{petition.pid}:1:x",
        own.replace(own.split(":")[0], petition.pid),
        f"{petition.pk}",
        own[:-1],
    ):
        client = Client(headers={"cookie": f"draft={forged}"})
        for step in ("addressees/", "story/", "photo/", "terms/", "preview/", "hand-in/", "check-mail/"):
            assert client.get(f"/en/start/{step}").status_code == 302
            assert client.post(f"/en/start/{step}", {"story": "Mine", "title": "Mine"}).status_code == 302
    petition.refresh_from_db()
    assert petition.revision == make_draft(moment).revision


def test_the_staffs_cookies_are_no_use_to_a_page_of_another_site(mailbox: PostOffice, moment: datetime) -> None:
    make_staff(now=moment)
    nora = sign_in(NORA, mailbox)
    for name, cookie in nora.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
    held = petition_of(MEHTAP, publication="moderated", title=TITLE)
    for path in ("publish", "refuse", "take-down"):
        assert nora.post(f"/staff/petitions/{held.slug}/{path}", {"words": "No."}).status_code == 403
    held.refresh_from_db()
    assert held.state == "held"
