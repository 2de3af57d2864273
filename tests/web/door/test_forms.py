"""The door and the form views: the same bytes to the same form, and nothing done twice."""

import gc
import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.cast import IDA, LAYLA, OSCAR, SUHARSA, WEI, Person
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, make_signed, signing_form, token_in
from tests.web.door.asking import Behind, Reply, ask, django_application, sent_form
from undersigned.petitions.actions.close import close
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.signatures.proofs import proofs_of, ticket_of
from undersigned.signatures.queries import find_signature
from undersigned.switches.actions.turn_off import turn_off
from undersigned.switches.actions.turn_on import turn_on
from undersigned.switches.rules import Switch
from undersigned.web.door import confirming, gathers, signing
from undersigned.web.door.door import Door
from undersigned.web.door.pages import PAGES

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = re.compile(r"\d\d:\d\d(?= UTC)")
HANDLE = re.compile(r'(name="handle" value=")[^"]+')
CODE = re.compile(r"^\s*(\d{6})\s*$", re.MULTILINE)
ODD = Person('Ada "The" <b>Long</b> & O’Neil %s', "ada+x@example.org", "IE", "<i>Dún</i> & Co", "en")


@pytest.fixture(autouse=True)
def lanes() -> Iterator[None]:
    """A gather of the test's own, whose connection is gone at the end."""
    signing.moulds.forget()
    confirming.moulds.forget()
    gather = gathers.begin()
    yield
    assert gather.close(20)
    PAGES.renewal.stop()
    # What threads left behind goes in this test, not in somebody else's.
    gc.collect()


@pytest.fixture
def moment() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def petition(transactional_db: None, moment: datetime) -> Petition:
    return make_published(moment)


@pytest.fixture
def django(petition: Petition) -> Behind:
    return Behind(django_application())


@pytest.fixture
def door(django: Behind) -> Door:
    return Door(django)


def sign_path(petition: Petition, language: str = "en") -> str:
    return f"/{language}/petitions/{petition.slug}/sign"


def alike(reply: Reply) -> tuple[int, dict[str, str], str]:
    return reply.status, reply.headers, MINUTE.sub("", HANDLE.sub(r"\1", reply.text))


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("person", [OSCAR, SUHARSA, LAYLA, WEI, ODD], ids=lambda person: person.name[:6])
def test_a_signing_gets_the_form_views_bytes(
    door: Door, django: Behind, petition: Petition, person: Person, language: str
) -> None:
    request = sent_form(sign_path(petition, language), signing_form(petition, person, show_name="on"))
    by_door = ask(door, **request)
    assert django.asked == 0
    assert by_door.status == 200
    assert Signature.objects.get().letter_number == 1
    by_view = ask(django, **request)
    assert alike(by_door) == alike(by_view)
    assert HANDLE.search(by_door.text)
    assert by_door.text != by_view.text


def test_https_adds_what_django_adds(door: Door, django: Behind, petition: Petition, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 100
    application = Behind(django_application())
    request = sent_form(sign_path(petition), signing_form(petition, OSCAR))
    for scheme in ("https", "http"):
        by_door = ask(Door(application), **request, scheme=scheme)
        assert application.asked == 0
        assert alike(by_door) == alike(ask(django_application(), **request, scheme=scheme))
        assert ("strict-transport-security" in by_door.headers) is (scheme == "https")


def test_a_body_in_many_pieces_is_one(door: Door, django: Behind, petition: Petition) -> None:
    request = sent_form(sign_path(petition), signing_form(petition, OSCAR))
    assert ask(door, **request, chunks=17).status == 200
    assert django.asked == 0
    assert Signature.objects.count() == 1


def handed_on(petition: Petition) -> dict[str, dict[str, Any]]:
    """What the door leaves to Django, by what is unusual about it."""
    path, form = sign_path(petition), signing_form(petition, OSCAR)
    return {
        "no name": sent_form(path, {**form, "name": ""}),
        "repeated field": sent_form(path, b"name=a&name=b"),
        "broken bytes": sent_form(path, b"name=%ff&email=%ff"),
        "another site's form": sent_form(path, form, origin="https://evil.example", sec_fetch_site=""),
        "cross-site": sent_form(path, form, sec_fetch_site="cross-site"),
        "foreign host": sent_form(path, form, host="evil.example"),
        "wrong type": sent_form(path, form, content_type="text/plain"),
        "too long": sent_form(path, b"name=" + b"a" * 20_000),
        "stale version": sent_form(path, {**form, "version": "7-en"}),
        "no such petition": sent_form("/en/petitions/no-such-petition/sign", form),
        "no such language": sent_form(path.replace("/en/", "/xx/"), form),
        "with a slash": sent_form(path + "/", form),
    }


@pytest.mark.parametrize("case", handed_on(Petition(slug="x")))
def test_everything_unusual_is_handed_on_and_signs_nothing(
    door: Door, django: Behind, petition: Petition, case: str
) -> None:
    request = handed_on(petition)[case]
    by_door = ask(door, **request)
    assert django.asked == 1
    assert by_door.status >= 400
    assert not Signature.objects.exists()
    assert alike(by_door) == alike(ask(django_application(), **request))


def test_a_form_without_a_length_is_signed_by_django(door: Door, django: Behind, petition: Petition) -> None:
    for headers in ({"content_length": ""}, {"content_length": "", "transfer_encoding": "chunked"}):
        reply = ask(door, **sent_form(sign_path(petition), signing_form(petition, OSCAR), **headers), chunks=3)
        assert reply.status == 200
    assert django.asked == 2
    assert Signature.objects.count() == 1


def test_a_closed_petition_says_so(door: Door, django: Behind, petition: Petition, moment: datetime) -> None:
    request = sent_form(sign_path(petition), signing_form(petition, OSCAR))
    assert ask(door, **request).status == 200
    close(petition_id=petition.pk, now=moment)
    again = ask(door, **request)
    assert (again.status, django.asked) == (409, 1)


def test_a_mistyped_domain_is_signed_once_and_hinted_at(door: Door, django: Behind, petition: Petition) -> None:
    reply = ask(door, **sent_form(sign_path(petition), signing_form(petition, IDA, email="ida@gmial.com")))
    assert 'name="email" value="ida@gmail.com"' in reply.text
    assert django.asked == 1
    assert Signature.objects.get().letter_number == 1


def test_a_paused_signing_gets_the_form_views_bytes(
    door: Door, django: Behind, petition: Petition, moment: datetime
) -> None:
    turn_off(switch=Switch.SIGNING, reason="Mail is late <today>", actor="console", now=moment)
    request = sent_form(sign_path(petition, "tr"), signing_form(petition, OSCAR))
    by_door = ask(door, **request)
    assert (by_door.status, django.asked) == (503, 0)
    assert alike(by_door) == alike(ask(django, **request))
    assert not Signature.objects.exists()
    turn_on(switch=Switch.SIGNING, actor="console", now=moment)
    assert ask(door, **request).status == 200


def test_no_client_can_say_that_something_is_done(door: Door, django: Behind, petition: Petition) -> None:
    request = sent_form(sign_path(petition), signing_form(petition, OSCAR), undersigned_done="1")
    assert ask(door, **request, chunks=2).status == 200
    assert Signature.objects.count() == 1


def confirm_form(mailbox: PostOffice, person: Person, language: str = "en") -> dict[str, Any]:
    return sent_form(f"/{language}/confirm/{token_in(mailbox.last(person.email))}", {"act": "confirm"})


def thanked(reply: Reply, person: Person) -> tuple[int, dict[str, str], str]:
    """Without what is each person's own."""
    text = reply.text.replace(html.escape(person.name), "NAME")
    text = re.sub(r"(<pre[^>]*>)[^<]+", r"\1", text)
    text = re.sub(r'(name="ticket" value=")[^"]+', r"\1", text)
    return reply.status, {**reply.headers, "content-length": ""}, text


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_confirmation_gets_the_form_views_bytes(
    door: Door, django: Behind, petition: Petition, mailbox: PostOffice, moment: datetime, language: str
) -> None:
    for person in (OSCAR, WEI):
        make_signed(petition, person, now=moment)
    deliver_all(now=moment)
    by_door = ask(door, **confirm_form(mailbox, OSCAR, language))
    assert django.asked == 0
    by_view = ask(django, **confirm_form(mailbox, WEI, language))
    assert by_view.status == 200
    assert thanked(by_door, OSCAR) == thanked(by_view, WEI)
    row = Signature.objects.get(state="confirmed", event__isnull=False, pk=_row(OSCAR, petition))
    proofs = proofs_of(row.pk)
    assert proofs is not None
    assert proofs.promise in by_door.text
    assert by_door.text.count(f'value="{ticket_of(row.pk)}"') == 2


def _row(person: Person, petition: Petition) -> Any:
    [found] = find_signature(petition.slug, person.email)
    return found.id


def test_a_second_click_is_told_so(
    door: Door, django: Behind, petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    make_confirmed(petition, OSCAR, mailbox=mailbox, now=moment)
    again = ask(door, **confirm_form(mailbox, OSCAR))
    assert (again.status, django.asked) == (200, 1)
    assert "It counts once" in again.text


def test_the_links_other_button_is_left_to_django(
    door: Door, django: Behind, petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    make_signed(petition, OSCAR, now=moment)
    deliver_all(now=moment)
    path = confirm_form(mailbox, OSCAR)["path"]
    assert ask(door, **sent_form(path, {"act": "refuse"})).status == 200
    assert django.asked == 1
    assert Signature.objects.get().state == "refused"


def test_the_code_confirms_and_a_wrong_one_counts_once(
    door: Door, django: Behind, petition: Petition, mailbox: PostOffice
) -> None:
    signed = ask(door, **sent_form(sign_path(petition), signing_form(petition, OSCAR)))
    found = re.search(r'name="handle" value="([^"]+)"', signed.text)
    assert found is not None
    deliver_all(now=datetime.now(UTC))
    right = CODE.search(mailbox.last(OSCAR.email).text)
    assert right is not None
    wrong = f"{(int(right[1]) + 1) % 1_000_000:06d}"
    form = {"handle": found[1], "petition": petition.slug, "code": wrong}
    refused = ask(door, **sent_form("/en/confirm/code", form))
    assert (refused.status, django.asked) == (422, 1)
    assert Signature.objects.get().code_tries == 1
    thanks = ask(door, **sent_form("/en/confirm/code", {**form, "code": right[1]}))
    assert (thanks.status, django.asked) == (200, 1)
    assert Signature.objects.get().state == "confirmed"


def test_a_strangers_link_confirms_nothing(door: Door, django: Behind) -> None:
    for token in ("x", "resend", "A" * 56):
        assert ask(door, **sent_form(f"/en/confirm/{token}", {"act": "confirm"})).status in {404, 200}
        assert not Signature.objects.exists()
