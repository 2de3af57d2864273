"""Photos. A name is never given to other bytes, so caches may keep them for ever."""

import mimetypes
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from undersigned.petitions.queries.photos import is_taken_down
from undersigned.web.refusals import refused

TYPES = frozenset({"image/jpeg", "image/webp", "image/avif", "image/png"})


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponse:
    """The bytes of one photo under the media folder; 404 for whatever else is asked, and once taken down."""
    folder = Path(settings.MEDIA_ROOT).resolve()
    kind, _encoding = mimetypes.guess_type(name)
    try:
        file = (folder / name).resolve()
        if kind not in TYPES or not file.is_relative_to(folder):
            return refused(request, 404)
        content = file.read_bytes()
    except (OSError, ValueError):
        return refused(request, 404)
    if is_taken_down(file.stem.rpartition("-")[0]):
        return refused(request, 404)
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
