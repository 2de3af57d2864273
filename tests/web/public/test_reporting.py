"""The public forms of reports and replies: no cookie, one answer for everybody, nothing of another site's."""

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.cast import MALLORY, OSCAR
from tests.post_office import PostOffice
from tests.reports.telling import PRESS
from tests.signing import deliver_all, make_staff
from tests.web.public.sending import post
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.reports.actions.accept_reply import accept_reply
from undersigned.reports.models import Reply, Report

pytestmark = pytest.mark.django_db
REPORT = {"reason": "libel", "words": "The third sentence is not true.", "email": OSCAR.email, "website": ""}
REPLY = {
    "name": "Brambleworth Railways",
    "office": "Press office",
    "email": PRESS,
    "text": "The last train leaves at 23:10 since March.",
    "website": "",
}


def path(petition: Petition, what: str, language: str = "en") -> str:
    return f"/{language}/petitions/{petition.slug}/{what}/"


def same(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """All that a browser sees of an answer."""
    return answer.status_code, dict(answer.items()), answer.content


def test_the_petition_leads_there_and_stays_everybodys(client: Client, petition: Petition) -> None:
    page = client.get(f"/en/petitions/{petition.slug}/")
    assert path(petition, "report") in page.content.decode()
    assert path(petition, "reply") in page.content.decode()
    assert not page.cookies
    again = Client(REMOTE_ADDR="203.0.113.9").get(f"/en/petitions/{petition.slug}/")
    assert again.content == page.content


@pytest.mark.parametrize("what", ["report", "reply"])
def test_the_form_sets_no_cookie_and_is_for_no_search_engine(client: Client, petition: Petition, what: str) -> None:
    answer = client.get(path(petition, what))
    assert answer.status_code == 200
    assert not answer.cookies
    assert "noindex" in answer.content.decode()
    assert "csrf" not in answer.content.decode()


def test_a_report_is_taken_without_a_cookie(client: Client, petition: Petition, mailbox: PostOffice) -> None:
    answer = post(client, path(petition, "report"), REPORT)
    assert answer.status_code == 200
    assert not answer.cookies
    assert Report.objects.get().reason == "libel"
    assert OSCAR.email not in answer.content.decode()


def test_the_answer_is_the_same_for_all(client: Client, petition: Petition) -> None:
    first = same(post(client, path(petition, "report"), REPORT))
    trapped = same(post(client, path(petition, "report"), REPORT | {"website": "http://spam.example"}))
    assert trapped == first
    browser = Client(REMOTE_ADDR="203.0.113.9")
    assert {str(same(post(browser, path(petition, "report"), REPORT | {"email": ""}))) for _ in range(40)} == {
        str(first)
    }
    assert Report.objects.count() == 1 + 10


def test_asking_for_a_reply_answers_the_same_for_all(client: Client, petition: Petition) -> None:
    first = same(post(client, path(petition, "reply"), REPLY))
    browser = Client(REMOTE_ADDR="203.0.113.9")
    others = [
        same(post(browser, path(petition, "reply"), REPLY | {"email": f"p{n}@railways.example"})) for n in range(9)
    ]
    assert set(map(str, others)) == {str(first)}
    assert same(post(browser, path(petition, "reply"), REPLY | {"website": "x"})) == first
    assert Reply.objects.count() == 1 + 5


@pytest.mark.parametrize("what", ["report", "reply"])
@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}],
)
def test_a_form_of_another_site_is_refused(
    client: Client, petition: Petition, what: str, headers: dict[str, str]
) -> None:
    assert post(client, path(petition, what), REPORT | REPLY, **headers).status_code == 403
    assert not Report.objects.exists()
    assert not Reply.objects.exists()


@pytest.mark.parametrize("what", ["report", "reply"])
def test_a_faulty_form_is_shown_again_with_what_was_typed(client: Client, petition: Petition, what: str) -> None:
    answer = post(client, path(petition, what), {"email": "ida@brambleworth@example", "name": "Ida", "words": "Hm"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "ida@brambleworth@example" in page
    assert "<title>Error: " in page
    for target in re.findall(r'href="#(f-[^"]+)"', page):
        assert f'id="{target}"' in page
    assert not Report.objects.exists()
    assert not Reply.objects.exists()


@pytest.mark.parametrize("what", ["report", "reply"])
def test_huge_and_odd_bodies_are_refused(client: Client, petition: Petition, what: str) -> None:
    for body in (b"reason=hate&words=" + b"x" * 20_000, b"&" * 5000, b"\xff\xfe", b""):
        assert post(client, path(petition, what), body).status_code == 422
    json = client.post(path(petition, what), b"{}", content_type="application/json")
    assert json.status_code == 422
    for method in ("put", "delete", "patch"):
        assert getattr(client, method)(path(petition, what)).status_code == 405
    assert not Report.objects.exists()


def test_markup_is_text_wherever_it_stands(client: Client, petition: Petition) -> None:
    typed = REPLY | {"name": MALLORY.name, "text": '<img src=x onerror="alert(1)">\n\n[a](javascript:alert(1))'}
    answer = post(client, path(petition, "reply"), typed | {"email": "nobody"})
    assert "<script>alert" not in answer.content.decode()
    assert "<img src=x" not in answer.content.decode()
    assert MALLORY.name in unescape(answer.content.decode())


def test_what_is_not_public_has_no_forms(client: Client, petition: Petition, moment: datetime) -> None:
    for what, form in (("report", REPORT), ("reply", REPLY)):
        assert client.get(path(petition, what).replace(petition.slug, "no-such")).status_code == 404
        assert post(client, path(petition, what).replace(petition.slug, "no-such"), form).status_code == 404
    close(petition_id=petition.pk, now=moment)
    assert client.get(path(petition, "report")).status_code == 200
    take_down(petition_id=petition.pk, words="It accuses somebody.", now=moment)
    for what, form in (("report", REPORT), ("reply", REPLY)):
        assert client.get(path(petition, what)).status_code == 404
        assert post(client, path(petition, what), form).status_code == 404
    assert not Report.objects.exists()


def link_path(mailbox: PostOffice, moment: datetime) -> str:
    deliver_all(now=moment)
    return mailbox.last(PRESS).link.removeprefix("http://testserver")


def test_get_of_the_link_changes_nothing_and_post_confirms(
    client: Client, petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    post(client, path(petition, "reply"), REPLY)
    link = link_path(mailbox, moment + timedelta(seconds=5))
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert Reply.objects.get().state == "unconfirmed"
    assert post(client, link, {"act": "confirm"}, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    answer = post(client, link, {"act": "confirm"})
    assert answer.status_code == 200
    assert "Your address is confirmed." in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert Reply.objects.get().state == "waiting"


def test_a_second_reply_of_an_address_is_told_so(
    client: Client, petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    post(client, path(petition, "reply"), REPLY)
    post(client, link_path(mailbox, moment + timedelta(seconds=5)), {"act": "confirm"})
    post(client, path(petition, "reply"), REPLY | {"text": "And another thing."})
    answer = post(client, link_path(mailbox, moment + timedelta(seconds=9)), {"act": "confirm"})
    assert answer.status_code == 409
    assert Reply.objects.filter(state="waiting").count() == 1


def test_a_dead_link_says_so(client: Client) -> None:
    for token in ("x", "x" * 43, "%00"):
        assert client.get(f"/en/replies/{token}").status_code == 404
        assert post(client, f"/en/replies/{token}", {"act": "confirm"}).status_code == 404


def test_an_accepted_reply_stands_on_the_page_as_plain_text(
    client: Client, petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    text = 'First <b onclick="x()">bold</b>.\n\nSecond [link](https://evil.example).'
    post(client, path(petition, "reply"), REPLY | {"text": text})
    post(client, link_path(mailbox, moment + timedelta(seconds=5)), {"act": "confirm"})
    here = f"/en/petitions/{petition.slug}/"
    before = client.get(here)
    assert "Brambleworth Railways</b><span" not in before.content.decode()
    nora = make_staff(now=moment)
    accept_reply(reply_id=Reply.objects.get().pk, checked="By telephone.", by=nora, now=moment)
    page = client.get(here).content.decode()
    assert "Replies of those who are named" in page
    assert "no part of the text that people sign" in page
    assert "Brambleworth Railways</b>" in page
    assert "<b onclick" not in page
    assert 'href="https://evil.example"' not in page
    assert PRESS not in page
    assert client.get(here)["ETag"] != before["ETag"]
