"""What a room gives so that its rows' letters leave: one object per outbox, listed in `settings.OUTBOXES`."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from undersigned.mail.models import Outbox
from undersigned.mail.rules import FilledLetter, Letter

Row = TypeVar("Row", bound=Outbox)


class Outboxed(ABC, Generic[Row]):
    """One kind of row that is its own outbox."""

    model: ClassVar[type[Outbox]]
    together: ClassVar[int] = 1
    """How many rows may be claimed at once: more than one only where `windows` counts those of the same claim."""
    fair_by: ClassVar[str] = ""
    """Column of a foreign key whose owners take turns; without one all are served in order of age."""

    @abstractmethod
    def render(self, row: Row, now: datetime) -> Letter | FilledLetter | None:
        """The letter that the row asks for, or None where nothing is to be sent any more."""

    def join(self, rows: Sequence[Row]) -> None:
        """Brings what `windows` and `render` read beside these rows, in as few questions as can be."""

    def window(self, row: Row, now: datetime) -> datetime | None:  # noqa: ARG002 - most rooms have no cap
        """When a cap lets the letter leave, or None: now. Called in the transaction that claims the row."""
        return None

    def windows(self, rows: Sequence[Row], now: datetime) -> list[datetime | None]:
        """`window` for each of these rows, in order."""
        return [self.window(row, now) for row in rows]

    def sent_columns(self, row: Row) -> dict[str, Any]:  # noqa: ARG002 - most rooms keep nothing more
        """What else becomes true of the row when this letter has left, unless another was asked for meanwhile."""
        return {}

    def sent(self, row: Row, now: datetime) -> None:
        """Notes that a letter left although another was asked for meanwhile; in the transaction that settles it."""


@cache
def outboxes() -> Sequence[Outboxed[Outbox]]:
    """All outboxes in order of urgency."""
    return tuple(import_string(path)() for path in settings.OUTBOXES)
