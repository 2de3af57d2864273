"""The letters of signing; the worker asks here what to send."""

import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from typing import Any, ClassVar

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from undersigned.mail.addresses.rules import canonical
from undersigned.mail.models import Outbox
from undersigned.mail.outboxes import Outboxed
from undersigned.mail.rules import Letter
from undersigned.petitions.queries.texts import read_texts
from undersigned.signatures.actions.take_letter_place import take_letter_place
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import code_of, other_names, readable_contents, takes_confirmations, token_of
from undersigned.signatures.rules.contents import Contents
from undersigned.signatures.rules.states import CONFIRM_WITHIN, STANDING, Kind, State
from undersigned.signatures.words import reason_sentence


class SignatureLetters(Outboxed[Signature]):
    """Only the mailbox learns what became of a signing: the page answers everybody alike."""

    model: ClassVar[type[Outbox]] = Signature

    def render(self, row: Signature, now: datetime) -> Letter | None:
        """The letter in the language of the page that was read; None where there is nothing to say any more."""
        contents = readable_contents(row)
        if contents is None or not _is_worth_sending(row, now):
            return None
        with translation.override(row.language):
            words = _words(row, contents)
            kind = _template(row, words["others"])
            subject, text = _parts(render_to_string(f"signatures/letters/{kind}.txt", words))
            html = render_to_string(f"signatures/letters/{kind}.html", words | {"subject": subject})
        return Letter(to=contents.email, subject=subject, text=text, html=html, language=row.language)

    def window(self, row: Signature, now: datetime) -> datetime | None:
        """When the caps let it go; None: now, and its place is taken."""
        contents = readable_contents(row)
        if contents is None or row.letter_kind in (Kind.REMOVED, Kind.RESTORED):
            # What the staff did to a signature is told whatever strangers have asked for at this address.
            return None
        return take_letter_place(row=row, pid=row.petition.pid, mailbox=canonical(contents.email), now=now)

    def sent(self, row: Signature, now: datetime) -> None:  # noqa: ARG002 - the outbox gives every row its time
        """The code of this letter counts from now on, with five tries of its own, unless another holds the place."""
        Signature.objects.filter(pk=row.pk, person_key=bytes(row.person_key)).update(
            code_number=row.letter_number, code_tries=0
        )


def _is_worth_sending(row: Signature, now: datetime) -> bool:
    if row.state == State.PENDING:
        return takes_confirmations(row.petition, now)
    if row.state == State.REMOVED:
        return row.letter_kind == Kind.REMOVED
    return row.state in STANDING and row.letter_kind in (Kind.ALREADY, Kind.FULL, Kind.RESTORED)


def _template(row: Signature, others: Sequence[str]) -> str:
    """A place that waits is asked to confirm, whatever else the letter tells; so FULL has two forms.

    SECOND whose first person has gone meanwhile is an ordinary letter.
    """
    if row.letter_kind == Kind.FULL:
        return "full_waiting" if row.state == State.PENDING else "full"
    return Kind.CONFIRM if row.letter_kind == Kind.SECOND and not others else row.letter_kind


def _words(row: Signature, contents: Contents) -> dict[str, Any]:
    site = settings.UNDERSIGNED
    petition = row.petition
    title = read_texts([petition.pk], row.language)[petition.pk].title
    prefix = f"{site.site_url}/{row.language}"
    return {
        "name": unlinked(contents.name),
        "others": [unlinked(name) for name in other_names(row)],
        "title": title,
        "link": f"{prefix}/confirm/{token_of(row)}",
        "petition_link": f"{prefix}/petitions/{petition.slug}/",
        "code": code_of(row, row.letter_number),
        "until": row.created_at + CONFIRM_WITHIN,
        "site_name": site.site_name,
        "host": site.site_url.partition("://")[2],
        "language": row.language,
        "mine_link": f"{prefix}/mine/",
        "sender": parseaddr(settings.MAIL_FROM)[1],
        **_removal(row),
    }


def _removal(row: Signature) -> dict[str, str]:
    """What the log says of a removed signature, and in words."""
    if row.letter_kind != Kind.REMOVED or row.event is None:
        return {}
    reason = row.event.fields
    return {"reason": reason, "reason_text": reason_sentence(reason)}


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
