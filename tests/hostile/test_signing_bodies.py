"""Bodies that no page of ours sends: one answer below 500 each, and never a signature that nobody asked for."""

from itertools import product

from tests.hostile.attacks import encoded, form, sign, sign_raw
from tests.signing import FORM
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import find_signature

EMAIL = "ann@hostile.example"
GOOD = encoded(form())
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nAnn\r\n--x--\r\n'
BROKEN = [
    b"\xff",
    b"Ann\xe9",
    b"\xc0\xaf",
    b"\xe0\x80\xaf",
    b"\xed\xa0\x80",
    b"Ann\xe2\x82",
    b"\xf4\x90\x80\x80",
    b"\xf8\x88\x80\x80\x80",
    b"\x80",
]


VERSIONS = [
    "",
    "1",
    "1-",
    "-en",
    "0-en",
    "01-en",
    "-1-tr",
    "+1-en",
    "1--en",
    "1-e",
    "1-zz",
    "2-en",
    "1-tr",
    "1-EN",
    "1-en'",
    "1-en\n",
    "1-en ",
    " 1-en",
    "1-en\x00",
    "1-en%00",
    "1e0-en",
    "١-en",
    "１-en",
    "99999999999999999999-en",
    "999999-en",
    "1-" + "en-" * 4000,
    "1-en<script>",
]
COUNTRIES = [
    "",
    "F",
    "FRA",
    "QQ",
    "ZZ",
    "EU",
    "UK",
    "XX",
    "ıt",
    "ſt",
    "ＦＲ",
    "FR\x00",
    "%46R",
    "FR,DE",
    "<b>",
    "--",
    "11",
]
UNKNOWN = [
    b"&x=1&x=2",
    b"&NAME=B",
    b"&name[]=B",
    b"&name%00=B",
    b"&+name=B",
    b"&state=counted&slot=2&id=1&petition=9&pk=1",
    b"&&&==&=x",
    b"&%FF=%FF",
    b"&csrfmiddlewaretoken=x",
    b"&next=//evil.example",
]
SHAPELESS = [
    b"",
    b"\x00",
    b"=",
    b"&",
    b"name",
    b"{}",
    b"\xff" * 1000,
    GOOD.replace(b"&", b";"),
    b"name=" + b"%25" * 5_000,
    b"name=" + b"%" * 16_000,
    b"&".join(b"f%d=1" % number for number in range(100_000)) + b"&" + GOOD,
    GOOD + b"&x=" + b"a" * 1_100_000,
    b"name=" + b"a" * 900_000,
    b"email=" + b"a%40" * 200_000,
    b"name=" + b"\xcc\x81" * 400_000,
]
KINDS = [
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
    "text/plain",
    "",
    "application/octet-stream",
    f"{FORM}, text/plain",
    "x" * 10_000,
]


def test_invalid_utf8_is_refused_where_it_stands(petition: Petition) -> None:
    for raw, field in product(BROKEN, ["name", "email", "place"]):
        typed = {"name": "Ann", "email": EMAIL, "country": "FR", "version": "1-en", "place": "Kavakdere"}
        fields = form(**{**typed, field: None})
        for tail in (encoded({field: raw}), field.encode() + b"=" + raw):
            answer = sign_raw(petition, encoded(fields) + b"&" + tail)
            page = answer.content.decode("utf-8", "strict")
            assert answer.status_code == 422, (raw, field)
            assert f'id="e-{field}"' in page
            for name in {"name", "email", "place", "version"} - {field}:
                assert f'value="{typed[name]}"' in page
    assert not Signature.objects.exists()


def test_a_version_that_was_never_shown_signs_nothing(petition: Petition) -> None:
    for version in VERSIONS:
        answer = sign(petition, version=version)
        page = answer.content.decode()
        assert answer.status_code == 422, version
        assert 'name="version" value="1-en"' in page
        assert 'value="ann@hostile.example"' in page
        assert "<script>" not in page
    assert not Signature.objects.exists()


def test_only_countries_are_countries(petition: Petition) -> None:
    for country in COUNTRIES:
        answer = sign(petition, country=country)
        assert answer.status_code == 422, country
        assert 'id="e-country"' in answer.content.decode()
    assert not Signature.objects.exists()


def test_a_field_that_comes_twice_is_refused(petition: Petition) -> None:
    for field in ("name", "email", "country", "version", "place", "show_name", "updates"):
        for again in (field, f"%{ord(field[0]):x}{field[1:]}"):
            answer = sign_raw(petition, encoded(form(**{field: "1-en"})) + f"&{again}=Bea".encode())
            assert answer.status_code == 422, again
            assert 'role="alert"' in answer.content.decode()
    assert not Signature.objects.exists()


def test_a_field_that_is_missing_is_asked_for(petition: Petition) -> None:
    for field in ("name", "email", "country", "version"):
        assert sign(petition, **{field: None}).status_code == 422
    assert not Signature.objects.exists()


def test_fields_that_the_form_does_not_have_change_nothing(petition: Petition) -> None:
    for extra in UNKNOWN:
        assert sign_raw(petition, GOOD + extra).status_code == 200, extra
    row = Signature.objects.get()
    assert (row.state, row.slot, row.petition_id) == ("pending", 1, petition.pk)


def test_bodies_out_of_all_shape(petition: Petition) -> None:
    for body in SHAPELESS:
        assert sign_raw(petition, body).status_code in {400, 413, 422}, body[:50]
    assert not Signature.objects.exists()


def test_a_body_of_another_kind_signs_nothing(petition: Petition) -> None:
    for kind, body in product(KINDS, [GOOD, MULTIPART]):
        assert sign_raw(petition, body, content_type=kind).status_code in {400, 415, 422}, kind
    assert not Signature.objects.exists()


def test_the_character_set_is_utf8_whatever_the_header_says(petition: Petition) -> None:
    for charset in ("utf-16", "utf-7", "iso-8859-9", "bogus", "", "utf-8"):
        answer = sign_raw(petition, encoded(form(name="Ğüneş")), content_type=f"{FORM}; charset={charset}")
        assert answer.status_code in {200, 400, 415, 422}, charset
        assert answer.status_code != 200 or [one.name for one in find_signature(petition.slug, EMAIL)] == ["Ğüneş"]
