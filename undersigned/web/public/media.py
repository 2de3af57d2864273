"""Photos. A name is never given to other bytes, but what it names may be taken down."""

import mimetypes
from hashlib import blake2b
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from undersigned.petitions.queries.photos import is_taken_down, photo_content
from undersigned.web.refusals import refused

KEPT: Final = "public, max-age=86400, s-maxage=60"
"""A browser keeps what it has seen for a day; caches between ask every minute whether it is still shown.

Nobody can reach into somebody else's cache: what was hidden has to end there by itself.
"""
TYPES = frozenset({"image/jpeg", "image/webp", "image/avif", "image/png"})


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """The bytes of one photo, or 304 for who has them; 404 for whatever else is asked, and once taken down."""
    kind, _encoding = mimetypes.guess_type(name)
    content = _content(name) if kind in TYPES else None
    if content is None or is_taken_down(Path(name).stem.rpartition("-")[0]):
        return refused(request, 404)
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = KEPT
    response["ETag"] = f'"{blake2b(name.encode(), digest_size=12).hexdigest()}"'
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    assert answer is not None
    return answer


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
