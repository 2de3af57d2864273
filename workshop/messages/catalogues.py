"""Catalogues as files: read, bring up to date, write, compile."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HEADER = """\
# {language} sentences of Undersigned. English stands in the source; ./run messages keeps this file.
"""
# Languages whose forms gettext's users count otherwise than Babel does.
PLURALS = {"tr": "nplurals=2; plural=(n != 1);"}
LINE_WIDTH = 120
# Dates change with every run, and nobody is named as the translator.
VOLATILE = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Generated-By',
    '"Project-Id-Version',
    '"Report-Msgid',
    '"Last-Translator',
    '"Language-Team',
)


def files(locale: Path) -> list[Path]:
    """Every catalogue, in the order of its language's code."""
    return sorted(locale.glob("*/LC_MESSAGES/django.po"))


def language_of(path: Path) -> str:
    return path.parent.parent.name


def read(path: Path) -> Catalog:
    """The catalogue; an empty one of this language where there is no file yet."""
    language = language_of(path)
    if not path.exists():
        fresh = Catalog(locale=language, charset="utf-8", fuzzy=False)
        if language in PLURALS:
            fresh.mime_headers = [("Plural-Forms", PLURALS[language])]
        return fresh
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def update(catalog: Catalog, template: Catalog) -> None:
    """The catalogue holds exactly the template's sentences; translations stay, unused ones become obsolete.

    Nothing is guessed: a new sentence that resembles an old one is a new sentence. One that comes back gets its
    obsolete translation again.
    """
    for identity, message in list(catalog.obsolete.items()):
        if template.get(message.id, message.context) is not None:
            catalog[message.id] = message
            del catalog.obsolete[identity]
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)


def write(path: Path, catalog: Catalog) -> None:
    """The file without line numbers and dates, so that it changes only where a sentence changes.

    What translators noted at its top, under the first line, stays.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    opening = HEADER.format(language=language_of(path)).rstrip()
    if not catalog.header_comment.startswith(opening):
        catalog.header_comment = opening
    with path.open("wb") as file:
        write_po(file, catalog, width=LINE_WIDTH, include_lineno=False, sort_output=True, include_previous=False)
    _drop_volatile(path)


def compile_to_mo(path: Path) -> Path:
    """The compiled catalogue beside the source, replaced in one step since a running site may be reading it."""
    catalog, compiled = read(path), path.with_suffix(".mo")
    scratch = compiled.with_suffix(".mo.new")
    with scratch.open("wb") as file:
        write_mo(file, catalog)
    scratch.replace(compiled)
    return compiled


def _drop_volatile(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(VOLATILE)), encoding="utf-8")
