"""What `doctor` looks for in this room."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q

from undersigned.ledger.models import Event
from undersigned.petitions.models import Petition, Photo, PhotoFile, TextVersion
from undersigned.petitions.rules.photos import PHOTO_FOLDER, file_name
from undersigned.petitions.rules.states import PUBLIC, SHOWN
from undersigned.petitions.rules.texts import hash_of


def findings() -> list[str]:
    """One sentence per fault; empty when the room is in order."""
    return [*_not_open(), *_texts(), *_versions(), *_states(), *_photos(Path(settings.MEDIA_ROOT) / PHOTO_FOLDER)]


def _not_open() -> Iterator[str]:
    """Everything public was opened in the log, under the text and the rules that stand here."""
    opened = dict(Event.objects.filter(type="open", set_aside="").values_list("pid", "fields"))
    first = dict(TextVersion.objects.filter(v=1).values_list("petition_id", "text_hash"))
    for petition in Petition.objects.filter(state__in=SHOWN).iterator():
        fields = opened.get(petition.pid)
        if fields is None:
            yield f"petition {petition.slug} is public and the log has no open event for it"
        elif fields != f"1 {first.get(petition.pk)} {hash_of(petition.rules_text)}":
            yield f"petition {petition.slug} was opened in the log under another text or other rules"


def _texts() -> Iterator[str]:
    """Fixed texts have the hash that they had; of what was deleted the hash alone is there."""
    fixed = TextVersion.objects.exclude(text_hash="").filter(petition__deleted_at=None)
    for version in fixed.select_related("petition").iterator():
        if hash_of(version.hashed_text) != version.text_hash:
            yield f"version {version.v} of petition {version.petition.slug} does not have the hash it was signed under"


def _versions() -> Iterator[str]:
    """Every petition's present version exists and has a text in the petition's own language, fixed if it is public."""
    has_text = TextVersion.objects.filter(
        petition=OuterRef("pk"), v=OuterRef("version"), texts__language=OuterRef("language")
    )
    for petition in Petition.objects.exclude(Exists(has_text)):
        yield f"petition {petition.slug} has no text of version {petition.version} in its own language"
    unfixed = TextVersion.objects.filter(petition__state__in=SHOWN, text_hash="", v__lte=F("petition__version"))
    for version in unfixed.select_related("petition"):
        yield f"version {version.v} of petition {version.petition.slug} is public and has no hash"


def _states() -> Iterator[str]:
    """States and times agree."""
    wrong = Petition.objects.filter(
        Q(state__in=SHOWN, published_at=None)
        | Q(state="closed", closed_at=None)
        | Q(state__in=["gathering", "held", "correcting", "refused", *PUBLIC], submitted_at=None)
    )
    for petition in wrong:
        yield f"petition {petition.slug} is {petition.state} and the time of that is missing"
    for petition in Petition.objects.filter(state__in=["gathering", "lapsed"], gathering=None):
        yield f"petition {petition.slug} is {petition.state} and nothing says since when and for how many supporters"


def _photos(folder: Path) -> Iterator[str]:
    """Every size that a page names is a file, here or in the shared database."""
    kept = set(PhotoFile.objects.values_list("name", flat=True))
    for photo in Photo.objects.filter(petition__deleted_at=None).select_related("petition").iterator():
        names = [file_name(photo.key, width, kind) for width in photo.widths for kind in ("webp", "jpg")]
        missing = [name for name in names if name not in kept and not (folder / name).is_file()]
        if missing:
            yield f"the photo of petition {photo.petition.slug} lacks the file {missing[0]}"
