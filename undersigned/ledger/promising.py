"""The key that promises an entry to a signer at once. Web workers hold it; the log's own key only the publisher."""

from datetime import timedelta

from django.conf import settings

from undersigned.keys.secrets import read_secret
from undersigned.ledger.queries import log_state
from undersigned.ledger.rules import PROMISE_SLACK
from undersigned.ledger.site import first_origin
from undersigned.tlog.notes import Signer
from undersigned.tlog.promises import key_name


def log_origin() -> str:
    """The name of the log: the one it was opened with, or the one that it will get at the publisher's first start."""
    state = log_state()
    return state.origin if state is not None else first_origin()


def promise_signer(origin: str) -> Signer:
    """The key that promises for the log of this name."""
    return Signer(key_name(origin), read_secret(settings.UNDERSIGNED.secrets_folder, "promise"))


def promise_within(patience: timedelta = timedelta()) -> timedelta:
    """How long an event may wait until it stands in the published log: two rounds and what a takeover takes.

    `patience`: what it may wait for others before that (`ledger.waiting.patience`).
    """
    return timedelta(seconds=2 * settings.UNDERSIGNED.round_seconds) + PROMISE_SLACK + patience
