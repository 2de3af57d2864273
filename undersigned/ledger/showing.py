"""How much of the log a page may speak of at a moment."""

from datetime import datetime

from undersigned.ledger.models import LogState


def shown_size(now: datetime) -> int:
    """Entries of which a page may speak at `now`: those published, from the moment on at which every process may."""
    state = LogState.objects.only("published_size", "previous_size", "show_at").first()
    if state is None:
        return 0
    return state.published_size if state.show_at is None or now >= state.show_at else state.previous_size
