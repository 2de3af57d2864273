"""The sentences of this room that letters and pages share."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

KINDS: Final[dict[str, str | Promise]] = {
    "network": gettext_lazy("from one network"),
    "domain": gettext_lazy("with one mail domain"),
    "minute": gettext_lazy("within one minute"),
    "names": gettext_lazy("with addresses of one pattern"),
    "area": gettext_lazy("from an area in which hardly so many people live"),
}


def kind_words(kind: str) -> str:
    """What is concentrated, in the language that is active."""
    return str(KINDS[kind])
