"""Sends the letters that are due, the most urgent outbox first; undersigned/mail/courier.py says what it promises."""

from undersigned.mail.courier import Clock, Courier


def deliver(*, clock: Clock, limit: int = 200) -> int:
    """Sends up to `limit` letters that are due and returns how many left; 0 while mail is paused or unreachable."""
    courier = Courier(clock=clock)
    try:
        return courier.carry(limit=limit)
    finally:
        courier.close()
