"""A rendered page in all its forms."""

import gzip

import brotli  # type: ignore[import-untyped]

from undersigned.petitions.rules.marks import Stamp
from undersigned.web.door.codings import Coding
from undersigned.web.door.editions import Edition, Rendered, make_edition

STAMP = Stamp(1, None)
HEADERS = (
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"public, max-age=2"),
    (b"content-security-policy", b"default-src 'none'"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"etag", b'"abc"'),
    (b"content-length", b"9"),
)
LONG = b"<p>" + b"Sign here. " * 400


def made(body: bytes = LONG, status: int = 200, *more: tuple[bytes, bytes]) -> Edition:
    return make_edition(Rendered(status, (*HEADERS, *more), body), 5.0, STAMP)


def test_each_form_is_the_same_page_under_a_tag_of_its_own() -> None:
    edition = made()
    forms = {coding: edition.form(coding, False) for coding in Coding}
    assert forms[Coding.IDENTITY].whole.body == LONG
    assert gzip.decompress(forms[Coding.GZIP].whole.body) == LONG
    assert brotli.decompress(forms[Coding.BROTLI].whole.body) == LONG
    assert [form.tag for form in forms.values()] == [b'"abc"', b'"abc-gzip"', b'"abc-br"']
    for form in forms.values():
        headers = dict(form.whole.headers)
        assert headers[b"content-length"] == str(len(form.whole.body)).encode()
        assert headers[b"vary"] == b"Accept-Encoding"
        assert headers[b"etag"] == form.tag
        assert len(headers) == len(form.whole.headers)
    assert dict(forms[Coding.BROTLI].whole.headers)[b"content-encoding"] == b"br"
    assert b"content-encoding" not in dict(forms[Coding.IDENTITY].whole.headers)


def test_who_has_it_gets_no_body() -> None:
    form = made().form(Coding.GZIP, False)
    answer = form.answer(b'"abc-gzip"')
    assert (answer.status, answer.body) == (304, b"")
    assert {name for name, _value in answer.headers} == {b"cache-control", b"content-security-policy", b"etag", b"vary"}
    assert form.answer(b"").status == form.answer(b'"abc"').status == 200


def test_strict_transport_is_said_over_https_alone() -> None:
    edition = made()
    for coding in Coding:
        for answer in (edition.form(coding, True).whole, edition.form(coding, True).unchanged):
            assert dict(answer.headers)[b"strict-transport-security"] == b"max-age=31536000"
        assert b"strict-transport-security" not in dict(edition.form(coding, False).whole.headers)
        assert b"strict-transport-security" not in dict(edition.form(coding, False).unchanged.headers)


def test_another_reason_to_vary_is_kept() -> None:
    assert (
        dict(made(LONG, 200, (b"vary", b"Origin")).form(0, False).whole.headers)[b"vary"] == b"Origin, Accept-Encoding"
    )


def test_what_is_short_is_the_same_for_everybody() -> None:
    edition = made(b'{"signature_count":3}\n')
    forms = [edition.form(coding, False) for coding in Coding]
    assert {form.whole.body for form in forms} == {b'{"signature_count":3}\n'}
    assert {form.tag for form in forms} == {b'"abc"'}
    assert b"vary" not in dict(forms[0].whole.headers)


def test_what_is_gone_is_never_unchanged() -> None:
    form = made(LONG, 410).form(Coding.GZIP, False)
    assert form.tag == b""
    assert form.answer(b"*").status == 410
    assert b"etag" not in dict(form.whole.headers)


def test_it_weighs_all_that_it_holds() -> None:
    edition = made()
    assert edition.weight_bytes > sum(len(edition.form(coding, False).whole.body) for coding in Coding)
