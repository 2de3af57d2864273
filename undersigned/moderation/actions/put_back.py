"""Show a petition again that was taken down; a two-person act."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.accounts.rules import ActImpossible, NotAllowed
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.rules import AlreadyDecided, AppealOpen, Kind
from undersigned.petitions.actions.put_back import put_back as put_petition_back


def put_back(*, subject: int, detail: str, reason: str, by: Account, now: datetime) -> None:  # noqa: ARG001 - of all such acts
    """The petition `subject` is shown again, closed, and its starter gets a letter with the reason; one transaction.

    ActImpossible where it is not taken down any more, or an appeal waits: an appeal is answered. Called when the
    proposal is approved; nobody else calls it.
    """

    def effect(_reason: Reason) -> None:
        put_petition_back(petition_id=subject, now=now)

    try:
        decide(
            kind=Kind.PUT_BACK,
            petition_id=subject,
            reason=Reason(reason),
            by=by,
            now=now,
            effect=effect,
            is_by_two=True,
        )
    except (AlreadyDecided, AppealOpen, NotAllowed) as fault:
        raise ActImpossible from fault
