"""What can be turned off, and how soon everybody knows. Pure."""

from enum import StrEnum
from typing import Final

KNOWN_WITHIN_SECONDS: Final = 2.0
"""How old what a process knows of the switches may be."""
LONGEST_REASON: Final = 200


class Switch(StrEnum):
    """One thing that can be turned off."""

    SIGNING = "signing"
    """New signatures; confirming and everything else goes on."""
    CHARTS = "charts"
    SIMILAR = "similar"
    """Petitions like the one that somebody is about to start."""
    STARTER_MAIL = "starter_mail"
    """Letters that tell starters of decisions; they wait."""


class ReasonMissing(Exception):
    """Nothing is turned off without words that can be shown."""
