"""A receiver of the webhook's messages."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integrity.receiving import Receiver, receiving


@pytest.fixture
def receiver(settings: Any, house: object) -> Iterator[type[Receiver]]:
    """Somebody listens at the address of the settings."""
    with receiving() as url:
        settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"alert_webhook": url})
        yield Receiver
