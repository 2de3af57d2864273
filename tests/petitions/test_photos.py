"""Photos: safe, upright, without metadata, in sizes; every refusal has its code."""

import hashlib
import io
import zlib
from contextlib import suppress

import pytest
from PIL import Image

from tests.makers import make_picture
from undersigned.petitions.rules.photos import LONGEST_FILE_BYTES, PhotoRefused, encode_photo


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_every_usual_kind_becomes_webp_and_jpeg_in_three_sizes(kind):
    photo = encode_photo(make_picture(2000, 1000, kind))
    assert (photo.width, photo.height, photo.widths) == (1600, 800, (480, 960, 1600))
    assert sorted(photo.files) == sorted(
        f"{photo.key}-{w}.{kind}" for w in (480, 960, 1600) for kind in ("jpg", "webp")
    )
    for name, content in photo.files.items():
        image = opened(content)
        width = int(name.split("-")[1].split(".")[0])
        assert image.format == ("JPEG" if name.endswith("jpg") else "WEBP")
        assert image.size == (width, width // 2)
        assert image.mode == "RGB"


def test_a_small_picture_is_not_blown_up():
    assert encode_photo(make_picture(700, 500)).widths == (480, 700)
    assert encode_photo(make_picture(300, 300)).widths == (300,)


def test_where_and_when_it_was_taken_is_gone_and_it_stands_upright():
    image = Image.new("RGB", (800, 400), "white")
    image.paste("red", (0, 0, 400, 400))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Camera 7"
    exif.get_ifd(0x8825)[2] = (41.0, 0.0, 29.0)
    target = io.BytesIO()
    image.save(target, "JPEG", exif=exif, comment=b"secret place")
    photo = encode_photo(target.getvalue())
    assert (photo.width, photo.height) == (400, 800)
    for content in photo.files.values():
        assert b"Exif" not in content
        assert b"Camera" not in content
        assert b"secret" not in content
        assert dict(opened(content).getexif()) == {}
    top = opened(photo.files[f"{photo.key}-400.jpg"]).crop((0, 0, 400, 100)).resize((1, 1))
    red, _green, blue = top.tobytes()
    assert (red > 200, blue < 60) == (True, True)


def test_what_is_transparent_becomes_white():
    photo = encode_photo(_saved(Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "PNG"))
    assert opened(photo.files[f"{photo.key}-300.jpg"]).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "LA", "I;16"])
def test_unusual_colours_are_no_fault(mode):
    image = Image.linear_gradient("L").resize((300, 300)).convert(mode)
    assert encode_photo(_saved(image, "JPEG" if mode == "CMYK" else "PNG")).width == 300


def test_the_same_picture_has_the_same_key():
    assert encode_photo(make_picture()).key == encode_photo(make_picture()).key
    assert encode_photo(make_picture()).key != encode_photo(make_picture(641)).key


def _saved(image: Image.Image, kind: str, **more) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **more)
    return target.getvalue()


def _animated(kind: str) -> bytes:
    frames = [Image.new("RGB", (300, 300), colour) for colour in ("red", "blue")]
    return _saved(frames[0], kind, save_all=True, append_images=frames[1:])


def _bomb() -> bytes:
    """A PNG whose head says 50,000 by 50,000."""
    head = (50_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(1000)))


def _chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + name + content + zlib.crc32(name + content).to_bytes(4, "big")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"x" * (LONGEST_FILE_BYTES + 1), "too_large"),
        (b"just text", "not_a_photo"),
        (b"%PDF-1.7 ...", "not_a_photo"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "vector"),
        (_animated("GIF"), "animated"),
        (_animated("WEBP"), "animated"),
        (_animated("PNG"), "animated"),
        (_bomb(), "too_many_pixels"),
        (make_picture(5000, 4000, "PNG"), "too_many_pixels"),
        (make_picture(199, 400), "too_small"),
        (make_picture(300, 1300), "too_narrow"),
        (make_picture(kind="JPEG")[:2000], "broken"),
        (make_picture(kind="PNG")[:100], "broken"),
        (make_picture(kind="WEBP")[:200], "broken"),
        (_saved(Image.new("RGB", (300, 300)), "TIFF"), "not_a_photo"),
        (_saved(Image.new("RGB", (300, 300)), "ICO"), "not_a_photo"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refusals(content, code):
    with pytest.raises(PhotoRefused) as refused:
        encode_photo(content)
    assert refused.value.code == code


def test_broken_files_are_refused_wherever_they_are_broken():
    noise = hashlib.sha256(b"noise").digest()[:8]
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF"):
        whole = bytearray(make_picture(300, 300, kind))
        for at in range(0, len(whole), max(1, len(whole) // 25)):
            # Any other exception than PhotoRefused would fail the test: that is what it is about.
            with suppress(PhotoRefused):
                encode_photo(bytes(whole[:at]) + noise + bytes(whole[at + 8 :]))
