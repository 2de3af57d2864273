"""What these pages say of codes: conditions that are refused, entries of the lists, reasons of screening, stages."""

from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from undersigned.integrity.places import place_table
from undersigned.integrity.rules.clusters import Kind
from undersigned.signatures.screening.order import REASONS as SCREENED
from undersigned.signatures.words import REASONS
from undersigned.web.templatetags import words

FAULTS: Final[dict[str, str | Promise]] = {
    "empty": _("Please give at least one condition beside the petition: this would mean everybody who signed."),
    "unknown_petition": _("There is no petition with this address."),
    "not_a_network": _("This is no address and no network, like 192.0.2.7 or 192.0.2.0/24."),
    "too_wide": _("This network is too wide: at the widest /8, or /24 of IPv6."),
    "not_a_domain": _("This is no mail domain, like example.org or *.example.org."),
    "not_a_country": _("Please choose a country from the list."),
    "not_an_address": _("This is not an e-mail address that a letter can reach."),
    "not_a_time": _("Please write date and time like 2026-03-03T12:00."),
    "before_since": _("The end must be after the beginning."),
    "too_long": _("This is too long: at most 120 characters."),
    "too_many_stars": _("At most three stars fit into a pattern."),
    "says_too_little": _("Please write at least three letters or digits: this would meet far too many."),
    "not_a_choice": _("Please choose one of the possibilities."),
    "too_many_labels": _("A wildcard before more than three parts can't be tried out."),
}


def fault_words(code: str) -> str:
    """What to say of a refused value."""
    return str(FAULTS.get(code) or FAULTS["not_a_choice"])


def held_words(reason: str) -> str:
    """Why screening held a letter, in the language that is active."""
    known = SCREENED.get(reason)
    return gettext(known.words) if known else reason


def subject_words(kind: str, subject: str) -> str:
    """What a cluster is about, as one reads it: places by their names, minutes as times."""
    if kind == Kind.MINUTE:
        return str(words.moment(datetime.fromisoformat(subject)))
    if kind != Kind.AREA:
        return subject
    country, _, place = subject.partition(" ")
    known = place_table().get((country, place))
    return ", ".join(filter(None, [known.name if known else place, words.country_name(country)]))


def log_reasons() -> list[tuple[str, str]]:
    """Reasons for a removal, as the log says them and in words; `lost` is the recovery's alone."""
    return [(code, f"{code}: {words}") for code, words in REASONS.items() if code != "lost"]


def words_fault() -> str:
    """Nothing happens without words."""
    return str(_("Please say why, in at most 2,000 characters: it stands in the audit trail."))


def sealed_words() -> str:
    """Why an objection can't be accepted any more."""
    return gettext(
        "Nothing was changed: the signatures of this petition are sealed, and none can be put back any more. "
        "Please decline, and tell the signer why."
    )
