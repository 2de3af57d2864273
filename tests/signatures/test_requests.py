"""The raw form: what is read from it, and what is said of a broken one."""

import time
from urllib.parse import quote_from_bytes, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.signatures.signing import FORM, form_of
from undersigned.signatures.rules.countries import COUNTRIES
from undersigned.signatures.rules.requests import FIELDS, parse_signing
from undersigned.signatures.words import field_error

WHOLE = {"name": "Y", "email": "Y@One-Letter.example", "country": "FR", "version": "3-pt-BR"}


def parse(body: bytes, content_type: str = FORM) -> object:
    return parse_signing(body, content_type, slug="a", language="en")


def test_a_whole_form_is_a_request() -> None:
    form = form_of(
        WHOLE | {"place": " Ville ", "show_name": "", "updates": "on", "colour": "blue"}, "night-train", "tr"
    )
    request = form.request
    assert form.errors == {}
    assert request is not None
    assert (request.slug, request.language, request.name, request.place) == ("night-train", "tr", "Y", "Ville")
    assert (request.email, request.canonical) == ("Y@one-letter.example", "y@one-letter.example")
    assert (request.country, request.version, request.text_language) == ("FR", 3, "pt-BR")
    assert (request.show_name, request.updates) == (True, True)


def test_boxes_are_off_unless_they_are_there() -> None:
    request = form_of(WHOLE).request
    assert request is not None
    assert (request.show_name, request.updates, request.place) == (False, False, "")


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"name": ""}, {"name": "missing"}),
        ({"name": "\u202eevil"}, {"name": "direction"}),
        ({"name": "a\nb"}, {"name": "line_break"}),
        ({"email": ""}, {"email": "missing"}),
        ({"email": "no"}, {"email": "not_an_address"}),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, {"email": "control"}),
        ({"country": ""}, {"country": "missing"}),
        ({"country": "ZZ"}, {"country": "unknown_country"}),
        ({"country": "ıt"}, {"country": "unknown_country"}),
        ({"country": "FRA"}, {"country": "unknown_country"}),
        ({"place": "x" * 121}, {"place": "too_long"}),
        ({"place": "\u200b"}, {"place": "invisible"}),
        ({"version": ""}, {"version": "version_broken"}),
        ({"version": "0-en"}, {"version": "version_broken"}),
        ({"version": "1"}, {"version": "version_broken"}),
        ({"version": "٣-en"}, {"version": "version_broken"}),
        ({"version": "9999999-en"}, {"version": "version_broken"}),
        ({"version": "1-abc-defghijk-lmnopqrs"}, {"version": "version_broken"}),
        (
            {"name": "", "email": "x", "country": ""},
            {"name": "missing", "email": "not_an_address", "country": "missing"},
        ),
    ],
)
def test_faults_stand_at_their_field_with_what_was_typed(changes: dict[str, str], errors: dict[str, str]) -> None:
    form = form_of(WHOLE | changes)
    assert form.errors == errors
    assert form.request is None
    assert form.values == WHOLE | changes


def test_small_letters_make_a_country_too() -> None:
    request = form_of(WHOLE | {"country": "tr"}).request
    assert request is not None
    assert request.country == "TR"


@pytest.mark.parametrize("missing", ["name", "email", "country", "version"])
def test_required_fields_are_missed(missing: str) -> None:
    form = form_of({name: value for name, value in WHOLE.items() if name != missing})
    assert list(form.errors) == [missing]


def test_repeated_fields_are_refused_and_the_first_is_shown() -> None:
    form = parse_signing(urlencode(WHOLE).encode() + b"&name=Z", FORM, slug="a", language="en")
    assert form.errors == {"name": "repeated"}
    assert form.values["name"] == "Y"


def test_unknown_fields_may_be_repeated() -> None:
    assert parse_signing(urlencode(WHOLE).encode() + b"&x=1&x=2&=&&", FORM, slug="a", language="en").request is not None


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"Ann\xe9", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80"])
def test_invalid_utf8_is_refused_at_its_field(raw: bytes) -> None:
    for encoded in (raw, quote_from_bytes(raw).encode()):
        body = (
            urlencode({name: value for name, value in WHOLE.items() if name != "name"}).encode() + b"&name=" + encoded
        )
        form = parse_signing(body, FORM, slug="a", language="en")
        assert form.errors == {"name": "broken_text"}
        assert "\ufffd" in form.values["name"]


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"{}", "application/json", "wrong_type"),
        (b"", "", "wrong_type"),
        (b"", "multipart/form-data; boundary=x", "wrong_type"),
        (b"name=" + b"a" * 16_384, FORM, "too_long"),
        (b"&" * 100, FORM, "too_long"),
    ],
)
def test_bodies_that_are_no_form(body: bytes, content_type: str, code: str) -> None:
    form = parse_signing(body, content_type, slug="a", language="en")
    assert (form.errors, form.request, form.values) == ({"": code}, None, {})


def test_the_type_may_name_its_character_set() -> None:
    body = urlencode(WHOLE).encode()
    assert parse_signing(body, "Application/X-WWW-Form-Urlencoded; charset=UTF-8", slug="a", language="en").request


@given(st.binary(max_size=2000))
def test_no_bytes_make_the_parser_raise(body: bytes) -> None:
    parse_signing(body, FORM, slug="a", language="en")


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=200)))
def test_either_a_request_or_errors_that_have_words(values: dict[str, str]) -> None:
    body = urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in values.items()}).encode()
    form = parse_signing(body, FORM, slug="a", language="en")
    assert (form.request is None) == bool(form.errors)
    for name, code in form.errors.items():
        assert field_error(name, code)


@pytest.mark.parametrize(
    "email",
    ["a@" + "a." * 8000 + "com", "a" * 16_000 + "@x.org", "a@" + "xn--" * 4000, "@" * 16_000, "a." * 8000 + "@x.org"],
)
def test_no_address_takes_long(email: str) -> None:
    start = time.process_time()
    form = form_of(WHOLE | {"email": email})
    assert "email" in form.errors or "" in form.errors
    assert time.process_time() - start < 1


def test_there_are_250_countries() -> None:
    assert len(COUNTRIES) == 250
    assert {"TR", "GB", "XK", "AQ"} <= COUNTRIES
    assert not {"UK", "EU", "ZZ"} & COUNTRIES
