"""The doctor notes what screening can't know."""

from datetime import datetime
from typing import Any

import pytest

from undersigned.console.doctor import check_house


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "is_noted"),
    [
        ({"trusted_proxies": ()}, True),
        ({"trusted_proxies": (), "screening": "observe"}, True),
        ({"trusted_proxies": (), "screening": "off"}, False),
        ({"trusted_proxies": ("127.0.0.1",)}, False),
    ],
)
def test_where_no_proxy_is_named(settings: Any, now: datetime, changes: dict[str, object], is_noted: bool) -> None:
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update=changes)
    noted = [note for note in check_house(now).notes if "UNDERSIGNED_TRUSTED_PROXIES" in note]
    assert len(noted) == is_noted
