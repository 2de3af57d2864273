"""A signing form as it is shown again: what was typed, and what is wrong in words beside each field."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from undersigned.signatures.rules.requests import SigningForm
from undersigned.signatures.words import field_error
from undersigned.web.public.changes import Change

ORDER = ("name", "email", "country", "place")


@dataclass(frozen=True, slots=True)
class ShownForm:
    """Typed values and errors, by field name; faults that belong to no field stand in the summary alone."""

    values: dict[str, str] = field(default_factory=dict, repr=False)
    errors: dict[str, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    """What is different from the text that was read."""

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Pairs (field, message) in the order of the form."""
        known = [(name, self.errors[name]) for name in ORDER if name in self.errors]
        others = [("name", message) for name, message in self.errors.items() if name not in ORDER]
        return known + others

    @property
    def shows_name(self) -> bool:
        """Was "show my name" ticked?"""
        return "show_name" in self.values

    @property
    def wants_updates(self) -> bool:
        """Was "send me news" ticked?"""
        return "updates" in self.values


EMPTY = ShownForm()


def shown_again(form: SigningForm) -> ShownForm:
    """The refused form with words for each code."""
    return ShownForm(form.values, {name: field_error(name, code) for name, code in form.errors.items()})


def shown_changed(form: SigningForm, since: list[Change]) -> ShownForm:
    """The form of somebody who read an older text: nothing was signed, the change and the newer text are shown."""
    words = _("The text has changed since you opened this page. Please read it again, then sign what it says now.")
    return ShownForm(form.values, {"version": words}, since)
