"""Filters that put numbers, dates, languages and states into the reader's language, by CLDR.

Every template has them without loading (a builtin library). Numbers for programs, in attributes, take `plain`.
"""

from datetime import UTC, date, datetime, timedelta

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, format_timedelta
from babel.numbers import format_percent
from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from undersigned.accounts.verbs import verb_words as verb_in_words
from undersigned.accounts.words import role_words as role_in_words
from undersigned.moderation.words import Rule, rule_of
from undersigned.moderation.words import field_words as words_of_field
from undersigned.moderation.words import kind_words as words_of_kind
from undersigned.moderation.words import part_words as words_of_part
from undersigned.moderation.words import public_name as words_in_public
from undersigned.petitions.queries.supporting import Gathered
from undersigned.petitions.rules.languages import direction as direction_of
from undersigned.petitions.words import number_text
from undersigned.signatures.words import supporters_sentence

register = template.Library()


def active_locale() -> Locale:
    """The CLDR locale of the active language; English where CLDR does not know the language."""
    return locale_of(get_language() or "en")


def locale_of(code: str) -> Locale:
    """The CLDR locale of a language code; English where CLDR does not know it.

    Plain "en" is the world's English, not one country's: 24 November 2026.
    """
    if code == "en":
        return Locale.parse("en_001")
    try:
        return Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@register.filter
def number(value: int | None) -> str:
    """A whole number with the grouping of the reader's language: "25,000", "25.000"; as the sentences write it."""
    return "" if value is None else number_text(value, get_language() or "en")


@register.filter
def percent(value: int) -> str:
    """A whole number of hundredths as the reader's language writes it: "12%", "%12"."""
    return format_percent(value / 100, locale=active_locale())


@register.filter
def plain(value: int | None) -> str:
    """A number for programs: digits only."""
    return "" if value is None else str(value)


@register.filter
def day(value: date | datetime | None) -> str:
    """A date in words: "24 November 2026"."""
    return format_date(value, format="long", locale=active_locale()) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """An hour of the day in UTC: "14:00 UTC"."""
    if value is None:
        return ""
    return f"{format_time(value.astimezone(UTC), format='HH:mm', locale=active_locale())} UTC"


@register.filter
def moment(value: datetime | None) -> str:
    """A date and hour: "24 November 2026, 14:00 UTC"."""
    return f"{day(value.astimezone(UTC))}, {clock(value)}" if value else ""


@register.filter
def since(value: datetime | None, now: datetime) -> str:
    """How long ago in one rounded unit: "3 hours ago"."""
    return format_timedelta(value - now, add_direction=True, locale=active_locale()) if value else ""


@register.filter
def duration(value: timedelta | None) -> str:
    """A length of time in one rounded unit: "3 hours"."""
    return format_timedelta(value, locale=active_locale()) if value else ""


@register.filter
def stamp(value: date | datetime | None) -> str:
    """A time for programs (the datetime attribute): ISO 8601."""
    return value.isoformat() if value else ""


@register.filter
def direction(language: str | None) -> str:
    """The writing direction of a language: "rtl" or "ltr"."""
    return direction_of(language or "")


@register.filter
def language_words(language: str | None) -> str:
    """A language's name in the reader's language.

    Named so that `{% load i18n %}`, whose own language_name is always English, does not hide it.
    """
    if not language:
        return ""
    return locale_of(language).get_language_name(active_locale()) or language


@register.filter
def country_name(code: str | None) -> str:
    """A country's name in the reader's language, from its alpha-2 code."""
    return str(active_locale().territories.get(code or "", code or ""))


@register.filter
def state_words(state: str) -> str:
    """A petition's state in words."""
    return {
        "draft": _("Draft"),
        "unconfirmed": _("Waiting for the starter to confirm"),
        "gathering": _("Looking for supporters"),
        "lapsed": _("Not enough supporters in time"),
        "held": _("Being checked"),
        "correcting": _("With its starter, to be corrected"),
        "appeals": _("Appeals"),
        "published": _("Open for signatures"),
        "refused": _("Not published"),
        "closed": _("Closed"),
        "taken_down": _("Taken down"),
    }.get(state, state)


@register.filter
def entry(words: dict[str, str], key: str) -> str:
    """What a table of words says for this key; the key itself where it says nothing."""
    return words.get(key, key)


@register.filter
def how_far(gathering: Gathered) -> str:
    """How many have confirmed of the supporters that a petition needs."""
    return supporters_sentence(gathering)


@register.filter
def role_words(role: str) -> str:
    """A role's name."""
    return role_in_words(role)


@register.filter
def verb_words(verb: str) -> str:
    """What somebody of the staff did."""
    return verb_in_words(verb)


@register.filter
def figure(sentence: str, value: int) -> SafeString:
    """A sentence with its first mention of a number set as a large figure."""
    shown = number(value)
    before, found, after = sentence.partition(shown)
    if not found:
        return conditional_escape(sentence)
    place = "" if before.strip() else " first"
    return format_html('{}<b class="figure{}"><bdi>{}</bdi></b>{}', before, place, shown, after)


@register.filter
def elided(pages: int, here: int) -> list[int | None]:
    """The page numbers worth showing round a page: the ends and its neighbours; None where some are left out."""
    shown = sorted({1, pages, *(n for n in (here - 1, here, here + 1) if 1 <= n <= pages)})
    numbers: list[int | None] = []
    for n in shown:
        if numbers and isinstance(numbers[-1], int) and n - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(n)
    return numbers


@register.filter
def kind_words(kind: str) -> str:
    """What was decided, in words."""
    return words_of_kind(kind)


@register.filter
def rule_words(code: str) -> Rule | None:
    """The reason and the rule behind it, for the starter and the staff; None without a code."""
    return rule_of(code)


@register.filter
def public_reason(code: str) -> str:
    """What everybody may read of the reason."""
    return words_in_public(code)


@register.filter
def part_words(part: str) -> str:
    """The name of a part that can be hidden alone."""
    return words_of_part(part)


@register.filter
def field_words(name: str) -> str:
    """The name of a field that was changed before publication."""
    return words_of_field(name)
