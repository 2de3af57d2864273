"""What a mailed link shows and does, and the code's field."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests.cast import BEN, IDA, OSCAR, VICTOR
from tests.post_office import PostOffice
from tests.signing import deliver_all, publish_all, states_of
from tests.web.public.sending import HANDLE, handle_in, path_of_letter, post, sign
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.mark_sensitive import mark_sensitive
from undersigned.petitions.models import Petition

SOON = timedelta(seconds=5)
NONSENSE = ["x", "A" * 80, "a" * 3000, "%00", "ş", "code%20", "%3Cscript%3E"]


@pytest.fixture
def later(moment: datetime) -> datetime:
    """After whatever a view of this test wrote."""
    return moment + SOON


def test_looking_changes_nothing(client: Client, petition: Petition, mailbox: PostOffice, later: datetime) -> None:
    sign(client, petition, OSCAR, show_name="yes")
    path = path_of_letter(mailbox, OSCAR, later)
    for _ in range(3):
        answer = client.get(path)
        client.head(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "Oscar O&#x27;Connor-D&#x27;Angelo" in page
    assert "A night train to Kavakdere" in page
    assert 'name="act" value="confirm"' in page
    assert 'name="act" value="refuse"' in page
    assert "Ireland" in page
    assert OSCAR.email not in page
    assert states_of(petition, OSCAR) == ["pending"]


def test_confirming_counts_once(client: Client, petition: Petition, mailbox: PostOffice, later: datetime) -> None:
    sign(client, petition, OSCAR)
    path = path_of_letter(mailbox, OSCAR, later)
    first = post(client, path, {"act": "confirm"})
    page = first.content.decode()
    assert first.status_code == 200
    assert "Thank you, <bdi>Oscar O&#x27;Connor-D&#x27;Angelo</bdi>." in page
    assert "Within seconds it stands in the public log" in page
    assert "<live-count" in page
    assert "share-sheet" in page
    assert f"http%3A//testserver/en/petitions/{petition.slug}/" in page
    again = post(client, path, {"act": "confirm"})
    assert "It counts once." in again.content.decode()
    assert states_of(petition, OSCAR) == ["confirmed"]
    seen = client.get(path).content.decode()
    assert "Your signature is confirmed" in seen
    assert 'value="confirm"' not in seen
    publish_all(now=later)
    assert states_of(petition, OSCAR) == ["counted"]


def test_a_sensitive_petition_says_within_which_time(
    client: Client, petition: Petition, mailbox: PostOffice, later: datetime
) -> None:
    mark_sensitive(petition_id=petition.pk, by="console", now=later)
    sign(client, petition, OSCAR)
    page = post(client, path_of_letter(mailbox, OSCAR, later), {"act": "confirm"}).content.decode()
    assert "Together with others it is published within 1 hour" in page
    assert "it waits there for others, 1 hour at most" in page
    assert "Within seconds" not in page
    for part in ("", "count/"):
        asked = client.get(f"/en/petitions/{petition.slug}/{part}").content.decode()
        assert "published in groups, within 1 hour" in " ".join(asked.split())


def test_this_was_not_me(client: Client, petition: Petition, mailbox: PostOffice, later: datetime) -> None:
    sign(client, petition, VICTOR)
    path = path_of_letter(mailbox, VICTOR, later)
    answer = post(client, path, {"act": "refuse"})
    assert answer.status_code == 200
    assert "Nothing was signed" in answer.content.decode()
    assert states_of(petition, VICTOR) == ["refused"]
    assert client.get(path).status_code == 404
    assert post(client, path, {"act": "confirm"}).status_code == 404


def test_another_act_is_none(client: Client, petition: Petition, mailbox: PostOffice, later: datetime) -> None:
    sign(client, petition, OSCAR)
    path = path_of_letter(mailbox, OSCAR, later)
    for form in ({"act": "both"}, {}, b"act=%ff", b"act=\x00"):
        assert 'value="confirm"' in post(client, path, form).content.decode()
    assert states_of(petition, OSCAR) == ["pending"]


@pytest.mark.parametrize("act", ["", "confirm", "refuse"])
def test_links_that_lead_nowhere_look_alike(client: Client, db: None, act: str) -> None:
    pages = set()
    for token in NONSENSE:
        path = f"/en/confirm/{token}"
        answer = post(client, path, {"act": act}) if act else client.get(path)
        assert answer.status_code == 404
        page = answer.content.decode()
        pages.add(page[page.index("<main") : page.index("</main>")])
    assert len(pages) == 1


def test_the_second_of_a_household(client: Client, petition: Petition, mailbox: PostOffice, later: datetime) -> None:
    sign(client, petition, IDA)
    post(client, path_of_letter(mailbox, IDA, later), {"act": "confirm"})
    sign(client, petition, BEN)
    path = path_of_letter(mailbox, BEN, later)
    page = client.get(path).content.decode()
    assert "Ben Brambleworth" in page
    assert "Ida Brambleworth" in page
    assert post(client, path, {"act": "confirm"}).status_code == 200
    assert states_of(petition, IDA) == ["confirmed", "confirmed"]


def test_after_closing_and_its_grace_nothing_can_be_confirmed(
    client: Client, petition: Petition, mailbox: PostOffice, moment: datetime, later: datetime
) -> None:
    sign(client, petition, OSCAR)
    path = path_of_letter(mailbox, OSCAR, later)
    close(petition_id=petition.pk, now=moment - timedelta(hours=25))
    page = client.get(path).content.decode()
    assert "Signing has ended" in page
    assert 'value="confirm"' not in page
    assert post(client, path, {"act": "confirm"}).status_code == 404
    assert states_of(petition, OSCAR) == ["pending"]


def test_the_code(client: Client, petition: Petition, mailbox: PostOffice, later: datetime) -> None:
    form = {"handle": handle_in(sign(client, petition, OSCAR)), "petition": petition.slug}
    deliver_all(now=later)
    code = mailbox.last(OSCAR.email).code
    wrong = post(client, "/en/confirm/code", {**form, "code": "000000" if code != "000000" else "111111"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "This code confirms nothing." in page
    assert 'aria-invalid="true"' in page
    assert handle_in(wrong) == form["handle"]
    assert "A night train to Kavakdere" in page
    right = post(client, "/en/confirm/code", {**form, "code": code})
    assert "Thank you" in right.content.decode()
    assert states_of(petition, OSCAR) == ["confirmed"]


@pytest.mark.parametrize("petition_field", ["", "no-such-petition", "x" * 900, "\x00"])
@pytest.mark.parametrize("handle", ["", "nonsense", "A" * 5_000, "ş", "\x00"])
def test_handles_that_are_none_look_like_a_wrong_code(
    client: Client, db: None, handle: str, petition_field: str
) -> None:
    answer = post(client, "/tr/confirm/code", {"handle": handle, "code": "123456", "petition": petition_field})
    assert answer.status_code == 422
    assert 'name="code"' in answer.content.decode()


def test_nothing_came(client: Client, petition: Petition, mailbox: PostOffice, later: datetime) -> None:
    form = {"handle": handle_in(sign(client, petition, OSCAR)), "petition": petition.slug}
    deliver_all(now=later)
    answer = post(client, "/en/confirm/resend", form)
    assert answer.status_code == 200
    assert "once more" in answer.content.decode()
    deliver_all(now=later + SOON)
    assert len(mailbox.to(OSCAR.email)) == 2
    for handle in ("", "nonsense"):
        other = post(client, "/en/confirm/resend", {**form, "handle": handle})
        assert HANDLE.sub("", other.content.decode()) == HANDLE.sub("", answer.content.decode())


@pytest.mark.parametrize("path", ["/en/confirm/code", "/en/confirm/resend", "/en/confirm/some-token"])
def test_forms_of_other_sites_are_refused(client: Client, db: None, path: str) -> None:
    assert post(client, path, {"act": "confirm"}, origin="https://evil.example").status_code == 403


@pytest.mark.parametrize("path", ["/en/confirm/code", "/en/confirm/resend"])
def test_forms_opened_as_pages_lead_to_the_petitions(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/en/petitions/")
