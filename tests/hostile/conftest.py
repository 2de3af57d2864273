"""A petition before the public, and the moment: views ask the clock themselves."""

from datetime import UTC, datetime

import pytest

from tests.makers import make_published
from undersigned.petitions.models import Petition


@pytest.fixture
def moment() -> datetime:
    """Now."""
    return datetime.now(UTC)


@pytest.fixture
def petition(db: None, moment: datetime) -> Petition:
    """A published petition in English."""
    return make_published(moment)
