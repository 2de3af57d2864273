"""What a room gives so that its rows' letters leave: one object per outbox, listed in `settings.OUTBOXES`."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import ClassVar, Generic, TypeVar

from django.conf import settings
from django.utils.module_loading import import_string

from undersigned.mail.models import Outbox
from undersigned.mail.rules import Letter

Row = TypeVar("Row", bound=Outbox)


class Outboxed(ABC, Generic[Row]):
    """One kind of row that is its own outbox."""

    model: ClassVar[type[Outbox]]

    @abstractmethod
    def render(self, row: Row, now: datetime) -> Letter | None:
        """The letter that the row asks for, or None where nothing is to be sent any more."""

    def window(self, row: Row, now: datetime) -> datetime | None:  # noqa: ARG002 - most rooms have no cap
        """When a cap lets the letter leave, or None: now. Called in the transaction that claims the row."""
        return None

    def sent(self, row: Row, now: datetime) -> None:
        """Notes that a letter left, in the transaction that settles the row: for caps and states."""


@cache
def outboxes() -> Sequence[Outboxed[Outbox]]:
    """All outboxes in order of urgency."""
    return tuple(import_string(path)() for path in settings.OUTBOXES)
