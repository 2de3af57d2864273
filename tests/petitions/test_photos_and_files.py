"""Photos of a petition, and petitions from a file, against the database and the media folder."""

from pathlib import Path

import pytest

from tests.makers import make_draft, make_photo, make_picture, make_published
from undersigned.petitions.actions.attach_photo import attach_photo
from undersigned.petitions.actions.describe_photo import describe_photo
from undersigned.petitions.actions.import_petition import import_petition
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.remove_photo import remove_photo
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.models import Petition, Photo
from undersigned.petitions.queries.findings import findings
from undersigned.petitions.queries.texts import original_text
from undersigned.petitions.rules.files import parse_file
from undersigned.petitions.rules.photos import PhotoRefused
from undersigned.petitions.rules.states import State, StepRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(house):
    return Path(house) / "media"


def test_a_photo_is_kept_in_files_named_by_content(now, media):
    draft = make_draft(now)
    make_photo(draft, now)
    photo = Photo.objects.get()
    files = sorted(path.name for path in (media / "photos").iterdir())
    assert files == sorted(f"{photo.key}-{width}.{kind}" for width in (480, 640) for kind in ("jpg", "webp"))
    describe_photo(petition_id=draft.pk, caption="Platform two", link="https://p.example/", now=now)
    photo.refresh_from_db()
    assert (photo.caption, photo.link) == ("Platform two", "https://p.example/")
    remove_photo(petition_id=draft.pk, now=now)
    assert not Photo.objects.exists()
    assert sorted(path.name for path in (media / "photos").iterdir()) == files


def test_a_refused_photo_leaves_everything_as_it_was(now, media):
    draft = make_draft(now)
    make_photo(draft, now)
    with pytest.raises(PhotoRefused):
        attach_photo(petition_id=draft.pk, content=b"no", caption="", link="", media=media, now=now)
    assert Photo.objects.get().caption == "The platform"


def test_a_published_petition_keeps_its_photo(now, media):
    petition = make_published(now)
    with pytest.raises(StepRefused):
        attach_photo(petition_id=petition.pk, content=make_picture(), caption="", link="", media=media, now=now)
    assert not media.exists()


def test_a_changed_photo_calls_the_letter_back_too(now):
    draft = make_draft(now)
    submit(petition_id=draft.pk, account=None, publication="immediate", now=now)
    make_photo(draft, now)
    assert Petition.objects.get(pk=draft.pk).state == State.DRAFT


FILE = """---
title: Sunday at the library
language: tr
addressees: [Kavakdere Belediyesi]
goal: 25000
image:
  file: library.jpg
  caption: Kütüphane
---
**Pazar** günü de.
"""


def test_a_file_becomes_a_held_petition_with_all_that_it_says(now, media):
    petition = import_petition(file=parse_file(FILE), image=make_picture(), account=None, media=media, now=now)
    assert (petition.state, petition.slug, petition.goal) == (State.HELD, "sunday-at-the-library", 25_000)
    assert original_text(petition).story == "**Pazar** günü de."
    assert petition.photo.caption == "Kütüphane"
    assert publish(petition_id=petition.pk, now=now).state == State.PUBLISHED
    assert findings() == []


def test_a_file_with_a_broken_image_leaves_nothing(now, media):
    with pytest.raises(PhotoRefused):
        import_petition(file=parse_file(FILE), image=b"no", account=None, media=media, now=now)
    assert not Petition.objects.exists()
