"""A photo that was hidden, or whose petition was taken down, is served to nobody, whoever uploads it again."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.makers import make_draft, make_held, make_photo, make_picture
from tests.signing import make_staff
from undersigned.accounts.models import Account
from undersigned.moderation.actions.hide import hide
from undersigned.moderation.actions.show import show
from undersigned.moderation.actions.take_down import take_down
from undersigned.petitions.actions.attach_photo import attach_photo
from undersigned.petitions.actions.publish import publish
from undersigned.petitions.actions.submit import submit
from undersigned.petitions.models import Petition, Photo
from undersigned.petitions.rules.photos import PhotoRefused

pytestmark = pytest.mark.django_db


@pytest.fixture
def nora(now: datetime) -> Account:
    return make_staff(now=now)


def pictured(now: datetime, title: str) -> Petition:
    """A public petition with the photo that all of these have."""
    held = make_held(now, title=title)
    make_photo(held, now)
    return publish(petition_id=held.pk, now=now)


def address_of(petition: Petition) -> str:
    page = Client().get(f"/en/petitions/{petition.slug}/").content.decode()
    found = re.search(r'src="(/media/[^"]+)"', page)
    assert found
    return found[1]


def status(address: str) -> int:
    return Client().get(address).status_code


def remove(petition: Petition, how: str, by: Account, now: datetime) -> None:
    if how == "hide":
        hide(petition_id=petition.pk, part="photo", words="It shows a child.", code="privacy", by=by, now=now)
    else:
        take_down(petition_id=petition.pk, words="It shows a child.", code="privacy", by=by, now=now)


@pytest.mark.parametrize("how", ["hide", "take_down"])
def test_a_draft_does_not_bring_it_back(house: Path, nora: Account, now: datetime, how: str) -> None:
    petition = pictured(now, "A night train")
    address = address_of(petition)
    older = make_draft(now, title="Older")
    make_photo(older, now)
    assert status(address) == 200
    remove(petition, how, nora, now)
    assert status(address) == 404
    newer = make_draft(now, title="Newer")
    with pytest.raises(PhotoRefused) as refused:
        attach_photo(
            petition_id=newer.pk,
            content=make_picture(),
            caption="",
            link="",
            media=Path(settings.MEDIA_ROOT),
            now=now,
        )
    assert refused.value.code == "taken_down"
    assert not Photo.objects.filter(petition=newer).exists()
    assert status(address) == 404


@pytest.mark.parametrize("how", ["hide", "take_down"])
def test_a_draft_that_had_it_before_is_handed_in_without_it(
    house: Path, nora: Account, now: datetime, how: str
) -> None:
    petition = pictured(now, "A night train")
    address = address_of(petition)
    older = make_draft(now, title="Older")
    make_photo(older, now)
    remove(petition, how, nora, now)
    submit(petition_id=older.pk, account=nora, publication="immediate", now=now)
    assert not Photo.objects.filter(petition=older).exists()
    assert status(f"/en/petitions/{Petition.objects.get(pk=older.pk).slug}/") == 200
    assert status(address) == 404


@pytest.mark.parametrize("how", ["hide", "take_down"])
def test_another_public_petition_keeps_it(house: Path, nora: Account, now: datetime, how: str) -> None:
    first, second = pictured(now, "A night train"), pictured(now, "A day train")
    address = address_of(first)
    remove(first, how, nora, now)
    assert status(address) == 200
    make_photo(make_draft(now, title="A third train"), now)
    remove(second, how, nora, now)
    assert status(address) == 404


def test_a_cache_that_asks_again_hears_that_it_is_gone(house: Path, nora: Account, now: datetime) -> None:
    petition = pictured(now, "A night train")
    address = address_of(petition)
    tag = {"If-None-Match": Client().get(address)["ETag"]}
    assert Client().get(address, headers=tag).status_code == 304
    remove(petition, "hide", nora, now)
    assert Client().get(address, headers=tag).status_code == 404


def test_shown_again_it_is_served_and_can_be_used(house: Path, nora: Account, now: datetime) -> None:
    petition = pictured(now, "A night train")
    address = address_of(petition)
    remove(petition, "hide", nora, now)
    show(petition_id=petition.pk, part="photo", words="", by=nora, now=now)
    assert status(address) == 200
    make_photo(make_draft(now, title="Another train"), now)
