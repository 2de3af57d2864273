"""Questions about outgoing mail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.db.models import Min, QuerySet

from undersigned.mail.models import MailboxLetter, MailSwitch, Outbox
from undersigned.mail.outboxes import Outboxed, outboxes
from undersigned.mail.rules import End

LINK_LINE = re.compile(r"^\s*(https?://\S+)\s*$", re.MULTILINE)
CODE_LINE = re.compile(r"^\s*(\d{6})\s*$", re.MULTILINE)
PROMISED_WITHIN = timedelta(hours=2)
WORTH_A_NOTE = timedelta(minutes=5)
PUT_OFF_OFTEN = 3


@dataclass(frozen=True, slots=True)
class MailboxEntry:
    """One letter of the demo's mailbox, with the first link and code that stand alone on a line."""

    id: int
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str
    link: str | None
    code: str | None


def mailbox(to: str | None = None, *, limit: int = 200) -> list[MailboxEntry]:
    """Letters of the demo's mailbox, newest first; of one address where `to` is given."""
    rows = MailboxLetter.objects.order_by("-pk")
    if to is not None:
        rows = rows.filter(to=to.strip())
    return [_entry(row) for row in rows[:limit]]


def _entry(row: MailboxLetter) -> MailboxEntry:
    link, code = LINK_LINE.search(row.text), CODE_LINE.search(row.text)
    return MailboxEntry(
        id=row.pk,
        to=row.to,
        subject=row.subject,
        sent_at=row.sent_at,
        text=row.text,
        html=row.html,
        link=link.group(1) if link else None,
        code=code.group(1) if code else None,
    )


def pause_reason() -> str | None:
    """Why outgoing mail is paused, or None while it flows."""
    return MailSwitch.objects.values_list("reason", flat=True).first()


def due_rows(outbox: Outboxed[Outbox], now: datetime) -> QuerySet[Outbox]:
    """Rows whose letters are due, those in a worker's hand included."""
    return outbox.model._default_manager.filter(letter_due__lte=now)


def owners_waiting(outbox: Outboxed[Outbox], now: datetime) -> dict[int, datetime]:
    """Since when each owner's oldest letter has been due, the oldest first. Reads an index entry or two per owner."""
    with connection.cursor() as cursor:
        cursor.execute(_owners(outbox), [connection.ops.adapt_datetimefield_value(now)])
        found = [(int(owner), _moment(due)) for owner, due in cursor.fetchall()]
    return dict(sorted(found, key=lambda entry: entry[1]))


def _owners(outbox: Outboxed[Outbox]) -> str:
    """Steps from owner to owner by the index; DISTINCT would read every letter that waits."""
    meta = outbox.model._meta
    table = connection.ops.quote_name(meta.db_table)
    owner = connection.ops.quote_name(f"{outbox.fair_by}_id")
    waits = "letter_due IS NOT NULL"
    first = f"SELECT {owner} FROM {table} WHERE {waits}"  # noqa: S608 - names of our own
    return (
        f"WITH RECURSIVE line(owner) AS (SELECT ({first} ORDER BY {owner} LIMIT 1) UNION ALL "  # noqa: S608
        f"SELECT ({first} AND {owner} > line.owner ORDER BY {owner} LIMIT 1) FROM line WHERE line.owner IS NOT NULL) "
        f"SELECT owner, due FROM (SELECT line.owner, (SELECT letter_due FROM {table} WHERE {owner} = line.owner "
        f"AND {waits} ORDER BY letter_due LIMIT 1) AS due FROM line) AS oldest WHERE due <= %s"
    )


def _moment(value: datetime | str) -> datetime:
    """SQLite knows no zones: what Django wrote there is in UTC."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def oldest_due(now: datetime) -> datetime | None:
    """When the letter that has waited longest was due, or None where none is due. Cheap, however many wait."""
    return min((due for outbox in outboxes() if (due := _oldest(outbox, now)) is not None), default=None)


def _oldest(outbox: Outboxed[Outbox], now: datetime) -> datetime | None:
    if outbox.fair_by:
        return next(iter(owners_waiting(outbox, now).values()), None)
    due: datetime | None = due_rows(outbox, now).aggregate(oldest=Min("letter_due"))["oldest"]
    return due


def waiting_letters(now: datetime) -> dict[str, int]:
    """How many letters are due, by the rows that ask for them; counted up to 100,000 each."""
    return {outbox.model._meta.label: due_rows(outbox, now)[:100_000].count() for outbox in outboxes()}


def findings(now: datetime) -> Iterator[str]:
    """What is wrong with outgoing mail, a sentence each: letters that nobody can explain to wait so long."""
    if pause_reason() is not None:
        return
    for outbox in outboxes():
        late = outbox.model._default_manager.filter(letter_due__lt=now - PROMISED_WITHIN).count()
        if late:
            yield f"{late} letters of {outbox.model._meta.label} have been due for more than {PROMISED_WITHIN}"


def notes(now: datetime) -> Iterator[str]:
    """What somebody who runs the site should know of outgoing mail, though nothing is wrong with the data."""
    oldest = oldest_due(now)
    if oldest is not None and now - oldest > WORTH_A_NOTE:
        yield f"letters are taking about {round((now - oldest).total_seconds() / 60)} minutes"
    reason = pause_reason()
    if reason is not None:
        yield f"outgoing mail is paused ({reason}); `undersigned mail resume` lets it flow"
    for outbox in outboxes():
        waiting = outbox.model._default_manager.filter(letter_due__isnull=False, letter_end=End.LATER.value)
        if number := waiting.filter(letter_tries__gte=PUT_OFF_OFTEN).count():
            yield (
                f"{number} letters of {outbox.model._meta.label} were put off {PUT_OFF_OFTEN} times or more by the "
                "mail server; they are tried again every hour"
            )


def counted_notes() -> Iterator[str]:
    """As `notes`, of letters that no longer wait. Looks at every row that ever had a letter: not for a page."""
    for outbox in outboxes():
        unsure = outbox.model._default_manager.filter(letter_end=End.UNSURE.value, letter_due__isnull=True).count()
        if unsure:
            yield (
                f"{unsure} letters of {outbox.model._meta.label} were broken off twice while being handed over; "
                "they may have arrived, and leave again when their reader asks"
            )
