"""Signing as browsers and others send it."""

import html
from datetime import datetime, timedelta

import pytest
from django.test import Client

from tests.cast import BEN, IDA, LAYLA, MALLORY, OSCAR, SUHARSA, VICTOR, WEI, Person
from tests.makers import make_held
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, signing_form
from tests.web.public.sending import HANDLE, post, sign
from undersigned.petitions.actions.amend import amend
from undersigned.petitions.actions.close import close
from undersigned.petitions.actions.take_down import take_down
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.signatures.actions.refuse import refuse


@pytest.mark.parametrize("person", [OSCAR, SUHARSA, LAYLA, WEI])
def test_check_your_mail(
    client: Client, petition: Petition, mailbox: PostOffice, moment: datetime, person: Person
) -> None:
    answer = sign(client, petition, person)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "Check your mail" in page
    assert 'inputmode="numeric"' in page
    assert 'autocomplete="one-time-code"' in page
    assert "Nothing came?" in page
    assert not answer.cookies
    deliver_all(now=moment + timedelta(seconds=5))
    assert len(mailbox.to(person.email)) == 1


def test_all_addresses_get_the_same_answer(
    client: Client, petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=moment)
    sign(client, petition, SUHARSA)
    sign(client, petition, VICTOR)
    deliver_all(now=moment + timedelta(seconds=5))
    refuse(token=mailbox.last(VICTOR.email).link.rpartition("/")[2], now=moment)
    pages = set()
    for person in (WEI, OSCAR, SUHARSA, VICTOR):
        answer = sign(client, petition, person)
        assert answer.status_code == 200
        page = HANDLE.sub("", answer.content.decode())
        for typed in (person.name, person.email):
            page = page.replace(html.escape(typed), "")
        pages.add(page)
    assert len(pages) == 1


def test_the_answer_speaks_the_pages_language_and_its_switch_leads_to_the_petition(
    client: Client, petition: Petition
) -> None:
    page = sign(client, petition, OSCAR, language="tr").content.decode()
    assert '<html lang="tr"' in page
    assert f'href="/en/petitions/{petition.slug}/" hreflang="en"' in page


def test_a_mistyped_domain_is_a_hint_and_never_a_change(
    client: Client, petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    page = sign(client, petition, IDA, email="ida@gamil.com").content.decode()
    assert 'name="email" value="ida@gmail.com"' in page
    assert 'name="name" value="Ida Brambleworth"' in page
    deliver_all(now=moment + timedelta(seconds=5))
    assert len(mailbox.to("ida@gamil.com")) == 1
    assert not mailbox.to("ida@gmail.com")


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "Please write your name."),
        ("name", "\u200b\u200b", "cannot be seen"),
        ("name", "Ida\u202eadI", "turn the direction"),
        ("email", "ida@", "not a whole e-mail address"),
        ("email", "a@x.example,b@x.example", "one address only"),
        ("country", "", "Please choose your country."),
        ("country", "QQ", "choose a country from the list"),
        ("place", "x" * 200, "at most 120 characters"),
    ],
)
def test_a_fault_stands_beside_its_field_and_what_was_typed_is_still_there(
    client: Client, petition: Petition, mailbox: PostOffice, moment: datetime, field: str, typed: str, message: str
) -> None:
    answer = sign(client, petition, BEN, **{"place": "Kell", "show_name": "yes", field: typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#f-{field}">' in page
    assert f'id="e-{field}"' in page
    assert message in page
    assert 'aria-invalid="true"' in page
    for name, value in {**signing_form(petition, BEN), "place": "Kell", field: typed}.items():
        shown = f'<option value="{value}" selected>' if name == "country" else f'name="{name}"'
        assert shown in page or value in {"", "QQ"}
        assert value in page or value == "QQ"
    assert 'id="f-show_name" name="show_name" value="yes" checked' in page
    assert "<title>Error: " in page
    assert deliver_all(now=moment + timedelta(seconds=5)) == 0


def test_scripts_and_templates_show_as_text(client: Client, petition: Petition) -> None:
    page = sign(client, petition, MALLORY, place="{{ site.name }}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ site.name }}" in page


@pytest.mark.parametrize(
    "body",
    [
        b"name=%ff%fe&email=x%40y.example&country=FR&version=1-en",
        b"name=A&name=B&email=x%40y.example&country=FR&version=1-en",
        b"",
        b"\x00\xff" * 100,
        b"&" * 5_000,
        b"name=" + b"A" * 60_000,
        b"name=A&email=x%40y.example&country=FR",
        b"name=A&email=x%40y.example&country=FR&version=banana",
    ],
)
def test_bodies_that_no_page_of_ours_sends(client: Client, petition: Petition, body: bytes) -> None:
    answer = post(client, f"/en/petitions/{petition.slug}/sign", body)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_body_of_another_kind(client: Client, petition: Petition) -> None:
    answer = client.post(f"/en/petitions/{petition.slug}/sign", signing_form(petition, OSCAR))
    assert answer.status_code == 422


def test_a_stale_version_is_shown_again_with_the_change(
    client: Client, petition: Petition, moment: datetime, mailbox: PostOffice
) -> None:
    amend(
        petition_id=petition.pk, change=DraftChange(title="A day train to Kavakdere"), has_signatures=False, now=moment
    )
    answer = sign(client, petition, OSCAR)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The text has changed since you opened this page." in page
    assert "<del>A night train to Kavakdere</del>" in page
    assert "<ins>A day train to Kavakdere</ins>" in page
    assert page.count("<ins>") == 1
    assert 'name="version" value="2-en"' in page
    assert "Oscar O&#x27;Connor-D&#x27;Angelo" in page
    assert deliver_all(now=moment + timedelta(seconds=5)) == 0


def test_closed_unknown_held_and_taken_down(client: Client, petition: Petition, moment: datetime) -> None:
    held = make_held(moment, title="Held back")
    assert sign(client, held, OSCAR).status_code == 404
    assert post(client, "/en/petitions/no-such/sign", signing_form(held, OSCAR)).status_code == 404
    assert post(client, "/en/petitions/no-such/sign", b"").status_code == 404
    close(petition_id=petition.pk, now=moment)
    for form in (signing_form(petition, OSCAR), {"name": ""}):
        answer = post(client, f"/en/petitions/{petition.slug}/sign", form)
        assert answer.status_code == 409
        assert "It can no longer be signed." in answer.content.decode()
    take_down(petition_id=petition.pk, words="It copied a text.", now=moment)
    assert sign(client, petition, OSCAR).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "http://testserver", "sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_forms_of_other_sites_are_refused(
    client: Client, petition: Petition, headers: dict[str, str], status: int
) -> None:
    path = f"/en/petitions/{petition.slug}/sign"
    assert post(client, path, signing_form(petition, OSCAR), **headers).status_code == status


def test_a_foreign_host_never_reaches_a_letter(
    client: Client, petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    path = f"/en/petitions/{petition.slug}/sign"
    assert post(client, path, signing_form(petition, OSCAR), host="evil.example").status_code == 400
    assert deliver_all(now=moment + timedelta(seconds=5)) == 0


def test_the_forms_address_opened_anew_leads_to_the_petition(client: Client, petition: Petition) -> None:
    answer = client.get(f"/en/petitions/{petition.slug}/sign")
    assert (answer.status_code, answer["Location"]) == (302, f"/en/petitions/{petition.slug}/")
    assert client.put(f"/en/petitions/{petition.slug}/sign").status_code == 405
