"""`doctor --mail`: a letter really leaves, and DNS (a real one, on loopback) tells of its sender in words."""

import socket
import threading
from collections.abc import Iterator
from datetime import datetime

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from tests.post_office import PostOffice
from undersigned.console.postmark import try_mail

TO = "nora@staff.example"
ZONE = {
    "site.example.": '"v=spf1 mx -all"',
    "mail._domainkey.site.example.": '"v=DKIM1; p=MIIB"',
    "two.example.": '"v=spf1 -all" "x"',
}


@pytest.fixture
def resolver() -> Iterator[dns.resolver.Resolver]:
    """Asks a name server of the test's own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        threading.Thread(target=_answer, args=(server,), daemon=True).start()
        asking = dns.resolver.Resolver(configure=False)
        asking.nameservers, asking.port = ["127.0.0.1"], server.getsockname()[1]
        yield asking


def _answer(server: socket.socket) -> None:
    while True:
        try:
            data, peer = server.recvfrom(2048)
        except OSError:
            return
        answer = dns.message.make_response(dns.message.from_wire(data))
        answer.flags |= dns.flags.RA
        name = answer.question[0].name
        text = ZONE.get(name.to_text())
        if text is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        else:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", text))
        server.sendto(answer.to_wire(), peer)


@pytest.mark.django_db
def test_a_letter_leaves_and_its_senders_records_are_told(
    mailbox: PostOffice, settings, now: datetime, resolver: dns.resolver.Resolver
) -> None:
    settings.MAIL_FROM = "petitions@site.example"
    seen, faults = try_mail(TO, now, resolver)
    assert faults == []
    assert mailbox.last(TO).subject == "Mail works"
    told = "\n".join(seen)
    assert "From: petitions@site.example" in told
    assert "v=spf1 mx -all" in told
    assert "DKIM: keys stand at mail" in told


@pytest.mark.django_db
def test_a_sender_without_records_is_told_so(
    mailbox: PostOffice, settings, now: datetime, resolver: dns.resolver.Resolver
) -> None:
    settings.MAIL_FROM = "petitions@bare.example"
    seen, _ = try_mail(TO, now, resolver)
    assert any(line.startswith("SPF:") and "exactly one" in line for line in seen)
    assert any(line.startswith("DKIM:") and "no key" in line for line in seen)


@pytest.mark.django_db
def test_mail_that_does_not_work_is_a_finding(
    mailbox: PostOffice, settings, now: datetime, resolver: dns.resolver.Resolver
) -> None:
    mailbox.refuse[TO] = "550 no such mailbox"
    assert "did not take" in try_mail(TO, now, resolver)[1][0]
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"smtp_url": "smtp://127.0.0.1:1"})
    assert "cannot be reached" in try_mail(TO, now, resolver)[1][0]
    settings.UNDERSIGNED = settings.UNDERSIGNED.model_copy(update={"smtp_url": None})
    assert "not set" in try_mail(TO, now, resolver)[1][0]
