"""What the reasons of decisions say to people: in letters, on the desk, on public pages."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.moderation.rules import Code, Kind, is_secret
from undersigned.petitions.rules.hiding import (
    ADDRESSEE,
    NOTE,
    PARAGRAPH,
    PHOTO,
    PLACE,
    SOURCE,
    STARTER,
    STORY,
    TITLE,
)

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason: its name, what it says to the starter, and the rule of the house behind it."""

    name: Text
    text: Text
    rule: Text


RULES: Final[dict[Code, Rule]] = {
    Code.DUPLICATE: Rule(
        gettext_lazy("The same is asked already"),
        gettext_lazy("Another petition asks for the same thing from the same addressee."),
        gettext_lazy("One petition for one request, so that all who want it stand in one place."),
    ),
    Code.UNCLEAR: Rule(
        gettext_lazy("It is not clear what is asked"),
        gettext_lazy("A reader can't tell from the text what is to be done, or where, or by when."),
        gettext_lazy("A petition says what is to be done in words that a stranger understands."),
    ),
    Code.NO_REQUEST: Rule(
        gettext_lazy("It asks for nothing"),
        gettext_lazy("The text states an opinion or a grievance and does not ask anybody to do anything."),
        gettext_lazy("A petition asks for something that somebody can do."),
    ),
    Code.ADDRESSEE: Rule(
        gettext_lazy("Not for this addressee"),
        gettext_lazy("The addressee named can't decide what is asked; somebody else can."),
        gettext_lazy("A petition goes to somebody in whose power the thing lies."),
    ),
    Code.DECIDED: Rule(
        gettext_lazy("Already decided"),
        gettext_lazy("What is asked was done, or was decided for good, before the petition came."),
        gettext_lazy("A petition asks for something that is still open."),
    ),
    Code.PERSON: Rule(
        gettext_lazy("About a person"),
        gettext_lazy(
            "It is about the case or the conduct of one private person, who can't answer here as an office can."
        ),
        gettext_lazy("A petition is about what an office, a body or a law does, not about a private person."),
    ),
    Code.UNSOURCED: Rule(
        gettext_lazy("A claim has no source"),
        gettext_lazy("A claim of fact on which the petition rests can't be found in any source that it gives."),
        gettext_lazy("A claim of fact comes with a source that a reader can open."),
    ),
    Code.LIBEL: Rule(
        gettext_lazy("It may harm somebody's good name"),
        gettext_lazy("It says something of somebody that may be untrue and would do them harm."),
        gettext_lazy("Nothing is said of anybody that can harm them and is not shown to be true."),
    ),
    Code.HATE: Rule(
        gettext_lazy("It insults or threatens"),
        gettext_lazy("It insults, threatens or calls for violence against people, or for hatred of a group."),
        gettext_lazy("Nobody is insulted or threatened, and no hatred is called for."),
    ),
    Code.PRIVACY: Rule(
        gettext_lazy("It shows what is private"),
        gettext_lazy("It shows something about somebody's private life, or data by which they can be found."),
        gettext_lazy("What is private about others is not published."),
    ),
    Code.ADVERTISING: Rule(
        gettext_lazy("It advertises"),
        gettext_lazy("It promotes goods, a service, a business or a collection of money."),
        gettext_lazy("A petition sells nothing and collects no money."),
    ),
    Code.COURT: Rule(
        gettext_lazy("A court or an authority has ordered it"),
        gettext_lazy("An order that we have to follow forbids us to show it."),
        gettext_lazy("An order of a court or an authority is followed, and its reference is kept."),
    ),
}


def rule_of(code: str) -> Rule | None:
    """What this code says to the starter; None for "" and for what is on no list."""
    return RULES[Code(code)] if code in set(Code) else None


def public_name(code: str) -> str:
    """What everybody may read of this reason; secret ones look all alike."""
    rule = rule_of(code)
    if rule is None or is_secret(code):
        return _("A reason that can't be told in public, since telling it would repeat the harm")
    return str(rule.name)


def code_choices() -> list[tuple[str, str]]:
    """The reasons for a form of the staff: secret ones say so."""
    return [
        (
            code.value,
            _("%(reason)s (not told in public)") % {"reason": rule.name} if is_secret(code) else str(rule.name),
        )
        for code, rule in RULES.items()
    ]


def part_words(part: str) -> str:
    """The name of a part that can be hidden alone; "" for none."""
    if part.startswith(SOURCE):
        return _("source %(number)s") % {"number": part.removeprefix(SOURCE)}
    if part.startswith(ADDRESSEE):
        return _("addressee %(number)s") % {"number": part.removeprefix(ADDRESSEE)}
    if part.startswith(PARAGRAPH):
        return _("paragraph %(number)s of the story") % {"number": part.removeprefix(PARAGRAPH)}
    return {
        TITLE: _("the title"),
        STORY: _("the whole story"),
        PHOTO: _("the photo"),
        STARTER: _("the starter's name"),
        PLACE: _("the place"),
        NOTE: _("the note"),
    }.get(part, "")


def kind_words(kind: str) -> str:
    """What was decided."""
    return {
        Kind.PUBLISH: _("Published"),
        Kind.REFUSE: _("Refused"),
        Kind.CORRECT: _("Asked for a correction"),
        Kind.EDIT: _("Changed by the staff before publication"),
        Kind.STOP: _("Stopped"),
        Kind.HIDE: _("A part hidden"),
        Kind.SHOW: _("A part shown again"),
        Kind.TAKE_DOWN: _("Taken down"),
        Kind.REOPEN: _("Opened again"),
        Kind.UPHOLD: _("Appeal turned down"),
        Kind.PUT_BACK: _("Shown again"),
        Kind.DELETE: _("Deleted, with everything about those who signed"),
    }[Kind(kind)]


def field_words(name: str) -> str:
    """The name of a field that was changed before publication."""
    return {
        "addressees": _("Addressees"),
        "sources": _("Sources"),
        "photo": _("Photo"),
        "place": _("Place"),
        "topics": _("Topics"),
        "goal": _("First goal"),
        "handover": _("What the addressee receives"),
        "starter_name": _("Name"),
        "is_sensitive": _("Signing this may bring somebody into danger"),
    }[name]
