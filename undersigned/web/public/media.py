"""Photos. A name is never given to other bytes, so caches may keep them for ever."""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from undersigned.petitions.queries.photos import is_taken_down, photo_content
from undersigned.web.refusals import refused

TYPES = frozenset({"image/jpeg", "image/webp", "image/avif", "image/png"})


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponse:
    """The bytes of one photo; 404 for whatever else is asked, and once taken down."""
    kind, _encoding = mimetypes.guess_type(name)
    content = _content(name) if kind in TYPES else None
    if content is None or is_taken_down(Path(name).stem.rpartition("-")[0]):
        return refused(request, 404)
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _content(name: str) -> bytes | None:
    """What stands in the media folder, or, where another node took the photo, in the database."""
    folder = Path(settings.MEDIA_ROOT).resolve()
    try:
        file = (folder / name).resolve()
        return file.read_bytes() if file.is_relative_to(folder) else None
    except OSError:
        return photo_content(file.name)
    except ValueError:
        return None
