"""Publish a held petition."""

from datetime import datetime

from undersigned.accounts.models import Account
from undersigned.moderation.actions.decide import Reason, decide
from undersigned.moderation.models import Decision
from undersigned.moderation.rules import Kind
from undersigned.petitions.actions.publish import publish as publish_petition


def publish(*, petition_id: int, by: Account, revision: int | None = None, now: datetime) -> Decision:
    """The petition stands in public, the decision is recorded and the starter's letter waits; one transaction.

    Raises NotAllowed unless `by` is a moderator or an administrator, AlreadyDecided where it isn't held any more,
    PetitionChanged where it is not at the `revision` that the moderator read, TextIncomplete.
    """

    def effect(_reason: Reason) -> None:
        publish_petition(petition_id=petition_id, revision=revision, now=now)

    return decide(kind=Kind.PUBLISH, petition_id=petition_id, reason=Reason(), by=by, now=now, effect=effect)
