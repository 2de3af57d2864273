"""The letters of signing; the worker asks here what to send."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, ClassVar, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from undersigned.keys.petition_keys import KeysDestroyed, PetitionKeys, petition_keys
from undersigned.keys.sealing import SealBroken
from undersigned.mail.addresses.rules import canonical
from undersigned.mail.messages import envelope_sender
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import FilledLetter, FormLetter, Letter, Marks
from undersigned.petitions.models import Petition
from undersigned.petitions.queries.supporting import support_token, token_for_signer
from undersigned.petitions.queries.texts import read_texts
from undersigned.petitions.rules.supporters import AHEAD
from undersigned.signatures.actions.take_letter_places import Wanted, take_letter_places
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import (
    code_of,
    contents_of,
    other_names,
    readable_contents,
    takes_confirmations,
    takes_support,
    token_of,
)
from undersigned.signatures.rules.contents import Contents
from undersigned.signatures.rules.states import AFFIRMED, CONFIRM_WITHIN, Kind, State
from undersigned.signatures.words import reason_sentence

# Kinds of which many leave that differ in nothing but their person's parts.
FORMS: Final = (Kind.CONFIRM, Kind.ALREADY)
MARKS: Final = Marks(secrets.token_hex(8))
TITLES_KEPT: Final = 4096


class SignatureLetters(Outboxed[Signature]):
    """Only the mailbox learns what became of a signing: the page answers everybody alike.

    What is the same for many is written once: by the values that stand in it, so that a new title, name of the site or
    end of the time to confirm makes a new form and nothing has to be called back.
    """

    model: ClassVar[type[Outbox]] = Signature
    together: ClassVar[int] = 100
    fair_by: ClassVar[str] = "petition"

    def __init__(self) -> None:
        """No keys are at hand yet."""
        self._keys: dict[str, PetitionKeys | None] = {}

    def join(self, rows: Sequence[Signature]) -> None:
        """Petitions and their keys, each read once for all rows of a claim."""
        petitions = Petition.objects.in_bulk({row.petition_id for row in rows})
        for row in rows:
            row.petition = petitions[row.petition_id]
        self._keys = {petition.pid: _keys(petition) for petition in petitions.values()}

    def render(self, row: Signature, now: datetime) -> Letter | FilledLetter | None:
        """The letter in the language of the page that was read; None where there is nothing to say any more."""
        contents = self._contents(row)
        if contents is None or not _is_worth_sending(row, now):
            return None
        others = other_names(row) if row.letter_kind in (Kind.SECOND, Kind.FULL) else ()
        kind = _template(row, others)
        if kind in FORMS:
            return _form(kind, _shared(row)).fill(contents.email, _own(row, contents))
        words = _shared(row).words() | _own(row, contents) | _removal(row)
        words["others"] = [unlinked(name) for name in others]
        subject, text, page = _written(kind, words)
        return Letter(to=contents.email, subject=subject, text=text, html=page, language=row.language)

    def window(self, row: Signature, now: datetime) -> datetime | None:
        """When the caps let it go; None: now, and its place is taken."""
        return self.windows([row], now)[0]

    def windows(self, rows: Sequence[Signature], now: datetime) -> list[datetime | None]:
        """When the caps let each of these letters go; None: now, and its place is taken."""
        wanted = (self._wanted(row) for row in rows)
        capped = [letter for letter in wanted if letter is not None]
        opens = dict(zip([letter.row.pk for letter in capped], take_letter_places(capped, now=now), strict=True))
        return [opens.get(row.pk) for row in rows]

    def sent_columns(self, row: Signature) -> dict[str, Any]:
        """The code of this letter counts from now on, with five tries of its own."""
        return {"code_number": row.letter_number, "code_tries": 0}

    def sent(self, row: Signature, now: datetime) -> None:  # noqa: ARG002 - the outbox gives every row its time
        """As sent_columns, unless another person holds the place meanwhile."""
        Signature.objects.filter(pk=row.pk, person_key=bytes(row.person_key)).update(**self.sent_columns(row))

    def _wanted(self, row: Signature) -> Wanted | None:
        """What wants a place under the caps; None: it takes none."""
        try:
            contents = self._contents(row)
        except SealBroken:
            # One row that cannot be opened must not hold up its whole petition: render fails for it alone.
            return None
        if contents is None or row.letter_kind in (Kind.REMOVED, Kind.RESTORED):
            # What the staff did to a signature is told whatever strangers have asked for at this address.
            return None
        return Wanted(row=row, pid=row.petition.pid, mailbox=canonical(contents.email))

    def _contents(self, row: Signature) -> Contents | None:
        keys = self._keys.get(row.petition.pid)
        return contents_of(row, keys) if keys is not None else readable_contents(row)


def _keys(petition: Petition) -> PetitionKeys | None:
    try:
        return petition_keys(petition.pid)
    except KeysDestroyed:
        return None


def _is_worth_sending(row: Signature, now: datetime) -> bool:
    if row.petition.deleted_at is not None:
        return False
    if row.state == State.PENDING:
        return takes_confirmations(row.petition, now) or takes_support(row.petition)
    if row.state == State.REMOVED:
        return row.letter_kind == Kind.REMOVED
    return row.state in AFFIRMED and row.letter_kind in (Kind.ALREADY, Kind.FULL, Kind.RESTORED)


def _template(row: Signature, others: Sequence[str]) -> str:
    """A place that waits is asked to confirm, whatever else the letter tells; so FULL has two forms.

    SECOND whose first person has gone meanwhile is an ordinary letter.
    """
    if row.letter_kind == Kind.FULL:
        return "full_waiting" if row.state == State.PENDING else "full"
    kind = Kind.CONFIRM if row.letter_kind == Kind.SECOND and not others else row.letter_kind
    return "support" if kind == Kind.CONFIRM and row.petition.state in AHEAD else kind


@dataclass(frozen=True, slots=True)
class Shared:
    """Everything in a letter that is the same for many."""

    title: str
    petition_link: str
    mine_link: str
    until: date
    site_name: str
    host: str
    sender: str
    language: str

    def words(self) -> dict[str, Any]:
        """By the names that the templates know."""
        return asdict(self)


def _shared(row: Signature) -> Shared:
    site = settings.UNDERSIGNED
    petition, prefix = row.petition, _prefix(row)
    return Shared(
        title=_title(petition.pk, (petition.pid, petition.version, petition.revision), row.language),
        petition_link=_petition_link(row, prefix),
        mine_link=f"{prefix}/mine/",
        until=(row.created_at + CONFIRM_WITHIN).astimezone(UTC).date(),
        site_name=site.site_name,
        host=site.site_url.partition("://")[2],
        sender=envelope_sender(settings.MAIL_FROM),
        language=row.language,
    )


def _petition_link(row: Signature, prefix: str) -> str:
    """Where the text can be read: before it is public under the secret link, by which this person came."""
    petition = row.petition
    if petition.state not in AHEAD:
        return f"{prefix}/petitions/{petition.slug}/"
    is_asked = row.letter_kind == Kind.AGAIN
    return f"{prefix}/support/{support_token(petition) if is_asked else token_for_signer(petition, row.created_at)}"


def _prefix(row: Signature) -> str:
    return f"{settings.UNDERSIGNED.site_url}/{row.language}"


@lru_cache(maxsize=TITLES_KEPT)
def _title(petition: int, state: tuple[str, int, int], language: str) -> str:  # noqa: ARG001 - a change asks anew
    return read_texts([petition], language)[petition].title


def _own(row: Signature, contents: Contents) -> dict[str, str]:
    """What only this person's letter says."""
    return {
        "name": unlinked(contents.name),
        "link": f"{_prefix(row)}/confirm/{token_of(row)}",
        "code": code_of(row, row.letter_number),
    }


@lru_cache(maxsize=256)
def _form(kind: str, shared: Shared) -> FormLetter:
    """The letter with places for its person's parts."""
    places = {name: MARKS.place(name) for name in ("name", "link", "code")}
    subject, text, page = _written(kind, shared.words() | places)
    return MARKS.form(subject, text, page, shared.language)


def _written(kind: str, words: dict[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    with translation.override(words["language"]):
        subject, text = _parts(render_to_string(f"signatures/letters/{kind}.txt", words))
        return subject, text, render_to_string(f"signatures/letters/{kind}.html", words | {"subject": subject})


def _removal(row: Signature) -> dict[str, str]:
    """What the log says of a removed signature, and in words; and where its signer may object."""
    if row.letter_kind != Kind.REMOVED or row.event is None:
        return {}
    reason = row.event.fields
    link = f"{_prefix(row)}/objection/{token_of(row)}"
    return {"reason": reason, "reason_text": reason_sentence(reason), "objection_link": link}


def unlinked(name: str) -> str:
    """The name as letters show it: no mail program makes a link of it, which a stranger could have typed to lure.

    A space parts dots, at signs and colons before a slash from what follows: "J.R.R. Tolkien" becomes
    "J. R. R. Tolkien".
    """
    return re.sub(r"(\.|@|:(?=/))(?=\S)", r"\1 ", name)


def _parts(rendered: str) -> tuple[str, str]:
    """Subject and text: the template's first line, and what follows the blank line after it."""
    subject, _blank, text = rendered.partition("\n\n")
    return " ".join(subject.split()), text.strip() + "\n"
