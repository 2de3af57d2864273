"""A photo made safe: decoded, turned upright, stripped of everything but its picture, and written anew in sizes."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

WIDTHS: Final = (480, 960, 1600)
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
LONGEST_FILE_BYTES: Final = 15_000_000
MOST_PIXELS: Final = {"JPEG": 60_000_000}
MOST_PIXELS_ELSE: Final = 16_000_000
"""JPEG is decoded at a fraction of its size; everything else in full, and that must stay under two seconds."""
SHORTEST_SIDE: Final = 200
PHOTO_FOLDER: Final = "photos"
"""Below the media folder; served as /media/photos/."""
STEEPEST: Final = 4
"""A picture may be this many times as long as it is wide, or the other way round."""
JPEG_QUALITY: Final = 82
WEBP_QUALITY: Final = 78


class PhotoRefused(Exception):
    """The file can't be a petition's photo; `.code` says why.

    Codes: empty, too_large, not_a_photo, vector, animated, too_many_pixels, too_small, too_narrow, broken,
    and from attach_photo taken_down.
    """

    def __init__(self, code: str) -> None:
        """Remember the code."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class EncodedPhoto:
    """The files to keep, by name, and what the page must know of them."""

    key: str
    width: int
    height: int
    """Pixels of the largest size."""
    widths: tuple[int, ...]
    files: dict[str, bytes]


def file_name(key: str, width: int, extension: str) -> str:
    """Name of one size's file; `extension` is webp or jpg."""
    return f"{key}-{width}.{extension}"


def encode_photo(content: bytes) -> EncodedPhoto:
    """The picture in every size as WebP and JPEG, upright, in sRGB, without metadata; PhotoRefused otherwise.

    The same content gives the same key, so that a repeated upload writes the same files.
    """
    picture = _decoded(content)
    widths = tuple(sorted({min(width, picture.width) for width in WIDTHS}))
    sizes = {width: _resized(picture, width) for width in widths}
    largest = _written(sizes[widths[-1]], "JPEG")
    key = hashlib.sha256(largest).hexdigest()[:40]
    files = {file_name(key, widths[-1], "jpg"): largest}
    for width, size in sizes.items():
        files[file_name(key, width, "webp")] = _written(size, "WEBP")
        if width != widths[-1]:
            files[file_name(key, width, "jpg")] = _written(size, "JPEG")
    return EncodedPhoto(key, widths[-1], sizes[widths[-1]].height, widths, files)


def _decoded(content: bytes) -> Image.Image:
    if not content:
        raise PhotoRefused("empty")
    if len(content) > LONGEST_FILE_BYTES:
        raise PhotoRefused("too_large")
    if b"<svg" in content[:1000].lower():
        raise PhotoRefused("vector")
    try:
        with warnings.catch_warnings():
            # Pillow warns above its own limit and about odd metadata; our limit is checked before anything is decoded.
            warnings.simplefilter("ignore")
            return _upright(content)
    except UnidentifiedImageError:
        raise PhotoRefused("not_a_photo") from None
    except Image.DecompressionBombError:
        raise PhotoRefused("too_many_pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, ArithmeticError, LookupError, RuntimeError):
        # What the decoders raise for broken files; there is no common class.
        raise PhotoRefused("broken") from None


def _upright(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        _check_shape(image)
        if image.format == "JPEG":
            # Decodes at a fraction of the size where that is enough: a large photo costs little more.
            image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
        image.load()
        picture = _flat(_in_srgb(ImageOps.exif_transpose(image)))
    # Comments, profiles and thumbnails ride along in `info` and would be written again.
    picture.info = {}
    return picture


def _check_shape(image: Image.Image) -> None:
    if getattr(image, "n_frames", 1) > 1:
        raise PhotoRefused("animated")
    short, long = sorted(image.size)
    if image.width * image.height > MOST_PIXELS.get(image.format or "", MOST_PIXELS_ELSE):
        raise PhotoRefused("too_many_pixels")
    if short < SHORTEST_SIDE:
        raise PhotoRefused("too_small")
    if long > short * STEEPEST:
        raise PhotoRefused("too_narrow")


def _in_srgb(image: Image.Image) -> Image.Image:
    """The same colours without a profile; a profile that can't be read is dropped."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return turned or image


def _flat(image: Image.Image) -> Image.Image:
    """RGB; what was transparent is white."""
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground


def _resized(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _written(picture: Image.Image, file_format: str) -> bytes:
    target = io.BytesIO()
    if file_format == "JPEG":
        picture.save(target, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    else:
        picture.save(target, "WEBP", quality=WEBP_QUALITY, method=4)
    return target.getvalue()
