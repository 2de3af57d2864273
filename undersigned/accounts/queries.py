"""Questions about accounts."""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.contrib.auth.hashers import is_password_usable
from django.db.models import Q

from undersigned.accounts.fields import EMAIL_CONTEXT, LETTER_CONTEXT, factor_context, sign_in_key
from undersigned.accounts.models import (
    Account,
    AuditEntry,
    Authenticator,
    Proposal,
    RecoveryCode,
    SignInLetter,
    StaffSession,
)
from undersigned.accounts.rules import (
    PROPOSAL_LIVES,
    ROLES_OF,
    Factor,
    LinkPage,
    Purpose,
    Role,
    Standing,
    TwoPersonAct,
    account_of,
    actor,
    letter_of,
    link_ends,
    masked,
    session_ends,
)
from undersigned.accounts.totp import SECRET_BYTES
from undersigned.keys.site import address_fingerprint, seal_for_site, unseal_for_site
from undersigned.mail.addresses.rules import canonical

Person: TypeAlias = Account
"""An account as the shells know it: something that queries give and actions take."""
StayedSession: TypeAlias = StaffSession
"""A signed-in browser of the staff, as the shells know it."""
Proposed: TypeAlias = Proposal
"""What takes two people, as the shells know it."""
AUDIT_PAGE = 50
PAST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the audit trail, each entry with the name of who did it; `number` is from 1."""

    lines: tuple[tuple[AuditEntry, str], ...]
    number: int
    has_next: bool


def account_by_email(email: str) -> Account | None:
    """The account of this address, whichever way of writing it was used; None where there is none."""
    return Account.objects.filter(email_fingerprint=address_fingerprint(canonical(email))).first()


def account_by_id(account_id: int) -> Account | None:
    """The account, unless it is shut."""
    return Account.objects.filter(pk=account_id, is_active=True).first()


def email_of(account: Account) -> str:
    """The address, unsealed, as it was typed when the account was made."""
    context = EMAIL_CONTEXT + bytes(account.email_fingerprint)
    return unseal_for_site(bytes(account.email_sealed), context=context).decode()


def letter_address(letter: SignInLetter) -> str:
    """The address that the letter goes to, unsealed."""
    return unseal_for_site(bytes(letter.email_sealed), context=LETTER_CONTEXT + bytes(letter.address)).decode()


def has_password(account: Account) -> bool:
    """Whether the account may be entered by a password, too."""
    return is_password_usable(account.password)


def link_page(token: str, now: datetime) -> LinkPage | None:
    """What the mailed link's page shows; None where the link is wrong, used or too old. Changes nothing."""
    letter_id = letter_of(token, key=sign_in_key())
    letter = SignInLetter.objects.filter(pk=letter_id, used_at=None).first() if letter_id else None
    if letter is None or now >= link_ends(sent_at=letter.letter_sent_at, created_at=letter.created_at):
        return None
    return LinkPage(letter_address(letter), Purpose(letter.purpose), letter.petition_id)


def audit_trail(limit: int = 100) -> list[AuditEntry]:
    """The latest acts of the staff, newest first."""
    return list(AuditEntry.objects.order_by("-id")[:limit])


def secret_of(row: Authenticator) -> bytes:
    """What the authenticator keeps, unsealed: an app's secret, or a passkey's public part."""
    return unseal_for_site(bytes(row.sealed), context=factor_context(row.account_id))


def factors_of(account_id: int) -> list[Authenticator]:
    """The person's second factors that count, oldest first."""
    return list(Authenticator.objects.filter(account_id=account_id).order_by("pk"))


def passkeys_of(account_id: int) -> list[bytes]:
    """The public parts of the account's passkeys."""
    return [secret_of(row) for row in factors_of(account_id) if row.kind == Factor.PASSKEY]


def offered_secret(account_id: int) -> str:
    """A new app's secret, sealed, for the browser's own session to keep until it is proven.

    It is in no row, so that nobody sets up an app with a secret that somebody else has seen.
    """
    sealed = seal_for_site(secrets.token_bytes(SECRET_BYTES), context=factor_context(account_id))
    return base64.b64encode(sealed).decode()


def opened_secret(account_id: int, offered: str) -> bytes:
    """The offered secret, 20 bytes; SealBroken for another account's."""
    return unseal_for_site(base64.b64decode(offered), context=factor_context(account_id))


def recovery_codes_left(account_id: int) -> int:
    """How many codes on paper still work."""
    return RecoveryCode.objects.filter(account_id=account_id, used_at=None).count()


def sessions_of(account_id: int, now: datetime) -> list[StaffSession]:
    """The person's browsers that are signed in, the one seen last first."""
    rows = StaffSession.objects.filter(account_id=account_id).order_by("-seen_at")
    return [row for row in rows if now < session_ends(begun_at=row.begun_at, seen_at=row.seen_at)]


def may_take_part(account_id: int, act: TwoPersonAct) -> bool:
    """Whether this person, as the database knows them now, may propose and approve this."""
    person = account_by_id(account_id)
    return person is not None and person.role in ROLES_OF[act]


def partners_of(act: TwoPersonAct, account_id: int) -> list[Account]:
    """Who else may approve this."""
    return list(Account.objects.filter(role__in=ROLES_OF[act], is_active=True).exclude(pk=account_id).order_by("pk"))


def is_stale(row: Proposal, now: datetime) -> bool:
    """Whether nobody can approve it any more: too old, or who proposed it has lost the role."""
    return now >= row.proposed_at + PROPOSAL_LIVES or not may_take_part(row.proposed_by_id, TwoPersonAct(row.act))


def partners_taken(act: TwoPersonAct, account_id: int, now: datetime) -> list[Account]:
    """Who could approve this until the person took their role away, within the last seven days, and could not since."""
    taken = AuditEntry.objects.filter(verb="role.withdraw", actor=actor(account_id), at__gt=now - PROPOSAL_LIVES)
    ids = {account_of(row.object) or 0 for row in taken if row.reason.partition(":")[0] in ROLES_OF[act]}
    return list(Account.objects.filter(pk__in=ids, is_active=True).exclude(role__in=ROLES_OF[act]))


def people_of_the_staff() -> list[Account]:
    """Everybody with a role, by role and age."""
    return list(Account.objects.exclude(role=Role.NONE).filter(is_active=True).order_by("role", "pk"))


def waiting_proposals() -> list[Proposal]:
    """All that wait for a second person, with who proposed them, newest first."""
    rows = Proposal.objects.filter(standing=Standing.WAITING)
    return list(rows.select_related("proposed_by", "decided_by").order_by("-id"))


def past_proposals(*, limit: int = PAST_SHOWN) -> tuple[list[Proposal], int]:
    """The latest that are decided or over, with both persons, newest first; and how many there are."""
    rows = Proposal.objects.exclude(standing=Standing.WAITING)
    return list(rows.select_related("proposed_by", "decided_by").order_by("-id")[:limit]), rows.count()


def name_of(account: Account) -> str:
    """How the staff call this person: the name, or the address with most of it hidden."""
    return account.name or masked(email_of(account))


def search_audit(
    *,
    who: str = "",
    verb: str = "",
    about: str = "",
    pid: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    number: int = 1,
) -> AuditPage:
    """Entries that match all that is given, the newest first; `about` is a part of the object or of the reason.

    With `pid`, of the petition that `about` is the address of, whatever names that petition matches, too.
    """
    rows = AuditEntry.objects.order_by("-id")
    rows = rows.filter(actor=who) if who else rows
    rows = rows.filter(verb=verb) if verb else rows
    told = Q(object__icontains=about) | Q(reason__icontains=about)
    told |= Q(object__contains=pid) if pid else Q()
    rows = rows.filter(told) if about else rows
    rows = rows.filter(at__gte=since) if since else rows
    rows = rows.filter(at__lt=until) if until else rows
    start = (number - 1) * AUDIT_PAGE
    found = list(rows[start : start + AUDIT_PAGE + 1])
    names = _names(row.actor for row in found)
    lines = tuple((row, names.get(row.actor, row.actor)) for row in found[:AUDIT_PAGE])
    return AuditPage(lines, number, has_next=len(found) > AUDIT_PAGE)


def audit_people() -> list[tuple[str, str]]:
    """Everybody who stands in the trail, with a name that people know."""
    actors = list(AuditEntry.objects.order_by("actor").values_list("actor", flat=True).distinct())
    names = _names(actors)
    return [(one, names.get(one, one)) for one in actors]


def audit_verbs() -> list[str]:
    """Every verb that stands in the trail."""
    return list(AuditEntry.objects.order_by("verb").values_list("verb", flat=True).distinct())


def _names(actors: Iterable[str]) -> dict[str, str]:
    """Names of those that are accounts and still there."""
    numbers = {int(one.removeprefix("account ")) for one in actors if one.removeprefix("account ").isdigit()}
    return {actor(row.pk): f"{name_of(row)} ({row.pk})" for row in Account.objects.filter(pk__in=numbers)}
