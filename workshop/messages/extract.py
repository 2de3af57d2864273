"""All sentences of the source, with the files they stand in."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT = "Translators:"
TEMPLATES = {".html", ".txt", ".xml", ".svg"}
# What Django leaves of the text between the tags: a word of capital X for each word, which is no Python.
FILLING = re.compile(r"^[ \t]+", re.MULTILINE)

Message = tuple[str | tuple[str, ...], str | None, list[str], str]


def source(package: Path) -> Catalog:
    """A catalogue of every sentence under this folder, untranslated."""
    catalog = Catalog(charset="utf-8")
    for identity, context, comments, place in messages(package):
        catalog.add(identity, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalog


def messages(package: Path) -> Iterator[Message]:
    """Every sentence: its text (or singular and plural), its context, comments for translators, and its file."""
    for path in sorted(package.rglob("*")):
        place = path.relative_to(package.parent).as_posix()
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield from _of_code(path.read_text(encoding="utf-8"), place)
        elif path.suffix in TEMPLATES and "templates" in path.parts:
            yield from _of_code(template_code(path.read_text(encoding="utf-8"), place), place)


def template_code(text: str, place: str) -> str:
    """The template as lines of calls to gettext; each call on one line, without indentation that means nothing."""
    return FILLING.sub("", templatize(text, origin=place))


def _of_code(code: str, place: str) -> Iterator[Message]:
    found = extract(
        "python", io.BytesIO(code.encode()), keywords=KEYWORDS, comment_tags=(COMMENT,), strip_comment_tags=False
    )
    for _line, identity, comments, context in found:
        yield identity, context, comments, place
