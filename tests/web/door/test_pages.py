"""Kept pages against the real pages, on the leg's database: the same bytes, and right after every act."""

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from tests.cast import OSCAR, WEI
from tests.makers import make_held, make_published
from tests.post_office import PostOffice
from tests.signing import make_confirmed, publish_all
from tests.web.door.still import Still, connections_stay
from undersigned.petitions.actions.amend import amend
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.hide_name import hide_name
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.models import Signature
from undersigned.web.door.answers import Answer
from undersigned.web.door.looking import look
from undersigned.web.door.rendering import render

KINDS = ("/en/petitions/{}/", "/tr/petitions/{}/", "/en/petitions/{}/tally", "/api/v1/petitions/{}/count")
MADE_HERE = {"age", "vary"}
HALF = timedelta(seconds=0.5)


@pytest.fixture
def petition(db: None, now: datetime) -> Petition:
    return make_published(now)


@pytest.fixture
def still() -> Iterator[Still]:
    """The door's pages, inside the test's transaction."""
    with connections_stay():
        yield Still(look, render)


def shown(still: Still, petition: Petition, kind: str = KINDS[0]) -> str:
    """What a reader sees who need not wait; the page must be kept."""
    body = still.read(kind.format(petition.slug).encode())
    assert body is not None
    return unescape(body.decode())


def kept(still: Still, petition: Petition) -> None:
    """All kinds of page of this petition are kept, and right."""
    for kind in KINDS:
        assert still.read_soon(kind.format(petition.slug).encode()) is not None


@pytest.mark.parametrize("kind", KINDS)
def test_a_kept_page_is_the_real_page(client: Client, petition: Petition, still: Still, kind: str) -> None:
    path = kind.format(petition.slug)
    kept(still, petition)
    real = client.get(path)
    answer = still.pages.page(path.encode())
    assert answer is not None
    assert answer.status == real.status_code == 200
    names = {name.decode(): value.decode() for name, value in answer.headers}
    told = {name.lower(): value for name, value in real.headers.items()}
    assert names.pop("etag").strip('"').isalnum()
    told.pop("etag")
    told["content-length"] = str(len(answer.body))
    # The sentences with a time differ by their minute at most; everything else is the same to the byte.
    assert without_time(answer.body) == without_time(real.content)
    for policy in (names, told):
        policy["content-security-policy"] = str(sorted(policy["content-security-policy"].split("; ")))
    for name in MADE_HERE:
        names.pop(name, None)
    assert names == told


def without_time(body: bytes) -> str:
    return re.sub(r"\d\d:\d\d UTC", "", body.decode())


def test_no_cookie_and_no_header_of_a_visitor_changes_the_page(client: Client, petition: Petition) -> None:
    """What is kept for strangers is what somebody gets who is known or speaks another language."""
    for kind in KINDS:
        path = kind.format(petition.slug)
        stranger = without_time(Client().get(path).content)
        client.cookies.load({"language": "tr", "sessionid": "x" * 32, "draft": "y", "acted": "1"})
        known = client.get(path + "?utm_source=x", headers={"accept-language": "tr", "accept": "text/plain"})
        assert without_time(known.content) == stranger
        assert not known.cookies


def test_packed_it_is_the_same_page(petition: Petition, still: Still) -> None:
    kept(still, petition)
    path = KINDS[0].format(petition.slug).encode()
    answer = still.pages.page(path, b"gzip")
    assert answer is not None
    assert gzip.decompress(answer.body) == still.read(path)
    assert len(answer.body) < 0.4 * len(gzip.decompress(answer.body))


def stand(petition: Petition, mailbox: PostOffice, now: datetime) -> None:
    for person in (OSCAR, WEI):
        make_confirmed(petition, person, mailbox=mailbox, now=now, show_name="1")


def test_number_and_names_turn_together_at_the_moment(
    petition: Petition, still: Still, mailbox: PostOffice, now: datetime
) -> None:
    """`mark_counted` runs seconds before the number may be shown: its names wait for the number."""
    kept(still, petition)
    stand(petition, mailbox, now)
    show_at = publish_all(now=now)
    assert Signature.objects.filter(state="counted").count() == 2
    still.now = (show_at - HALF).timestamp()
    still.renewal.step()
    kept(still, petition)
    for moment in (show_at - HALF, show_at - timedelta(milliseconds=1)):
        still.now = moment.timestamp()
        assert "0</bdi></b> have signed" in shown(still, petition)
        assert OSCAR.name not in shown(still, petition)
        assert '"signature_count":0,' in shown(still, petition, KINDS[3])
    still.now = show_at.timestamp()
    for kind in KINDS[:3]:
        assert "2</bdi></b>" in shown(still, petition, kind)
    assert OSCAR.name in shown(still, petition)
    assert WEI.name in shown(still, petition, KINDS[1])
    assert '"signature_count":2,' in shown(still, petition, KINDS[3])


def counted(petition: Petition, still: Still, mailbox: PostOffice, now: datetime) -> None:
    """Two signers stand on the kept page by name."""
    stand(petition, mailbox, now)
    still.now = publish_all(now=now).timestamp() + 60
    kept(still, petition)
    assert OSCAR.name in shown(still, petition)


def oscar() -> Signature:
    return Signature.objects.get(shown_name=OSCAR.name)


@pytest.mark.parametrize(
    "act",
    [
        lambda now: hide_name(signature_id=oscar().pk),
        lambda now: erase(signature_id=oscar().pk, email=OSCAR.email, now=now),
        lambda now: withdraw(signature_id=oscar().pk, now=now),
    ],
    ids=["hide", "erase", "withdraw"],
)
def test_a_name_is_gone_after_the_next_look(
    petition: Petition, still: Still, mailbox: PostOffice, now: datetime, act: Callable[[datetime], bool]
) -> None:
    counted(petition, still, mailbox, now)
    assert act(now + timedelta(minutes=2))
    still.now += 0.5
    still.renewal.step()
    assert OSCAR.name not in shown(still, petition)
    assert WEI.name in shown(still, petition)
    assert OSCAR.name not in shown(still, petition, KINDS[1])


def test_a_name_hidden_before_its_number_is_shown_never_appears(
    petition: Petition, still: Still, mailbox: PostOffice, now: datetime
) -> None:
    kept(still, petition)
    stand(petition, mailbox, now)
    show_at = publish_all(now=now)
    still.now = (show_at - 2 * HALF).timestamp()
    still.renewal.step()
    assert hide_name(signature_id=oscar().pk)
    still.now = (show_at - HALF).timestamp()
    still.renewal.step()
    still.now = show_at.timestamp()
    assert "2</bdi></b>" in shown(still, petition)
    assert OSCAR.name not in shown(still, petition)


def test_a_text_that_was_changed_is_shown_after_the_next_look(petition: Petition, still: Still, now: datetime) -> None:
    kept(still, petition)
    change = DraftChange(title="A night train to Kavakdere, every day")
    amend(petition_id=petition.pk, change=change, has_signatures=False, now=now)
    assert "every day</h1>" not in shown(still, petition)
    still.now += 0.5
    still.renewal.step()
    assert "every day</h1>" in shown(still, petition)
    assert '"version":2,' in shown(still, petition, KINDS[3])


def test_whoever_saves_and_follows_the_redirect_sees_it(petition: Petition, still: Still, now: datetime) -> None:
    kept(still, petition)
    change = DraftChange(title="A night train to Kavakdere, every day")
    amend(petition_id=petition.pk, change=change, has_signatures=False, now=now)
    body = still.read_soon(KINDS[0].format(petition.slug).encode())
    assert body is not None
    assert b"every day</h1>" in body


def test_a_closed_petition_takes_no_signatures(petition: Petition, still: Still, now: datetime) -> None:
    kept(still, petition)
    assert "/sign" in shown(still, petition)
    close(petition_id=petition.pk, now=now)
    still.now += 0.5
    still.renewal.step()
    assert f'action="/en/petitions/{petition.slug}/sign"' not in shown(still, petition)


def test_a_petition_that_was_taken_down_is_gone(petition: Petition, still: Still, now: datetime) -> None:
    """Its marker is kept as well: it may be the most read page of the site."""
    kept(still, petition)
    take_down(petition_id=petition.pk, words="A court has ordered it.", now=now)
    still.now += 0.5
    still.renewal.step()
    answers = [still.pages.page(kind.format(petition.slug).encode()) for kind in KINDS]
    assert [answer.status for answer in answers if answer is not None] == [410, 410, 404, 404]
    page = answers[0]
    assert isinstance(page, Answer)
    assert b"A court has ordered it." in page.body
    assert dict(page.headers)[b"cache-control"] == b"no-store"


def test_a_draft_is_nobodys_page(db: None, now: datetime, still: Still) -> None:
    held = make_held(now)
    assert still.read_soon(KINDS[0].format(held.slug).encode()) is None
    assert still.kept.entries == {}


def test_the_second_petition_is_told_of_within_a_minute(petition: Petition, still: Still, now: datetime) -> None:
    kept(still, petition)
    assert "the only petition" in shown(still, petition)
    make_published(now, title="A bench at the river")
    for _ in range(119):
        still.now += 0.5
        still.renewal.step()
        assert "the only petition" in shown(still, petition)
        assert '"of":1' in shown(still, petition, KINDS[3])
    still.now += 0.5
    still.renewal.step()
    assert "the only petition" not in shown(still, petition)
    assert '"of":2' in shown(still, petition, KINDS[3])


@pytest.mark.parametrize("pages", [1, 30])
def test_one_query_tells_of_all(
    petition: Petition, still: Still, now: datetime, pages: int, django_assert_num_queries: Callable[[int], object]
) -> None:
    for number in range(pages):
        make_published(now, title=f"Bench {number}")
    for one in Petition.objects.all():
        assert still.read_soon(KINDS[3].format(one.slug).encode()) is not None
    still.now += 0.5
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        still.renewal.step()
