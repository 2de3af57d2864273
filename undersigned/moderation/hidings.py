"""What is hidden of a petition now, and why: for everybody, and for the starter."""

from dataclasses import dataclass

from undersigned.moderation.models import Decision
from undersigned.moderation.rules import Kind
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.hiding import hidden_parts


@dataclass(frozen=True, slots=True)
class Hiding:
    """One part that is hidden."""

    part: str
    decision: Decision | None
    """The last one that hid it."""

    @property
    def code(self) -> str:
        """Why; words of the room say what of it may be told in public."""
        return self.decision.code if self.decision else ""


def hidings(petition: Petition) -> tuple[Hiding, ...]:
    """Every part that is hidden, by name; one query."""
    hidden = sorted(hidden_parts(petition.hidden))
    if not hidden:
        return ()
    rows = Decision.objects.filter(petition=petition, kind=Kind.HIDE, part__in=hidden).order_by("pk")
    last = {row.part: row for row in rows}
    return tuple(Hiding(part, last.get(part)) for part in hidden)
