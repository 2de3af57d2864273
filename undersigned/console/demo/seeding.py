"""Makes the demonstration: all that happened in its past weeks happens again, in order, by the house's own actions."""

import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from undersigned.console.demo.crowd import Somebody, people
from undersigned.console.demo.people import PASSWORD, STAFF, STARTER, STARTER_NAME
from undersigned.console.demo.plan import (
    DRAFT,
    PLAN,
    Planned,
    Standing,
    closed_at,
    moments,
    published_at,
    signing_times,
)
from undersigned.console.main import open_house
from undersigned.console.petition import read_file

if TYPE_CHECKING:
    from undersigned.signatures.rules.requests import SigningRequest

SEED = 1838
"""The same people sign at the same distances from now in every demonstration; keys and the log are its own."""
SIGNED_BEFORE_CLOSE = timedelta(minutes=1)

Tell = Callable[[int, int], None]


class SeedingFailed(Exception):
    """The house did not do what the demonstration needs."""


@dataclass(frozen=True, slots=True)
class Stood:
    """A published petition of the demonstration, as signing needs it."""

    id: int
    slug: str
    pid: str
    language: str


@dataclass(slots=True)
class Moment:
    """What happens at one time: publications, signatures, jobs, closings, then a round of the log."""

    now: datetime
    publications: list[Planned] = field(default_factory=list)
    signings: list[tuple[Planned, Somebody]] = field(default_factory=list)
    closings: list[Planned] = field(default_factory=list)


def main() -> int:
    """Makes the database and fills it; for the process that `undersigned demo` starts."""
    open_house()
    from undersigned.console.migrate import migrate_all
    from undersigned.console.statics import collect

    started = time.monotonic()
    migrate_all()
    progress = Progress()
    seed(now=datetime.now(UTC), plan=PLAN, tell=progress)
    collect()
    progress.end(time.monotonic() - started)
    return 0


def seed(*, now: datetime, plan: Sequence[Planned], tell: Tell) -> None:
    """The planned petitions stand, signed and counted, with their rounds of the log; nobody has been mailed.

    The database must be new. `tell` hears how many signatures are done, of how many.
    """
    from undersigned.ledger.actions.open_log import open_log

    history = history_of(plan, now)
    total = sum(len(moment.signings) for moment in history)
    open_log(now=history[0].now)
    accounts = make_accounts(now=history[0].now)
    stood: dict[str, Stood] = {}
    done = 0
    for moment in history:
        for planned in moment.publications:
            stood[planned.name] = publish(planned, accounts[STARTER], moment.now)
        sign(moment, stood)
        end(moment, stood)
        issue_round(moment.now)
        done += len(moment.signings)
        tell(done, total)
    make_draft(now)


def history_of(plan: Sequence[Planned], now: datetime) -> list[Moment]:
    """All that happens, by time; the same for the same plan."""
    times = moments(now)
    history = [Moment(time) for time in times]
    for number, planned in enumerate(plan):
        history[published_at(planned, times, now)].publications.append(planned)
        drawn = random.Random(SEED + number)  # noqa: S311 - no secret is drawn
        places = sorted(signing_times(planned, times, now, drawn))
        for place, somebody in zip(places, people(planned.crowd, len(places), seed=number), strict=True):
            history[place].signings.append((planned, somebody))
        if planned.standing is Standing.CLOSED:
            history[closed_at(planned, times, now)].closings.append(planned)
    return history


def make_accounts(*, now: datetime) -> dict[str, int]:
    """Ids of the accounts by address: one starter, one moderator, both with the password that everybody may know."""
    from undersigned.accounts.actions.create_staff import create_staff
    from undersigned.accounts.actions.ensure_account import ensure_account
    from undersigned.accounts.actions.set_password import set_password

    starter = ensure_account(email=STARTER, language="en", name=STARTER_NAME, now=now)
    set_password(account_id=starter.pk, password=PASSWORD)
    # Nobody who only looks round has an authenticator at hand; the pages say so (docs/decisions/0026).
    staff = create_staff(
        email=STAFF,
        role="moderator",
        password=PASSWORD,
        language="en",
        is_factor_exempt=True,
        by="demonstration",
        now=now,
    )
    return {STARTER: starter.pk, STAFF: staff.pk}


def publish(planned: Planned, starter_id: int, now: datetime) -> Stood:
    """The petition is imported and, unless it is to be held, published."""
    from django.conf import settings

    from undersigned.accounts.queries import account_by_id
    from undersigned.petitions.actions.import_petition import import_petition
    from undersigned.petitions.actions.publish import publish as publish_petition

    file, _line = read_file(planned.file)
    petition = import_petition(
        file=file,
        image=(planned.file.parent / file.image.file).read_bytes() if file.image else None,
        account=account_by_id(starter_id) if planned.is_of_starter else None,
        media=settings.UNDERSIGNED.data / "media",
        now=now,
    )
    if planned.standing is not Standing.HELD:
        petition = publish_petition(petition_id=petition.pk, now=now)
    return Stood(petition.pk, petition.slug, petition.pid, petition.language)


def sign(moment: Moment, stood: dict[str, Stood]) -> None:
    """Everybody of this moment has signed and confirmed, before any worker could write to them."""
    from undersigned.signatures.actions.confirm import confirm_many
    from undersigned.signatures.actions.sign import sign as sign_many
    from undersigned.signatures.rules.outcomes import Signed

    if not moment.signings:
        return
    requests = [request_of(somebody, stood[planned.name]) for planned, somebody in moment.signings]
    outcomes = sign_many(requests, now=moment.now, is_screened=False)
    tokens = []
    for outcome, request, (planned, _somebody) in zip(outcomes, requests, moment.signings, strict=True):
        if not isinstance(outcome, Signed):
            raise SeedingFailed(f"{planned.name} was not signed: {outcome!r}")
        tokens.append(token_of(outcome.handle, request, stood[planned.name].pid))
    if not all(answer and answer.first_time for answer in confirm_many(tokens, now=moment.now)):
        raise SeedingFailed("a signature could not be confirmed")


def request_of(somebody: Somebody, stood: Stood) -> "SigningRequest":
    """What the form would have made of what this person types."""
    from undersigned.mail.addresses.rules import canonical
    from undersigned.signatures.rules.requests import SigningRequest

    return SigningRequest(
        slug=stood.slug,
        language="tr" if stood.language == "tr" else "en",
        name=somebody.name,
        email=somebody.email,
        canonical=canonical(somebody.email),
        country=somebody.country,
        place=somebody.place,
        version=1,
        text_language=stood.language,
        show_name=somebody.shows_name,
        updates=somebody.wants_updates,
    )


def token_of(handle: str, request: "SigningRequest", pid: str) -> str:
    """The token of the letter that this signing asked for, made as the letter would have been."""
    from undersigned.keys.petition_keys import petition_keys
    from undersigned.keys.site import site_key
    from undersigned.signatures.queries import read_handle
    from undersigned.signatures.rules.persons import person_key, person_tag
    from undersigned.signatures.rules.tokens import TokenParts, make_token

    row = read_handle(handle)
    if row is None:
        raise SeedingFailed("a handle could not be read")
    person = person_key(petition_keys(pid).fingerprint, request.canonical, request.name)
    return make_token(site_key("letter token"), TokenParts(row=row, number=1, tag=person_tag(person)))


def end(moment: Moment, stood: dict[str, Stood]) -> None:
    """Petitions whose time has come are closed; what earlier acts left for this time is done."""
    from undersigned.jobs.actions.run_due import run_due
    from undersigned.petitions.actions.close import close

    run_due(clock=lambda: moment.now)
    for planned in moment.closings:
        close(petition_id=stood[planned.name].id, now=moment.now + SIGNED_BEFORE_CLOSE)


def issue_round(now: datetime) -> None:
    """Whatever waits is in the log, published and counted, as the publisher does it."""
    from undersigned.ledger.actions.issue_round import issue_round as issue
    from undersigned.ledger.actions.publish import publish as publish_log
    from undersigned.ledger.actions.write_files import write_files
    from undersigned.signatures.actions.mark_counted import mark_counted

    size = None
    while (issued := issue(now=now)) is not None:
        size = issued.size
    if size is not None:
        write_files(size=size)
        publish_log(now=now)
        mark_counted(now=now)


def make_draft(now: datetime) -> None:
    """Somebody has begun a petition and not handed it in."""
    from undersigned.petitions.actions.begin_draft import begin_draft
    from undersigned.petitions.actions.save_draft import save_draft
    from undersigned.petitions.rules.drafts import AddresseeChoice, DraftChange

    file, _line = read_file(DRAFT)
    draft = begin_draft(language=file.language, now=now)
    change = DraftChange(
        title=file.title,
        story=file.story,
        addressees=tuple(AddresseeChoice(name, language=file.language) for name in file.addressees),
        place=file.place,
        topics=file.topics,
        starter_name=file.starter,
        note=file.note,
    )
    save_draft(petition_id=draft.pk, change=change, now=now)


class Progress:
    """Says how far it is: on a terminal in one line that changes, elsewhere in a line for each tenth."""

    def __init__(self) -> None:
        self.tenths = -1

    def __call__(self, done: int, total: int) -> None:
        line = f"Making the demonstration: {done:,} of {total:,} signatures ..."
        tenths = done * 10 // max(total, 1)
        if sys.stdout.isatty():
            print(f"\r{line}", end="", flush=True)
        elif tenths > self.tenths:
            print(line, flush=True)
        self.tenths = tenths

    def end(self, seconds: float) -> None:
        """The line is followed by a last one."""
        print(f"{chr(10) if sys.stdout.isatty() else ''}The demonstration is made ({seconds:.0f} s).", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
