"""Show a petition again that was taken down; a two-person act."""

from datetime import datetime

from django.db import transaction

from undersigned.accounts.models import Account
from undersigned.accounts.rules import ActImpossible, NotAllowed
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.appeals import open_appeals
from undersigned.moderation.models import Appeal
from undersigned.moderation.queries import others_who_decide, stop_of
from undersigned.moderation.rules import AlreadyDecided, AppealOpen, Kind
from undersigned.petitions.actions.put_back import put_back as put_petition_back
from undersigned.petitions.models import Petition


def put_back(*, subject: int, detail: str, reason: str, by: Account, now: datetime) -> None:  # noqa: ARG001 - of all such acts
    """The petition `subject` is shown again, closed, and its starter gets a letter with the reason; one transaction.

    ActImpossible where it is not taken down any more, or an appeal waits that another person could answer; where there
    is none this answers it. Called when the proposal is approved or its day is over; nobody else calls it.
    """

    def effect(_reason: Reason) -> None:
        put_petition_back(petition_id=subject, stop=stop_of(subject), now=now)

    why, kind = Reason(reason), Kind.PUT_BACK
    try:
        with transaction.atomic():
            # With the petition's lock no appeal comes between the look for one and the decision.
            Petition.objects.select_for_update().get(pk=subject)
            appeal = None if others_who_decide(by.pk) else _waiting(subject)
            decide(
                kind=kind, petition_id=subject, reason=why, by=by, now=now, effect=effect, appeal=appeal, is_by_two=True
            )
    except (AlreadyDecided, AppealOpen, NotAllowed) as fault:
        raise ActImpossible from fault


def _waiting(petition_id: int) -> Appeal | None:
    """The appeal against the taking down that waits for its answer."""
    return next((one for one in open_appeals(petition_id) if one.decision.kind == Kind.TAKE_DOWN), None)
