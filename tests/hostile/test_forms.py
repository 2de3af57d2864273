"""Forms behind a cookie or a token: start, photo, sign-in, desk and staff take the same rubbish and stay upright."""

import io
import struct
import zlib
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.cast import MEHTAP, NORA
from tests.hostile.attacks import answer_to, answered, encoded
from tests.makers import make_picture
from tests.post_office import PostOffice
from tests.signing import make_staff
from tests.web.desk.visiting import moment, petition_of, press, sign_in, starter
from undersigned.petitions.models import Petition, Photo

pytestmark = pytest.mark.django_db

RUBBISH = [
    "\x00",
    "A\x00B",
    "\x07",
    "A\u202eB",
    "\u200b",
    "A\u2028B",
    "\ud800",
    "\ufffe",
    "\U000e0041",
    "x" * 200_000,
    "{{7*7}}<svg onload=alert(1)>",
    "%00",
    "99999999999999999999999",
    "-1",
    "١٢",
    "9" * 5_000,
    "1e9",
    "../../x",
    "https://[",
    "https://a.example/\x00",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://user@evil.example/",
    "//evil.example",
]
STEPS = {
    "": ["title", "seen"],
    "addressees/": ["act", "name", "office", "body"],
    "story/": ["story", "act"],
    "story/preview/": ["story"],
    "photo/": ["caption", "link", "act", "photo"],
    "sources/": ["title-1", "publisher-1", "date-1", "link-1", "act"],
    "terms/": ["goal", "place", "topics", "language", "handover"],
    "hand-in/": ["name", "email"],
}
GOOD = {
    "title": "A bridge",
    "name": "Board",
    "act": "next",
    "story": "Words.",
    "title-1": "T",
    "language": "en",
    "handover": "number",
    "email": "a@b.example",
}


@pytest.fixture
def keeper() -> Client:
    """A browser with a draft that could be handed in."""
    browser = Client()
    for path, form in (
        ("", {"title": "A bridge"}),
        ("addressees/", {"name": "Board"}),
        ("story/", {"story": "Words."}),
    ):
        assert browser.post(f"/en/start/{path}", form).status_code == 302
    return browser


def test_no_step_of_the_start_falls_over(keeper: Client) -> None:
    for path, fields in STEPS.items():
        for field, typed in product(fields, RUBBISH):
            form = {name: GOOD[name] for name in fields if name in GOOD} | {field: typed}
            answer = answered(keeper, "POST", f"/en/start/{path}", encoded(form))
            assert answer.status_code in {200, 302, 422}, (path, field, typed[:20])
            assert b"<svg onload" not in answer.content
    for page in ("", "addressees/", "story/", "sources/", "terms/", "preview/", "photo/"):
        answer = answered(keeper, "GET", f"/en/start/{page}")
        assert b"<svg onload" not in answer.content
        assert b'="javascript:' not in answer.content


def test_requests_that_no_step_sends(keeper: Client) -> None:
    for path, kind in product(
        STEPS,
        ["multipart/form-data", "multipart/form-data; boundary=x", "application/json", "text/plain; charset=bogus"],
    ):
        for body in (
            b"",
            b"\xff" * 100,
            b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xff\r\n--x--',
            b"a=1&" * 5_000,
        ):
            assert answered(keeper, "POST", f"/en/start/{path}", body, content_type=kind).status_code in {
                200,
                302,
                400,
                422,
            }
    for query in ("?q=%00", "?q=%FF", "?q=" + "a+" * 2_000, "?missing=%00"):
        assert answered(keeper, "GET", f"/en/start/addressees/{query}").status_code in {200, 422}


def _bomb() -> bytes:
    """A PNG that says it is 50,000 pixels wide and high, in a few hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


def _with_exif(exif: bytes) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (300, 300), "red").save(target, "JPEG", exif=b"Exif\0\0" + exif)
    return target.getvalue()


def _text_bomb() -> bytes:
    """A PNG with a compressed comment of 60 MB."""
    data = b"Comment\0\0" + zlib.compress(b"a" * 60_000_000)
    comment = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    picture = make_picture(kind="PNG")
    return picture[:33] + comment + picture[33:]


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
NO_PHOTOS = {
    "svg": SVG,
    "svg after blanks": b" " * 2_000 + SVG,
    "html": b"<html><script>alert(1)</script>",
    "empty": b"",
    "one byte": b"\xff",
    "truncated": make_picture()[:600],
    "bomb": _bomb(),
    "text bomb": _text_bomb(),
    "gif moving": b"GIF89a" + b"\x00" * 50,
    "too large": make_picture() + b"\0" * 16_000_000,
    "pdf": b"%PDF-1.7\n" + b"\0" * 1000,
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 300 300\n(x) run\n",
    "tiff": make_picture(kind="TIFF"),
    "bmp": make_picture(kind="BMP"),
}


def test_what_is_no_photo_is_refused_and_leaves_no_file(keeper: Client) -> None:
    for name, content in NO_PHOTOS.items():
        file = SimpleUploadedFile("../../evil.php\x00.jpg", content, "image/jpeg")
        answer = keeper.post("/en/start/photo/", {"photo": file, "caption": "", "link": ""})
        assert answer.status_code in {302, 422}, name
        assert not Photo.objects.exists(), name
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_photo_that_is_something_else_as_well_loses_that(keeper: Client) -> None:
    tail = b"<script>alert(1)</script>PK\x03\x04<?php system('id'); ?>"
    exifs = [
        b"",
        b"II*\0\x08\0\0\0\xff\xff",
        b"MM\0*" + b"\xff" * 60,
        b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\xff\xff\0\0\0\0\0\0",
        b"\0" * 40,
    ]
    for content in [
        make_picture() + tail,
        make_picture(kind="PNG") + tail,
        make_picture(kind="WEBP"),
        *map(_with_exif, exifs),
    ]:
        answer = keeper.post(
            "/en/start/photo/", {"photo": SimpleUploadedFile("a.jpg", content), "caption": "", "link": ""}
        )
        assert answer.status_code in {302, 422}
    kept = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        assert path.suffix in {".jpg", ".webp"}
        assert b"<script>" not in path.read_bytes()
        assert b"Exif" not in path.read_bytes()


def test_photos_with_every_byte_bent(keeper: Client) -> None:
    """Whatever a decoder raises is a refusal in words."""
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        whole = make_picture(320, 240, kind)
        for step in range(0, 700, 23):
            bent = bytearray(whole)
            for at in range(step, min(len(bent), 700), 41):
                bent[at] ^= 0xFF
            file = SimpleUploadedFile("a.jpg", bytes(bent))
            assert keeper.post("/en/start/photo/", {"photo": file, "caption": "", "link": ""}).status_code in {302, 422}


def test_sign_in_takes_rubbish(db: None) -> None:
    for field, typed in product(["email", "login", "password", "next", "act"], RUBBISH):
        form = {"email": "a@b.example", "login": "a@b.example", "password": "p", "act": "password"} | {field: typed}
        for act in ("password", "link"):
            answer = answer_to("POST", "/en/desk/sign-in/", encoded({**form, "act": typed if field == "act" else act}))
            assert answer.status_code in {200, 422}, (field, typed[:20])
            assert b"<svg onload" not in answer.content


def test_codes_and_handles_of_nobody(db: None) -> None:
    for path, field, typed in product(["code", "resend"], ["handle", "code", "petition"], RUBBISH):
        form = {"handle": "A" * 80, "code": "123456", "petition": "x"} | {field: typed}
        answer = answer_to("POST", f"/en/confirm/{path}", encoded(form))
        assert answer.status_code == (422 if path == "code" else 200), (path, field, typed[:20])
        assert b"<svg onload" not in answer.content


def test_a_starters_desk_takes_rubbish(mailbox: PostOffice) -> None:
    starter()
    petition = petition_of(publication="moderated")
    mehtap = sign_in(MEHTAP, mailbox)
    for act, field, typed in product(["edit/", "close/"], ["title", "story"], RUBBISH):
        form = {"title": "A bridge", "story": "Words."} | {field: typed.encode("utf-8", "replace").decode()}
        answer = press(mehtap, "/en/desk/", form, at=f"/en/desk/petitions/{petition.slug}/{act}")
        assert answer.status_code in {302, 422}, (act, field, typed[:20])
    for typed in RUBBISH[:8]:
        form = {"password": typed.encode("utf-8", "replace").decode()}
        assert press(mehtap, "/en/desk/", form, at="/en/desk/password/").status_code in {302, 422}


def test_the_staffs_forms_take_rubbish(mailbox: PostOffice) -> None:
    make_staff(now=moment())
    nora = sign_in(NORA, mailbox)
    for typed in RUBBISH:
        petition = petition_of(publication="moderated")
        words = typed.encode("utf-8", "replace").decode()
        for act, form in (
            ("publish", {"revision": words}),
            ("take-down", {"words": words}),
            ("refuse", {"words": words}),
        ):
            answer = press(nora, "/en/desk/", form, at=f"/staff/petitions/{petition.slug}/{act}")
            assert answer.status_code in {302, 404, 409, 422}, (act, typed[:20])
            assert b"<svg onload" not in answer.content
    assert nora.get("/staff/?state=refused&said=%00").status_code == 200
    assert Petition.objects.exclude(state__in=["held", "refused"]).count() == 0
