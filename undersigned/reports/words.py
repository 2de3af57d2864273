"""Sentences that several shells and letters show."""

from django.utils.translation import gettext as _

from undersigned.reports.rules.replying import REPLY_AT_MOST
from undersigned.reports.rules.reporting import WORDS_AT_MOST, Reason


def reasons() -> dict[str, str]:
    """Each reason to report, in words, in the order of the form."""
    return {
        Reason.LIBEL.value: _("It accuses somebody of something that is not true"),
        Reason.HATE.value: _("It insults, threatens or stirs up hatred"),
        Reason.PRIVACY.value: _("It gives away something private"),
        Reason.DECEPTION.value: _("It deceives: who is behind it, or what it is about"),
        Reason.ADVERTISING.value: _("It is advertising"),
        Reason.COPYRIGHT.value: _("It uses somebody's text or picture without permission"),
        Reason.OTHER.value: _("Something else that breaks the law or the terms"),
    }


def reason_words(reason: str) -> str:
    """The reason in words."""
    return reasons().get(reason, reason)


def field_error(name: str, code: str) -> str:
    """What is wrong with this field of a public form."""
    if not name:
        return _("This form can't be read. Please open the page again.")
    if code == "too_long" and name in {"words", "text"}:
        most = REPLY_AT_MOST if name == "text" else WORDS_AT_MOST
        return _("These are too many words: at most {count} characters.").format(count=most)
    if code == "too_long":
        return _("This is too long.")
    if name == "reason":
        return _("Please choose what is wrong.")
    if name == "email":
        return _("This is not an e-mail address that a letter can reach.")
    if code == "missing":
        return _missing(name)
    return _("This holds characters that can't be shown. Please type it anew.")


def _missing(name: str) -> str:
    return {
        "words": _("Please say in a few words what is wrong."),
        "name": _("Please type the name of the person or body."),
        "office": _("Please say in which office or role you reply."),
        "text": _("Please type your reply."),
    }.get(name, _("This is missing."))
