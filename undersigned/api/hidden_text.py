"""What stands at the address of a text that can't be given, since a part of it is hidden."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import override

from undersigned.api.answers import open_to_all
from undersigned.moderation.hidings import hidings
from undersigned.moderation.words import part_words, public_name
from undersigned.petitions.queries.door import Row
from undersigned.petitions.rules.hiding import is_of_text

WORDS = """\
The text of version {version} is not given here, since it could only be given whole: parts of it are hidden by
the people who run this site.

{parts}

The public log holds its hash, and that stays what it was (SHA-256 in standard base64):

{text_hash}

Whoever has kept the text can check it against this hash. What is decided on this site, and by which rules:

{decisions}
"""


def hidden_text(petition: Row, version: int, text_hash: str, *, seconds: int) -> HttpResponseBase:
    """403 with what is hidden, why, and the hash, in English as all of the API."""
    with override("en"):
        parts = [
            f"- {part_words(one.part)}: {public_name(one.code)}" for one in hidings(petition) if is_of_text(one.part)
        ]
        decisions = settings.UNDERSIGNED.site_url + reverse("public:decisions")
    body = WORDS.format(version=version, parts="\n".join(parts), text_hash=text_hash, decisions=decisions)
    response = open_to_all(HttpResponse(body, status=403, content_type="text/plain; charset=utf-8"))
    response["Cache-Control"] = f"public, max-age={seconds}, s-maxage={seconds}"
    return response
