"""Whole pages, kept as bytes."""

from undersigned.web.door.answers import Answer


def page(path: bytes, accept_encoding: bytes, if_none_match: bytes) -> Answer | None:  # noqa: ARG001 - nothing is kept yet
    """The kept answer for this path, or None where Django is to be asked."""
    return None
