"""Makes state by calling actions, so that no test lives in a state that the system can't reach."""

import io
from datetime import datetime
from pathlib import Path

from django.conf import settings
from PIL import Image

from undersigned.petitions.actions.attach_photo import attach_photo
from undersigned.petitions.actions.begin_draft import begin_draft
from undersigned.petitions.actions.import_petition import import_petition
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.drafts import AddresseeChoice, DraftChange, SourceEntry
from undersigned.petitions.rules.files import PetitionFile

STORY = """The last train leaves at 21:40.

# What we ask

A train at **23:10**, every day.
"""


def make_draft(now: datetime, *, title: str = "A night train to Kavakdere", language: str = "en") -> Petition:
    """A draft with all that it needs to be handed in."""
    petition = begin_draft(language=language, now=now)
    change = DraftChange(
        title=title,
        story=STORY,
        addressees=(AddresseeChoice("Brambleworth Railways", "Board", "Brambleworth"),),
        sources=(SourceEntry("Timetable 2026", "Brambleworth Railways", "2026", "https://railways.example/timetable"),),
        starter_name="Mehtap Kıvılcım",
    )
    return save_draft(petition_id=petition.pk, change=change, now=now)


def make_held(
    now: datetime, *, title: str = "A night train to Kavakdere", language: str = "en", goal: int | None = None
) -> Petition:
    """A petition from a file that waits for a moderator."""
    file = PetitionFile(
        title=title,
        story=STORY,
        language=language,
        addressees=("Brambleworth Railways", "The town council of Kavakdere"),
        goal=goal,
        place="Kavakdere",
        topics=("transport",),
        sources=(SourceEntry("Timetable 2026", "Brambleworth Railways", "2026", "https://railways.example/timetable"),),
        image=None,
        starter="Mehtap Kıvılcım",
        note="",
    )
    return import_petition(file=file, image=None, account=None, media=Path(settings.MEDIA_ROOT), now=now)


def make_published(
    now: datetime, *, title: str = "A night train to Kavakdere", language: str = "en", goal: int | None = None
) -> Petition:
    """A petition that stands before the public; its `open` event waits for the log's next round."""
    held = make_held(now, title=title, language=language, goal=goal)
    return publish(petition_id=held.pk, now=now)


def make_picture(width: int = 640, height: int = 400, kind: str = "JPEG", *, mode: str = "RGB") -> bytes:
    """A small picture's file."""
    target = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert(mode).save(target, kind)
    return target.getvalue()


def make_photo(petition: Petition, now: datetime) -> None:
    """The petition, a draft or held, has a photo."""
    media = Path(settings.MEDIA_ROOT)
    attach_photo(petition_id=petition.pk, content=make_picture(), caption="The platform", link="", media=media, now=now)
