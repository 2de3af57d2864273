"""Hide one part of a public petition."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.models import Decision
from undersigned.moderation.parts import parts_of
from undersigned.moderation.rules import Kind, PartUnknown
from undersigned.petitions.actions.hide_part import hide_part
from undersigned.petitions.models import Petition


def hide(*, petition_id: int, part: str, words: str, code: str, by: Account, now: datetime) -> Decision:
    """The part is shown nowhere in public, the page says so, the starter is told why; one transaction.

    Raises what `decide` raises, and PartUnknown where the petition shows no such part.
    """

    def effect(_reason: Reason) -> None:
        shown = {one.name for one in parts_of(Petition.objects.get(pk=petition_id)) if not one.is_hidden}
        if part not in shown:
            raise PartUnknown
        hide_part(petition_id=petition_id, part=part, is_hidden=True, now=now)

    reason = Reason(words, code, part=part)
    return decide(kind=Kind.HIDE, petition_id=petition_id, reason=reason, by=by, now=now, effect=effect)
