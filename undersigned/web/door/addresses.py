"""The addresses whose answers are kept whole: a petition's page, its tally and its count."""

import re
from functools import lru_cache

from django.conf import settings


def slug_of(path: bytes) -> str | None:
    """Whose page, tally or count stands at this path; None for every other address.

    The path as it was sent: one with escapes or in other letters is for Django to judge, who may redirect it.
    """
    found = _pattern(tuple(code for code, _name in settings.LANGUAGES)).fullmatch(path)
    return None if found is None else (found["read"] or found["counted"]).decode()


@lru_cache
def _pattern(languages: tuple[str, ...]) -> re.Pattern[bytes]:
    codes = "|".join(map(re.escape, languages))
    slug = "[-a-zA-Z0-9_]{1,80}"
    text = f"/(?:{codes})/petitions/(?P<read>{slug})/(?:tally)?|/api/v1/petitions/(?P<counted>{slug})/count"
    return re.compile(text.encode())
