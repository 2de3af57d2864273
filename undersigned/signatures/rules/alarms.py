"""When an attack is felt: far more than usual, on a petition or on the whole site."""

from datetime import datetime, timedelta
from typing import Final

PETITION_FLOOR: Final = 120
"""Signings a minute below which nothing is an attack, however quiet a petition usually is."""
SITE_FLOOR: Final = 600
TIMES_USUAL: Final = 10
USUAL_OVER: Final = timedelta(hours=24)
"""What is usual is the mean of so many whole hours before this one."""
LASTS: Final = timedelta(minutes=15)
"""An alarm stands for so long after it was last felt."""
RENEWED_WITHIN: Final = timedelta(minutes=12)
"""An alarm that ends sooner is renewed when it is felt; a later end spares a write with every batch."""


BY_HAND_AT_MOST: Final = timedelta(days=7)
WORDS_AT_MOST: Final = 500


class AlarmRefused(Exception):
    """Nobody rings or ends an alarm without words, or for longer than BY_HAND_AT_MOST; `.code` is words or ends_at."""

    def __init__(self, code: str) -> None:
        """Remember what is wrong."""
        super().__init__(code)
        self.code = code


def checked_words(words: str) -> str:
    """Why, without blanks around it; raises AlarmRefused."""
    words = words.replace("\x00", "").strip()
    if not any(letter.isalnum() for letter in words) or len(words) > WORDS_AT_MOST:
        raise AlarmRefused("words")
    return words


def checked_end(ends_at: datetime, now: datetime) -> datetime:
    """The end of an alarm that somebody rings by hand; raises AlarmRefused."""
    if not now < ends_at <= now + BY_HAND_AT_MOST:
        raise AlarmRefused("ends_at")
    return ends_at


def is_felt(a_minute: float, received_before: int, floor: int) -> bool:
    """True where so many a minute are an attack; `received_before`: in USUAL_OVER before this hour."""
    usual = received_before / (USUAL_OVER / timedelta(minutes=1))
    return a_minute > max(floor, TIMES_USUAL * usual)
