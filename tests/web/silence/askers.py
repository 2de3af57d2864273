"""One address in each place that an address can be in. Whoever asks about it must not learn which."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tests.cast import Person
from tests.makers import make_published
from tests.post_office import PostOffice
from tests.signing import deliver_all, make_confirmed, make_signed, make_staff, publish_all, token_in
from tests.web.desk.visiting import petition_of
from undersigned.accounts.actions.ensure_account import ensure_account
from undersigned.petitions.models import Petition
from undersigned.signatures.actions.add_entry import add_entry
from undersigned.signatures.actions.erase import erase
from undersigned.signatures.actions.refuse import refuse
from undersigned.signatures.actions.remove import remove
from undersigned.signatures.actions.withdraw import withdraw
from undersigned.signatures.models import Signature
from undersigned.signatures.rules.entries import Effect, Subject
from undersigned.signatures.screening.board import forget_board

NAME = "Ann Example"
OTHERS = ("Bea Example", "Cid Example")
"""Who shares an address with her."""
DOMAIN = "paired.example"


@dataclass(frozen=True)
class Stage:
    """Where it happens: a petition, the mailboxes, and a moment some time ago."""

    petition: Petition
    mailbox: PostOffice
    now: datetime

    def confirm(self, person: Person) -> Signature:
        """The person's signature stands confirmed."""
        before = list(Signature.objects.values_list("pk", flat=True))
        make_confirmed(self.petition, person, mailbox=self.mailbox, now=self.now)
        return Signature.objects.exclude(pk__in=before).get()

    def put_on_list(self, person: Person, effect: Effect) -> None:
        """The person's mailbox stands on the lists."""
        add_entry(subject=Subject.ADDRESS, value=person.email, effect=effect, note="tests", actor="tests", now=self.now)
        forget_board()


@dataclass(frozen=True)
class Asked:
    """An address and what became of it; all of a stage are of one length."""

    kind: str
    email: str
    is_written_to: bool
    """A signing letter to it would leave at once: it is not blocked, not capped, and not taken out by the staff."""


def stage_of(mailbox: PostOffice, now: datetime) -> Stage:
    """A public petition with nobody under it."""
    return Stage(make_published(now), mailbox, now)


def askers(stage: Stage, domain: str = DOMAIN) -> list[Asked]:
    """Somebody in each place; the first is new. No letter is due afterwards."""
    found = []
    for number, (kind, make) in enumerate(MAKERS.items(), 10):
        person = Person(NAME, f"person{number}@{domain}")
        make(stage, person)
        found.append(Asked(kind, person.email, kind not in UNWRITTEN))
    # Now: starters' letters are of today.
    deliver_all(now=datetime.now(UTC))
    stage.mailbox.clear()
    return found


def _new(_stage: Stage, _person: Person) -> None:
    """Nobody has heard of it."""


def _waiting(stage: Stage, person: Person) -> None:
    make_signed(stage.petition, person, now=stage.now)
    deliver_all(now=stage.now)


def _waiting_under_another_name(stage: Stage, person: Person) -> None:
    _waiting(stage, replace(person, name=OTHERS[0]))


def _confirmed(stage: Stage, person: Person) -> None:
    stage.confirm(person)


def _counted(stage: Stage, person: Person) -> None:
    stage.confirm(person)
    publish_all(now=stage.now)


def _one_of_a_household(stage: Stage, person: Person) -> None:
    stage.confirm(replace(person, name=OTHERS[0]))


def _household_full(stage: Stage, person: Person) -> None:
    for name in OTHERS:
        stage.confirm(replace(person, name=name))


def _withdrawn(stage: Stage, person: Person) -> None:
    withdraw(signature_id=stage.confirm(person).pk, now=stage.now)


def _erased(stage: Stage, person: Person) -> None:
    erase(signature_id=stage.confirm(person).pk, email=person.email, now=stage.now)


def _said_no(stage: Stage, person: Person) -> None:
    _waiting(stage, person)
    assert refuse(token=token_in(stage.mailbox.last(person.email)), now=stage.now)


def _trapped(stage: Stage, person: Person) -> None:
    """A robot filled the field that nobody sees, with somebody's address."""
    make_signed(stage.petition, person, now=stage.now, website="https://spam.example")


def _held(stage: Stage, person: Person) -> None:
    stage.put_on_list(person, Effect.HOLD)
    make_signed(stage.petition, person, now=stage.now)


def _refused(stage: Stage, person: Person) -> None:
    stage.put_on_list(person, Effect.REFUSE)
    make_signed(stage.petition, person, now=stage.now)


def _blocked(stage: Stage, person: Person) -> None:
    stage.put_on_list(person, Effect.REFUSE)


def _removed(stage: Stage, person: Person) -> None:
    remove(signature_ids=[stage.confirm(person).pk], reason="bot", by="tests", now=stage.now)


def _capped(stage: Stage, person: Person) -> None:
    for _ in range(6):
        _waiting(stage, person)


def _starter(stage: Stage, person: Person) -> None:
    petition_of(person, title="A bench at the ferry")


def _starter_who_signed(stage: Stage, person: Person) -> None:
    ensure_account(email=person.email, language="en", name=person.name, now=stage.now)
    stage.confirm(person)


def _staff(stage: Stage, person: Person) -> None:
    make_staff(now=stage.now, person=person, password="long-and-unguessed-3141")


MAKERS: dict[str, Callable[[Stage, Person], None]] = {
    "new": _new,
    "waiting": _waiting,
    "waiting under another name": _waiting_under_another_name,
    "confirmed": _confirmed,
    "counted": _counted,
    "one of a household": _one_of_a_household,
    "household full": _household_full,
    "withdrawn": _withdrawn,
    "erased": _erased,
    "said it was not them": _said_no,
    "trapped": _trapped,
    "held": _held,
    "refused": _refused,
    "blocked": _blocked,
    "removed by the staff": _removed,
    "capped": _capped,
    "starter": _starter,
    "starter who signed": _starter_who_signed,
    "staff": _staff,
}
UNWRITTEN = frozenset({"held", "refused", "blocked", "removed by the staff", "capped"})
