"""A text is kept before it changes."""

from django.db import transaction

from undersigned.moderation.models import Decision, EarlierText
from undersigned.petitions.queries.listing import rest_of
from undersigned.petitions.queries.texts import original_text


def keep_text(*, decision: Decision) -> EarlierText:
    """The petition's present text, and all its other fields, stand beside this decision; call it before they change."""
    with transaction.atomic():
        text = original_text(decision.petition)
        return EarlierText.objects.create(
            petition=decision.petition,
            decision=decision,
            language=text.language,
            title=text.title,
            story=text.story,
            rest=rest_of(decision.petition),
        )
