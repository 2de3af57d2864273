"""A letter out of a room's templates: `NAME.txt`, whose first paragraph is the subject, and `NAME.html`."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from undersigned.mail.rules import Letter


def known_language(*wished: str) -> str:
    """The first of these that the site speaks, else its own."""
    known = [code for code, _name in settings.LANGUAGES]
    return next((code for code in wished if code in known), settings.LANGUAGE_CODE)


def composed(name: str, words: Mapping[str, Any], *, to: str, language: str) -> Letter:
    """The letter, in the language that is active; the templates also know `site_name`, `host` and `language`."""
    site = settings.UNDERSIGNED
    known = {"site_name": site.site_name, "host": urlsplit(site.site_url).netloc, "language": language, **words}
    subject, _blank, text = render_to_string(f"{name}.txt", known).partition("\n\n")
    subject = " ".join(subject.split())
    html = render_to_string(f"{name}.html", {**known, "subject": subject})
    # At most one empty line between paragraphs, whatever a template left out.
    text = re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"
    return Letter(to=to, subject=subject, text=text, html=html, language=language)
