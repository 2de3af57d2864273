"""Every process reads the lists anew."""

from django.db.models import F

from undersigned.signatures.models import ScreeningState
from undersigned.signatures.screening.board import forget_board


def renew_lists() -> None:
    """The number that processes look at has moved; this one looks at once. In the caller's transaction."""
    ScreeningState.objects.get_or_create(pk=1)
    ScreeningState.objects.filter(pk=1).update(version=F("version") + 1)
    forget_board()
