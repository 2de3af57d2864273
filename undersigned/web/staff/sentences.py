"""What the staff are told when an act was not done."""

from typing import Final

from django.utils.translation import gettext as _

from undersigned.moderation.rules import (
    WORDS_AT_MOST,
    AlreadyDecided,
    AppealAnswered,
    AppealOpen,
    AskedBefore,
    CodeMissing,
    HeldByAnother,
    OriginalMissing,
    OwnPetition,
    PartUnknown,
    SamePerson,
    SupportersSigned,
    TakesADay,
    WordsMissing,
    WordsTooLong,
)
from undersigned.petitions.rules.states import REOPENS_WITHIN, PetitionChanged, State, StepRefused, TextIncomplete

FAULTS: Final = (WordsMissing, WordsTooLong, CodeMissing, OriginalMissing, PartUnknown)
CONFLICTS: Final = (
    AlreadyDecided,
    AppealAnswered,
    AppealOpen,
    AskedBefore,
    HeldByAnother,
    OwnPetition,
    PetitionChanged,
    SamePerson,
    StepRefused,
    SupportersSigned,
    TakesADay,
    TextIncomplete,
)


def fault_words(fault: Exception, field_of_words: str) -> tuple[str, str]:
    """The field that is wrong, and what is wrong with it."""
    if isinstance(fault, CodeMissing):
        return "code", _("Please choose the reason: the starter is told the rule behind it.")
    if isinstance(fault, OriginalMissing):
        return "original", _("Please give the address of the petition that asks for the same; it has to be public.")
    if isinstance(fault, PartUnknown):
        return "part", _("Please choose a part that the petition shows.")
    if isinstance(fault, WordsMissing) and field_of_words == "note":
        return field_of_words, _("There is nothing in this note.")
    if isinstance(fault, WordsMissing):
        return field_of_words, _("Please say why: the starter gets these words, and nothing happens without them.")
    return field_of_words, _("These are too many words: at most {count} characters.").format(count=WORDS_AT_MOST)


def conflict_words(fault: Exception) -> str:
    """Why it can't be done as things stand; nothing was changed."""
    if isinstance(fault, StepRefused) and fault.wanted == State.PUBLISHED and fault.state == State.CLOSED:
        return _("It closed more than {days} days ago and can't be opened again; nothing was changed.").format(
            days=REOPENS_WITHIN.days
        )
    sentences: dict[type[Exception], str] = {
        PetitionChanged: _(
            "The petition was changed while you read it. This is the new text; please read it before you decide."
        ),
        TextIncomplete: _("The petition lacks something that it needs to stand: a title, whom it asks, or its story."),
        HeldByAnother: _(
            "Somebody else is reading this petition now. You can take it over below; nothing was changed."
        ),
        OwnPetition: _("This is your own petition, so another person decides about it. Nothing was changed."),
        AskedBefore: _("A correction was asked for once already; now it is yes or no. Nothing was changed."),
        SupportersSigned: _(
            "Supporters have signed this very text, so nobody but the starter changes it: please ask for a correction. "
            "Nothing was changed."
        ),
    }
    other = _("Somebody decided about this petition meanwhile. This is where it stands now; nothing was changed.")
    return (sentences | _about_appeals()).get(type(fault), other)


def _about_appeals() -> dict[type[Exception], str]:
    return {
        SamePerson: _("You took the first decision; another person answers the appeal. Nothing was changed."),
        TakesADay: _(
            "Nobody else can answer, so showing it again takes a day: please propose it below. It answers the appeal "
            "when it is done. Nothing was changed."
        ),
        AppealOpen: _("The starter has appealed: please answer the appeal below. Nothing was changed."),
        AppealAnswered: _("Somebody answered this appeal meanwhile; nothing was changed."),
    }
