"""`undersigned petition import FILE.md`: a petition from a Markdown file with a YAML header."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from undersigned.console.main import open_house
from undersigned.console.petition_acts import add_acts

if TYPE_CHECKING:
    from undersigned.petitions.rules.files import PetitionFile

HELP = """\
Imports a petition from a Markdown file that begins with a YAML header between two lines "---":

  ---
  title: A footbridge over the Wend        the only field that is needed
  language: en
  addressees: [Alderwick Town Council]
  goal: 25000
  place: Alderwick
  topics: [walking, safety]
  sources:
    - {title: Bridge count, publisher: Friends of the Towpath, date: May 2026, link: https://example.org/count}
  image: {file: bridge.jpg, caption: The old ferry steps, link: https://example.org/steps}
  starter: Friends of the Towpath
  note: A remark that the page shows beside the count
  ---
  The story, in Markdown ...

Prints the address of the page. The petition waits at /staff/ unless --publish is given.
"""


class ImportRefused(Exception):
    """The file can't be imported; the message has one line per fault, each with file and line."""


def add(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the verb."""
    verb = subparsers.add_parser(
        "petition", help="import a petition from a Markdown file; reopen it; publish its tally; mark it as sensitive"
    )
    acts = verb.add_subparsers(dest="act", required=True, metavar="ACT")
    importing = acts.add_parser(
        "import", help="import FILE.md", description=HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    importing.add_argument("file", type=Path, metavar="FILE.md")
    importing.add_argument("--publish", action="store_true", help="publish it at once")
    importing.set_defaults(run=run)
    add_acts(acts)


def run(arguments: argparse.Namespace) -> int:
    """Prints the page's address alone on standard output; 0 imported, 1 refused and nothing written."""
    open_house()
    try:
        address = import_file(arguments.file, is_published=arguments.publish, now=datetime.now(UTC))
    except ImportRefused as refused:
        print(f"Nothing was imported.\n{refused}", file=sys.stderr)
        return 1
    if not arguments.publish:
        print("The petition waits for a moderator at /staff/. It will stand at:", file=sys.stderr)
    print(address)
    return 0


def import_file(path: Path, *, is_published: bool, now: datetime) -> str:
    """The page's address; the petition of this file is held, or published. ImportRefused names every fault."""
    from django.conf import settings
    from django.db import transaction

    from undersigned.petitions.actions.import_petition import import_petition
    from undersigned.petitions.actions.publish import publish
    from undersigned.petitions.rules.photos import PhotoRefused

    file, line_of_image = read_file(path)
    try:
        with transaction.atomic():
            petition = import_petition(
                file=file,
                image=_image(path, file, line_of_image),
                account=None,
                media=settings.UNDERSIGNED.data / "media",
                now=now,
            )
            if is_published:
                petition = publish(petition_id=petition.pk, now=now)
    except PhotoRefused as refused:
        raise ImportRefused(f"{path}: line {line_of_image}: image.file: {photo_fault(refused.code)}") from None
    return page_address(petition.slug, petition.language)


def read_file(path: Path) -> tuple["PetitionFile", int]:
    """What the file says, and the line that names its image (0 where none does)."""
    from undersigned.petitions.rules.files import parse_file
    from undersigned.petitions.rules.headers import FileRefused, read_header

    text = _text(path)
    try:
        file = parse_file(text)
    except FileRefused as refused:
        raise ImportRefused("\n".join(f"{path}: {fault}" for fault in refused.faults)) from None
    header, _story, _line = read_header(text)
    return file, header.pairs["image"].pairs["file"].line if file.image else 0


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise ImportRefused(f"{path}: {fault.strerror}") from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise ImportRefused(f"{path}: line {line}: the file must be written in UTF-8") from None


def _image(path: Path, file: "PetitionFile", line: int) -> bytes | None:
    """The photo's content; its path is meant from the folder of the Markdown file."""
    if file.image is None:
        return None
    try:
        return (path.parent / file.image.file).read_bytes()
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else "this is no name of a file"
        raise ImportRefused(f"{path}: line {line}: image.file: {file.image.file}: {reason}") from None


def photo_fault(code: str) -> str:
    """Why a picture can't be a petition's photo, in words for the one who wrote the file."""
    return {
        "empty": "the file is empty",
        "too_large": "the file is larger than 15 MB",
        "not_a_photo": "this is no JPEG, PNG, WebP, GIF or AVIF picture",
        "vector": "a drawing in SVG can't be used; export it as PNG",
        "animated": "the picture moves; use a still one",
        "too_many_pixels": "the picture has too many pixels",
        "too_small": "the picture is too small; each side needs 200 pixels",
        "too_narrow": "the picture is more than four times as long as it is wide",
        "broken": "the picture is broken",
        "taken_down": "this picture was taken down on this site",
    }[code]


def page_address(slug: str, language: str) -> str:
    """The address of a petition's page, in the interface's language nearest to the petition's own."""
    from django.conf import settings

    spoken = language.split("-", maxsplit=1)[0]
    shown = spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    return f"{settings.UNDERSIGNED.site_url}/{shown}/petitions/{slug}/"
