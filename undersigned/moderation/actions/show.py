"""Show a hidden part of a public petition again."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.models import Decision
from undersigned.moderation.parts import parts_of
from undersigned.moderation.rules import Kind, PartUnknown
from undersigned.petitions.actions.hide_part import hide_part
from undersigned.petitions.models import Petition


def show(*, petition_id: int, part: str, words: str = "", by: Account, now: datetime) -> Decision:
    """The part stands in public again and the starter is told; one transaction.

    Raises what `decide` raises, and PartUnknown where no such part is hidden.
    """

    def effect(_reason: Reason) -> None:
        hidden = {one.name for one in parts_of(Petition.objects.get(pk=petition_id)) if one.is_hidden}
        if part not in hidden:
            raise PartUnknown
        hide_part(petition_id=petition_id, part=part, is_hidden=False, now=now)

    reason = Reason(words, part=part)
    return decide(kind=Kind.SHOW, petition_id=petition_id, reason=reason, by=by, now=now, effect=effect)
