"""What the thread that renews pages says of a fault holds no words of the database, which may quote a row."""

from collections.abc import Collection
from typing import Any

from structlog.testing import capture_logs

from tests.web.door.still import Told
from undersigned.config.logs import fault_without_values
from undersigned.petitions.rules.marks import PageMark
from undersigned.web.door.kept import Kept
from undersigned.web.door.renewing import Renewal


def quoting(_slugs: Collection[str]) -> dict[str, PageMark]:
    raise ValueError("DETAIL: Key (email)=(ada@example.org)")


def test_pages_that_are_not_renewed_are_told_without_the_databases_words() -> None:
    renewal = Renewal(Kept(), quoting, Told().render)
    with capture_logs() as lines:
        waiting = renewal.want(b"/en/petitions/night-train/", "night-train")
        assert waiting is not None
        waiting.result(20)
        renewal.stop()
    [line] = lines
    event: dict[str, Any] = dict(line)
    written = fault_without_values(None, "warning", event)
    assert written["fault"] == "builtins.ValueError"
    assert "ada@example.org" not in str(written)
