"""What supporters gave goes with the petition that does not become public."""

from datetime import datetime
from typing import Any

import pytest

from tests.cast import MEHTAP, OSCAR, SUHARSA
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_staff, token_in
from tests.supporting import (
    choose,
    fresh,
    make_asked,
    make_gathering,
    make_supporter,
    moderated,
    work,
)
from undersigned.keys.petition_keys import KeysDestroyed, petition_keys
from undersigned.moderation.actions.refuse import refuse as refuse_petition
from undersigned.petitions.actions.lapse_gatherings import lapse_gatherings
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.findings import findings as petition_findings
from undersigned.petitions.rules.supporters import GATHERS_FOR
from undersigned.signatures.findings import findings
from undersigned.signatures.letter_pages import letter_of
from undersigned.signatures.mine import own_signatures
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import find_signature
from undersigned.signatures.rules.outcomes import Standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asking(house: object, settings: Any) -> None:
    choose(settings)


@pytest.fixture
def petition(now: datetime) -> Petition:
    return make_gathering(now)


def test_refused_the_supporters_data_goes(petition: Petition, now: datetime, mailbox: PostOffice) -> None:
    make_asked(petition, SUHARSA, mailbox=mailbox, now=now)
    held = moderated(petition, mailbox, now)
    refuse_petition(petition_id=held.pk, words="No addressee.", code="unclear", by=make_staff(now=now), now=now)
    work(now)
    assert not Signature.objects.filter(petition=held).exists()
    assert list(findings(now)) == []


def test_what_finds_no_supporters_in_time_lapses_with_all_that_they_gave(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=now)
    assert lapse_gatherings(now=now + GATHERS_FOR) == 0
    late = now + GATHERS_FOR.__class__(seconds=1) + GATHERS_FOR
    assert lapse_gatherings(now=late) == 1
    assert lapse_gatherings(now=late) == 0
    work(late)
    assert fresh(petition).state == "lapsed"
    assert not Signature.objects.filter(petition=petition).exists()
    with pytest.raises(KeysDestroyed):
        petition_keys(petition.pid)
    deliver_all(now=late)
    assert "did not find its supporters in time" in mailbox.last(MEHTAP.email).subject
    assert own_signatures(OSCAR.email, "en") == ()
    assert find_signature(petition.slug, OSCAR.email) == []
    assert petition_findings() == []


def test_the_same_token_reads_the_letter_until_the_petition_is_gone(
    petition: Petition, now: datetime, mailbox: PostOffice
) -> None:
    make_supporter(petition, OSCAR, mailbox=mailbox, now=now)
    link = token_in(mailbox.last(OSCAR.email))
    page = letter_of(link, now)
    assert page is not None
    assert page.standing is Standing.SUPPORTING
    lapse_gatherings(now=now + 2 * GATHERS_FOR)
    work(now + 2 * GATHERS_FOR)
    assert letter_of(link, now) is None
