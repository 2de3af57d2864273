"""Sentences about the staff that pages and letters share: roles, acts that take two, what the audit trail says."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from undersigned.accounts.rules import Role, Standing, TwoPersonAct


def role_words(role: str) -> str:
    """A role's name."""
    return {
        Role.MODERATOR: _("Moderator"),
        Role.INTEGRITY: _("Integrity"),
        Role.ADMINISTRATOR: _("Administrator"),
        Role.READER: _("Reader"),
    }.get(Role(role), _("No role"))


def role_hints() -> list[tuple[str, str, str]]:
    """Each role with its name and what one does with it."""
    hints = {
        Role.READER: _("Sees what the staff see, and changes nothing."),
        Role.MODERATOR: _("Decides about petitions, takes signatures out and puts them back."),
        Role.INTEGRITY: _("Guards the numbers: screening, clusters, removals."),
        Role.ADMINISTRATOR: _("All of this, and who has which role."),
    }
    return [(role.value, role_words(role), hint) for role, hint in hints.items()]


def act_words(act: str) -> str:
    """What takes two people."""
    return {
        TwoPersonAct.GRANT_ROLE: _("give a role to somebody"),
        TwoPersonAct.PUT_BACK: _("show a petition again that was taken down"),
        TwoPersonAct.DELETE_PETITION: _("delete a petition with everything about those who signed it"),
        TwoPersonAct.EXPORT: _("make a file of signers who agreed to it"),
    }[TwoPersonAct(act)]


def standing_words(standing: str) -> str:
    """Where a proposal stands."""
    return {
        Standing.WAITING: _("Waiting"),
        Standing.DONE: pgettext("what was proposed", "Done"),
        Standing.CANCELLED: _("Turned down"),
        Standing.EXPIRED: _("Expired"),
        Standing.FAILED: _("Was not possible any more"),
    }[Standing(standing)]
