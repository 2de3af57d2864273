"""Language, topics and what the addressee receives: the guided start and the desk ask for them alike."""

from django.utils.translation import gettext as _

from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.rules import writing
from undersigned.petitions.rules.drafts import MOST_TOPICS
from undersigned.petitions.rules.languages import OFFERED
from undersigned.petitions.rules.states import Handover


def read_topics(typed: str) -> tuple[str, ...]:
    """The topics between the commas; WritingRefused."""
    parts = dict.fromkeys(writing.line(part, 40) for part in typed.replace("،", ",").replace("、", ",").split(","))
    topics = tuple(part for part in parts if part)
    if len(topics) > MOST_TOPICS:
        raise writing.WritingRefused("too_long")
    return topics


def language_choices(draft: Draft) -> list[tuple[str, str]]:
    """Languages to choose from; the one that the draft has is always among them."""
    offered = list(OFFERED)
    return offered if draft.language in dict(offered) else [(draft.language, draft.language), *offered]


def handover_choices() -> list[tuple[str, str, str]]:
    """What the addressee may receive, each with what that means for those who sign."""
    return [
        (Handover.NUMBER.value, _("The number of signatures"), _("Nobody's name leaves this site.")),
        (
            Handover.NAMES.value,
            _("Names and places of all who signed"),
            _("Everybody is told so before signing; fewer people may sign."),
        ),
        (Handover.NOTHING.value, _("Nothing"), _("The page itself is the message.")),
    ]
