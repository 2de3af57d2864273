"""The sentences about the count and the milestone, in the reader's language and number format."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, override

from undersigned.petitions.rules.languages import direction
from undersigned.petitions.rules.milestones import Milestone, Outcome

Words = dict[str, str]


def number_text(number: int, language: str) -> str:
    """The number as this language writes it (CLDR), in the digits 0 to 9: 25,000 · 25.000."""
    return format_decimal(number, locale=_locale(language))


def ordinal_text(number: int, language: str) -> str:
    """The number's ordinal: 1st, 22nd, 1,204th in English; elsewhere the number with a full stop, as in Turkish."""
    text = number_text(number, language)
    if not language.startswith("en"):
        return f"{text}."
    if number % 100 in {11, 12, 13}:
        return f"{text}th"
    return text + {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def counter_sentence(count: int, goal: int, language: str) -> str:
    """The count and the goal: "0 have signed. Our goal is 25,000." in this language."""
    with override(language):
        sentence = ngettext(
            "%(count)s has signed. Our goal is %(goal)s.", "%(count)s have signed. Our goal is %(goal)s.", count
        )
        return sentence % {"count": number_text(count, language), "goal": number_text(goal, language)}


def hidden_title(language: str) -> str:
    """What stands in place of a title that is hidden, in this language."""
    with override(language):
        return gettext("Title hidden by the people who run this site")


def hidden_paragraph(language: str) -> str:
    """What stands in place of a paragraph that is hidden, in this language; safe HTML."""
    words = '<p class="hidden-part" lang="{}" dir="{}">{}</p>\n'
    with override(language):
        said = gettext("A paragraph is hidden here by the people who run this site.")
    return format_html(words, language, direction(language), said)


def milestone_sentence(milestone: Milestone, language: str, now: datetime) -> str:
    """The true sentence about reaching the goal, with the time at which it is true (UTC)."""
    words = {
        "goal": number_text(milestone.goal, language),
        "rank": ordinal_text(milestone.rank, language),
        "of": number_text(milestone.of, language),
        "level": number_text(milestone.level, language),
        "time": f"{now:%H:%M} UTC",
    }
    with override(language):
        sentence = SENTENCES[milestone.outcome](milestone, words)
        if milestone.is_among_most_signed and milestone.outcome in {Outcome.CLIMBS, Outcome.LEVEL, Outcome.STAYS}:
            sentence += " " + gettext("It is then one of the most signed here.")
        return sentence


def _alone(_milestone: Milestone, words: Words) -> str:
    return gettext("It is the only petition on this site so far (as of %(time)s).") % words


def _leads(milestone: Milestone, words: Words) -> str:
    sentence = ngettext(
        "It is already the most signed of %(of)s petition on this site (as of %(time)s).",
        "It is already the most signed of %(of)s petitions on this site (as of %(time)s).",
        milestone.of,
    )
    return sentence % words


def _first(milestone: Milestone, words: Words) -> str:
    sentence = ngettext(
        "At %(goal)s it becomes the most signed of %(of)s petition on this site (as of %(time)s).",
        "At %(goal)s it becomes the most signed of %(of)s petitions on this site (as of %(time)s).",
        milestone.of,
    )
    return sentence % words


def _level(milestone: Milestone, words: Words) -> str:
    sentence = ngettext(
        "At %(goal)s it draws level with another petition: they share the %(rank)s place of %(of)s on this site "
        "(as of %(time)s).",
        "At %(goal)s it draws level with %(level)s other petitions: they share the %(rank)s place of %(of)s on this "
        "site (as of %(time)s).",
        milestone.level,
    )
    return sentence % words


def _climbs(milestone: Milestone, words: Words) -> str:
    sentence = ngettext(
        "At %(goal)s it becomes the %(rank)s most signed of %(of)s petition on this site (as of %(time)s).",
        "At %(goal)s it becomes the %(rank)s most signed of %(of)s petitions on this site (as of %(time)s).",
        milestone.of,
    )
    return sentence % words


def _stays(milestone: Milestone, words: Words) -> str:
    sentence = ngettext(
        "At %(goal)s it is still the %(rank)s most signed of %(of)s petition on this site (as of %(time)s).",
        "At %(goal)s it is still the %(rank)s most signed of %(of)s petitions on this site (as of %(time)s).",
        milestone.of,
    )
    return sentence % words


SENTENCES: Final[dict[Outcome, Callable[[Milestone, Words], str]]] = {
    Outcome.ALONE: _alone,
    Outcome.LEADS: _leads,
    Outcome.FIRST: _first,
    Outcome.LEVEL: _level,
    Outcome.CLIMBS: _climbs,
    Outcome.STAYS: _stays,
}


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
