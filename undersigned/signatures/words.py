"""The sentences of this room: what is wrong in a form, and what stands beside it before one signs."""

from collections.abc import Callable

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from undersigned.petitions.queries.supporting import Gathered
from undersigned.petitions.rules.states import Handover
from undersigned.petitions.rules.supporters import Supporters
from undersigned.petitions.words import number_text
from undersigned.signatures.rules.consents import read_consent
from undersigned.signatures.rules.exporting import Purpose

FIELD_ERRORS: dict[tuple[str, str], str | Promise] = {
    ("name", "missing"): gettext_lazy("Please write your name."),
    ("name", "no_letter"): gettext_lazy("A name has at least one letter or digit."),
    ("email", "missing"): gettext_lazy(
        "Please write your e-mail address: the letter that confirms your signature goes there."
    ),
    ("email", "too_long"): gettext_lazy("This is too long for an e-mail address."),
    ("email", "not_one"): gettext_lazy("Please write one address only."),
    ("email", "control"): gettext_lazy("The address contains characters that cannot be seen. Please type it anew."),
    ("email", "literal"): gettext_lazy("Please write an address with a domain name, like name@example.org."),
    ("email", "lookalike"): gettext_lazy(
        "The address contains a letter that only looks like another one. Please type it anew."
    ),
    ("email", "not_an_address"): gettext_lazy("This is not a whole e-mail address. It looks like name@example.org."),
    ("country", "missing"): gettext_lazy("Please choose your country."),
    ("country", "unknown_country"): gettext_lazy("Please choose a country from the list."),
    ("", "wrong_type"): gettext_lazy("The form arrived in a way that we cannot read. Please send it from the page."),
    ("", "too_long"): gettext_lazy("More arrived than this form can hold. Please shorten what you wrote."),
}
"""What is said of a code at one field; other codes mean the same everywhere."""

ANYWHERE: dict[str, str | Promise] = {
    "missing": gettext_lazy("Please fill in this field."),
    "too_long": gettext_lazy("This is too long: at most 120 characters."),
    "line_break": gettext_lazy("Please write this on one line."),
    "control": gettext_lazy("This contains characters that are no writing. Please type it anew."),
    "direction": gettext_lazy(
        "This contains signs that turn the direction of writing. Please type it anew without them."
    ),
    "invisible": gettext_lazy("This contains characters that cannot be seen. Please type it anew."),
    "no_letter": gettext_lazy("There is no letter or digit in this."),
    "broken_text": gettext_lazy("Some characters arrived broken. Please type this anew."),
    "repeated": gettext_lazy("This field came more than once. Please send the form from the page."),
    "version_broken": gettext_lazy("The page was incomplete. Please read the petition again and sign then."),
}


def field_error(field: str, code: str) -> str:
    """What to say beside the field, in the language that is active."""
    return str(FIELD_ERRORS.get((field, code)) or ANYWHERE[code])


def consent_sentences(handover: str, retention_months: int, language: str) -> list[str]:
    """What stands beside the form in this language: what is kept, why, until when, what the addressee will receive."""
    with translation.override(language):
        return [_kept(), _why(), _until(retention_months), HANDED_OVER[Handover(handover)](), _shown()]


def consented_sentences(code: str, language: str) -> list[str]:
    """The sentences that a stored code stands for."""
    _edition, handover, months = read_consent(code)
    return consent_sentences(handover, months, language)


def _kept() -> str:
    return _(
        "We keep your name, your e-mail address and your place encrypted, and your country, the day and your choices "
        "on this form as they are."
    )


def _why() -> str:
    return _(
        "We use them to confirm your signature, to count every person once, and to write to you about this signature; "
        "for nothing else without your consent."
    )


def _until(months: int) -> str:
    return ngettext(
        "All of it is made unreadable {months} month after the petition closes, and 30 days from now if you do not "
        "confirm.",
        "All of it is made unreadable {months} months after the petition closes, and 30 days from now if you do not "
        "confirm.",
        months,
    ).format(months=months)


def _nothing() -> str:
    return _("The addressee receives nothing about you.")


def _number() -> str:
    return _("The addressee receives the number of signatures and nothing about you.")


def _names() -> str:
    return _("The addressee receives the names and places of those who signed, and never an e-mail address.")


def _shown() -> str:
    return _("Your name is shown on this page only if you choose so, and you can have it hidden again.")


HANDED_OVER: dict[Handover, Callable[[], str]] = {
    Handover.NOTHING: _nothing,
    Handover.NUMBER: _number,
    Handover.NAMES: _names,
}


REASONS: dict[str, str | Promise] = {
    "duplicate": gettext_lazy("The same person had signed more than once; one of the signatures stays."),
    "bounced": gettext_lazy("Letters to the address come back, so that nobody can say that it was them."),
    "bot": gettext_lazy("It looked as if a program had signed, not a person."),
    "rules": gettext_lazy("It broke a rule of this petition or of this site."),
    "legal": gettext_lazy("A law or a court asked for it."),
    "audit": gettext_lazy("A check of drawn signatures could not confirm it."),
    "lost": gettext_lazy("An older copy of the database came back, which does not know whose signature it was."),
}
"""Why a signature was taken out, by the word that the public log has for it."""


def reason_sentence(reason: str) -> str:
    """What the log's word for a removal means, in the language that is active."""
    return str(REASONS[reason])


def purpose_words(purpose: Purpose, number: int = 0) -> tuple[str, str]:
    """What a file of signers is for, and who is in it."""
    shown = number_text(number, translation.get_language() or "en")
    if purpose is Purpose.HANDOVER:
        names = ngettext(
            "Names and places of {number} signer, to whom the form said that the addressee receives them. No e-mail "
            "address.",
            "Names and places of {number} signers, to whom the form said that the addressee receives them. No e-mail "
            "address.",
            number,
        )
        return _("Hand over to the addressee"), names.format(number=shown)
    news = ngettext(
        "E-mail addresses and names of {number} signer who asked for news of the petition. They are for such letters "
        "alone, and not for the starter.",
        "E-mail addresses and names of {number} signers who asked for news of the petition. They are for such letters "
        "alone, and not for the starter.",
        number,
    )
    return _("Send news of the petition"), news.format(number=shown)


def supporters_sentence(found: Supporters | Gathered) -> str:
    """How many have confirmed, of how many, in the language that is active."""
    return ngettext(
        "{confirmed} of {needed} supporter has confirmed.",
        "{confirmed} of {needed} supporters have confirmed.",
        found.needed,
    ).format(confirmed=min(found.confirmed, found.needed), needed=found.needed)
