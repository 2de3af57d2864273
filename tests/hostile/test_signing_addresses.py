"""One mailbox or none: what else an address field can hold is refused, and no letter goes astray."""

import html
from datetime import datetime, timedelta
from email.utils import parseaddr

import pytest

from tests.hostile.attacks import sign
from tests.post_office import PostOffice
from tests.signing import deliver_all
from undersigned.mail.addresses.rules import AddressRefused, parse_address
from undersigned.mail.messages import compose
from undersigned.mail.rules import Letter
from undersigned.petitions.models import Petition
from undersigned.signatures.models import Signature

REFUSED = [
    "x",
    "@",
    "a@",
    "@b.example",
    "a@b",
    "a@b@c.example",
    "a@b.example,c@d.example",
    "a@b.example c@d.example",
    "a@b.example;c@d.example",
    "a@b.example\r\nBcc: x@y.example",
    "a@b.example\nX",
    "a@b.example\x00",
    "a\x00@b.example",
    "a@b.example%0aBcc:x@y.example",
    "Ann <a@b.example>",
    "<a@b.example>",
    "mailto:a@b.example",
    '"a b"@c.example',
    '"a\\"@"@c.example',
    "a(comment)@b.example",
    "a@b.example(x)",
    "a@[127.0.0.1]",
    "a@[IPv6:::1]",
    "a@127.0.0.1",
    "a@1.2.3.4",
    "a@2130706433",
    "a@b.1",
    "a@localhost",
    "a@b.localhost",
    "a@b.local",
    "a@b.invalid",
    "a@b.onion",
    "a@b.arpa",
    "a@b..example",
    ".a@b.example",
    "a.@b.example",
    "a..b@c.example",
    "a@-b.example",
    "a@b-.example",
    "a@b.example.",
    "a@b.ex ample",
    "a@b\\.example",
    "a@b/c.example",
    "a@b?c.example",
    "a@b#c.example",
    "a@xn--a.example",
    "a@" + "b." * 50_000 + "example",
    "a" * 65 + "@b.example",
    "a@" + "b" * 64 + ".example",
    "a@" + "b." * 33 + "example",
    "a@b.\u202eelpmaxe",
    "a\u202e@b.example",
    "a\u200b@b.example",
    "a@b\u200b.example",
    "a@b\u00ad.example",
    "\ud800@b.example",
    "a@\ud800.example",
    "a@ｂ.example",
    "a@⒈com",
    "a@\u212a.example",
    "\u212a@b.example",
    "a@ex․mple.example",
    "=?utf-8?q?a=0d=0aBcc=3ax=40y.example?=@b.example",
    "=?utf-8?b?YQ==?=@b.example",
    "=?utf-8?q?=40evil=2eexample?=@b.example",
]

TAKEN = [
    "a@b.example",
    "  a@b.example ",
    "o'connor@b.example",
    "A+tag@Gmail.com",
    "ünal@kavak.example",
    "a@bücher.example",
    "a@例え.example",
    "用户@例子.example",
    "!#$%&'*+-/=^_`{|}~@b.example",
    "a@straße.example",
    "x@xn--bcher-kva.example",
    "аdmin@gmail.com",
]


def test_what_is_not_one_mailbox_is_refused(petition: Petition) -> None:
    for email in REFUSED:
        answer = sign(petition, email=email)
        assert answer.status_code == 422, ascii(email)
        if "\ud800" not in email and len(email) < 10_000:
            assert f'value="{html.escape(email)}"' in answer.content.decode(), ascii(email)
    assert not Signature.objects.exists()


def test_a_letter_goes_to_the_mailbox_that_was_typed_and_to_no_other(
    petition: Petition, mailbox: PostOffice, moment: datetime
) -> None:
    for email in TAKEN:
        assert sign(petition, email=email).status_code == 200, email
    deliver_all(now=moment + timedelta(seconds=30))
    # The first two are one mailbox, typed twice: one letter.
    assert len(mailbox.received) == len(TAKEN) - 1
    for letter in mailbox.received:
        assert parseaddr(str(letter.message["To"]))[1] == letter.to
        assert letter.message.get_all("Bcc", []) == letter.message.get_all("Cc", []) == []


@pytest.mark.parametrize("local", ["=?utf-8?q?a?=", "a=?utf-8?q?b?=", "a.=?utf-8?q?b?=.c", "=?x?b?!?="])
def test_no_mail_program_reads_another_mailbox_out_of_an_address(local: str) -> None:
    try:
        address = parse_address(f"{local}@b.example")
    except AddressRefused:
        return
    moment = datetime(2026, 3, 3)  # noqa: DTZ001 - a header only
    raw = compose(Letter(to=address, subject="x", text="x", html="x"), sender="s@b.example", now=moment)
    assert f"\r\nTo: {address}\r\n".encode() in raw
