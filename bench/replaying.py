"""The replay itself: everybody arrives by the door, letters leave and are confirmed, staff act upon an alert.

Imported once a house is open (bench.replay) or in a test.
"""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from unittest.mock import patch
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from bench.crowd_2016 import SCRIPT_DOMAIN, Arrival
from bench.replay_report import Report
from tests.cast import Person
from tests.signing import publish_all, signing_form
from tests.web.door.asking import Reply, django_application, reply_to, sent_form
from undersigned.accounts.models import Account
from undersigned.console.auditing import audit
from undersigned.console.log_source import LogSource
from undersigned.console.proving import Trust
from undersigned.integrity.actions.find_clusters import find_clusters
from undersigned.integrity.actions.plan_campaign import plan_campaign
from undersigned.integrity.actions.start_campaign import start_campaign
from undersigned.integrity.queries import alerts, campaign_page
from undersigned.integrity.rules.conditions import read_conditions
from undersigned.jobs.actions.run_due import run_due
from undersigned.jobs.models import Job
from undersigned.ledger.queries import log_vkey
from undersigned.ledger.site import log_folder
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.add_entry import add_entry
from undersigned.signatures.actions.confirm import confirm_many
from undersigned.signatures.actions.refuse_held import refuse_held
from undersigned.signatures.actions.release_held import release_held
from undersigned.signatures.fields import origin_key
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import read_handle, token_of
from undersigned.signatures.rules.entries import Effect, Subject
from undersigned.signatures.rules.origins import DOMAIN_PLACE, MARK_BYTES, end_mark
from undersigned.signatures.rules.states import STANDING, WAITING, State
from undersigned.signatures.screening.counted import held_signatures
from undersigned.tlog.notes import parse_vkey
from undersigned.web.door import gathers, signing
from undersigned.web.door.door import Door
from undersigned.web.public import signing as form_view

STEP = timedelta(minutes=1)
SWEEP = timedelta(minutes=10)
LONGEST = timedelta(hours=80)
"""After the last arrival nothing can wait for longer."""
HANDLE = re.compile(rb'name="handle" value="([^"]+)"')
BY_DJANGO = 50
"""One of so many forms is answered by Django instead of the door."""


@dataclass
class Clock:
    """The plan's time."""

    now: datetime

    def moment(self) -> datetime:
        return self.now


@contextmanager
def entrance(clock: Clock) -> Iterator[Door]:
    """A door whose gather and whose pages live in the plan's time."""
    signing.moulds.forget()
    gather = gathers.begin()
    told = SimpleNamespace(now=lambda _zone: clock.now)
    try:
        with patch.object(gathers, "datetime", told), patch.object(form_view, "moment", clock.moment):
            yield Door(django_application())
    finally:
        gather.close(20)
        signing.moulds.forget()


class Replay:
    """One petition, one crowd; used once."""

    def __init__(
        self,
        petition: Petition,
        staff: Account,
        people: Sequence[Arrival],
        *,
        staff_after: timedelta,
        step: timedelta = STEP,
    ) -> None:
        """`staff_after`: how long after the first alert about the scripts' domain the staff act.

        Who arrives within a `step` arrives at once; a longer one is for crowds in which nobody bursts.
        """
        self._petition, self._staff, self._people, self._staff_after = petition, staff, people, staff_after
        self._step = step
        self._clock = Clock(people[0].at)
        self._kinds: dict[UUID, str] = {}
        self._held: set[UUID] = set()
        self._alerted: datetime | None = None
        self._has_acted = False
        self.report = Report()

    def run(self) -> Report:
        """Everything, until nobody waits any more; then the staff look once more, and an auditor counts."""
        self.report.figures["arrived"].update(one.kind for one in self._people)
        with entrance(self._clock) as door, asyncio.Runner() as loop:
            self._arrive(door, loop)
            until = self._clock.now + LONGEST
            while self._is_anybody_waiting() and self._clock.now < until:
                self._clock.now += SWEEP
                self._sweep()
                self._confirm()
        if self._alerted is not None:
            self._act()
        self._count()
        return self.report

    def _arrive(self, door: Door, loop: asyncio.Runner) -> None:
        place, swept = 0, self._clock.now
        while place < len(self._people):
            self._clock.now = max(self._clock.now + self._step, min(self._people[place].at, swept + SWEEP))
            due = place
            while due < len(self._people) and self._people[due].at <= self._clock.now:
                due += 1
            if due > place:
                loop.run(self._sign(door, self._people[place:due]))
                self._note(self._people[place:due])
            place = due
            self._confirm()
            if self._clock.now - swept >= SWEEP:
                swept = self._clock.now
                self._sweep()

    async def _sign(self, door: Door, due: Sequence[Arrival]) -> None:
        first = self.report.answers.number
        ways = [door if number % BY_DJANGO else door._application for number in range(first, first + len(due))]
        self._replies = await asyncio.gather(*map(self._send, ways, due))

    async def _send(self, application: object, one: Arrival) -> Reply:
        person = Person(one.name, one.email, one.country, one.place)
        form = signing_form(self._petition, person, website=one.trap)
        site = settings.UNDERSIGNED.site_url
        path = f"/en/petitions/{self._petition.slug}/sign"
        request = sent_form(path, form, host=urlsplit(site).netloc, origin=site)
        return await reply_to(application, **request, peer=one.network)  # type: ignore[arg-type]

    def _note(self, due: Sequence[Arrival]) -> None:
        """What became of these as they came, and what they saw of it."""
        handles = [_handle(reply) for reply in self._replies]
        ids = [_row_of(handle) for handle in handles]
        rows = {row.pk: row for row in Signature.objects.filter(pk__in=ids).only("state", "reason")}
        for one, reply, handle, pk in zip(due, self._replies, handles, ids, strict=True):
            row = rows[pk]
            self._kinds[pk] = one.kind
            seen = _plain(reply, one.email, handle)
            self.report.answers.number += 1
            if row.state == State.PENDING:
                self.report.answers.free.add(seen)
                continue
            self.report.answers.caught[seen] += 1
            self.report.reasons[row.reason, one.kind] += 1
            if row.state == State.HELD:
                self._held.add(pk)
            self.report.figures["held" if row.state == State.HELD else "refused"][one.kind] += 1

    def _confirm(self) -> None:
        """Letters that are due leave, and all are confirmed."""
        due = list(Signature.objects.filter(state=State.PENDING, letter_due__lte=self._clock.now))
        for row in due:
            if row.pk in self._held and row.letter_due is not None:
                self.report.waits.setdefault(self._kinds[row.pk], []).append(row.letter_due - row.created_at)
        confirmed = confirm_many([token_of(row) for row in due], now=self._clock.now)
        assert all(confirmed)
        self.report.figures["confirmed"].update(self._kinds[row.pk] for row in due)

    def _sweep(self) -> None:
        """What the worker does every ten minutes; and the staff, once they have read its letter."""
        release_held(now=self._clock.now)
        began = time.monotonic()
        find_clusters(now=self._clock.now)
        self.report.looks.append(time.monotonic() - began)
        if self._alerted is None and any(_is_about_scripts(one.kind, one.subject) for one in alerts()):
            self._alerted = self._clock.now
            self.report.first_alert = self._clock.now - min(one.at for one in self._people if one.is_forged)
        if self._alerted is not None and not self._has_acted and self._clock.now >= self._alerted + self._staff_after:
            self._has_acted = True
            self._act()

    def _act(self) -> None:
        """Staff have looked at a sample of the domain that a cluster points at, and tell "voice812" from a student."""
        now, who = self._clock.now, f"account {self._staff.pk}"
        entry = {"subject": Subject.DOMAIN, "value": SCRIPT_DOMAIN, "effect": Effect.REFUSE}
        add_entry(**entry, note="A cluster.", actor=who, now=now)  # type: ignore[arg-type]
        mark, place = end_mark(origin_key(), SCRIPT_DOMAIN), DOMAIN_PLACE * MARK_BYTES
        held = held_signatures(self._petition.slug, limit=len(self._people))
        rows = [one.id for one in held if one.origin[place : place + MARK_BYTES] == mark]
        self.report.figures["never let go"].update(self._kinds[pk] for pk in rows)
        refuse_held(rows=rows, actor=who, note="A cluster.", now=now)
        wanted = read_conditions({"petition": self._petition.slug, "domain": SCRIPT_DOMAIN})
        campaign = plan_campaign(conditions=wanted, by=self._staff, now=now)
        _work(now)
        if campaign_page(campaign).found:
            start_campaign(campaign=campaign, reason="bot", words="A cluster.", by=self._staff, now=now)
            _work(now)

    def _count(self) -> None:
        """What stands in the end, by the database and by the log."""
        report, now = self.report, self._clock.now
        report.clusters.update(alert.kind for alert in alerts())
        for state, figure in ((State.REMOVED, "taken out"), *((state, "stand") for state in STANDING)):
            ids = Signature.objects.filter(state=state).values_list("pk", flat=True)
            report.figures[figure].update(self._kinds[pk] for pk in ids)
        publish_all(now=now)
        report.standing = Signature.objects.filter(state__in=STANDING).count()
        report.verified = _verified(self._petition.pid)

    def _is_anybody_waiting(self) -> bool:
        return Signature.objects.filter(state__in=WAITING).exists()


def _is_about_scripts(kind: str, subject: str) -> bool:
    return kind == "domain" and subject == SCRIPT_DOMAIN


def _verified(pid: str) -> int:
    """The petition's count by a recount of the public log from its entries alone."""
    trust, source = Trust(parse_vkey(log_vkey() or "")), LogSource(str(log_folder().path))
    result = audit(source, trust.open(source.checkpoint()), lambda _done: None, workers=0)
    assert result.contradiction is None, result.contradiction
    return result.lines[pid].c


def _work(now: datetime) -> None:
    while Job.objects.filter(action__startswith="undersigned.integrity.actions.", due__lte=now).exists():
        run_due(clock=lambda: now)


def _handle(reply: Reply) -> bytes:
    assert reply.status == 200, reply.status
    found = HANDLE.search(reply.body)
    assert found is not None
    return found[1]


def _row_of(handle: bytes) -> UUID:
    row = read_handle(handle.decode())
    assert row is not None
    return row


def _plain(reply: Reply, email: str, handle: bytes) -> bytes:
    """The answer without Date, handle and the address that was typed; its length is told by what is left."""
    assert int(reply.headers["content-length"]) == len(reply.body)
    headers = {name: value for name, value in reply.headers.items() if name not in {"date", "content-length"}}
    body = reply.body.replace(handle, b"-" * len(handle)).replace(email.encode(), b"ADDRESS")
    return b"\n".join([str(sorted(headers.items())).encode(), body])
