"""Does mail work? A test letter, and what the world can look up about its sender."""

from datetime import datetime

import dns.exception
import dns.resolver
from django.conf import settings

from undersigned.mail.actions.open_transport import open_transport
from undersigned.mail.rules import End, Letter
from undersigned.mail.transport import MailUnreachable

LOOKUP_SECONDS = 5.0
# The relay chooses the selector and only a received letter tells it; these are what most relays use.
USUAL_SELECTORS = ("default", "mail", "dkim", "s1", "s2", "selector1", "selector2", "k1", "google", "mx")


def try_mail(address: str, now: datetime, resolver: dns.resolver.Resolver | None = None) -> tuple[list[str], list[str]]:
    """What was seen, a line each, and what is wrong, a sentence each; asks this machine's DNS unless told otherwise."""
    resolver = resolver or dns.resolver.Resolver()
    sender = settings.MAIL_FROM
    seen, faults = _hand_over(address, sender, now)
    domain = sender.rpartition("@")[2]
    seen.append(f"From: {sender}")
    seen.append(_spf(resolver, domain))
    seen.append(_dkim(resolver, domain))
    return seen, faults


def _hand_over(address: str, sender: str, now: datetime) -> tuple[list[str], list[str]]:
    url = settings.UNDERSIGNED.smtp_url
    if not url:
        return [], ["mail: UNDERSIGNED_SMTP_URL is not set"]
    text = "This is a test letter from your petition site. Mail works.\n"
    letter = Letter(to=address, subject="Mail works", text=text, html=f"<p>{text}</p>")
    try:
        with open_transport(url) as way_out:
            end = way_out.hand_over(letter, sender=sender, now=now)
    except MailUnreachable as fault:
        return [], [f"mail: the server cannot be reached or did not let us in ({fault})"]
    if end is End.SENT:
        return [f"the server took the letter to {address}; see there whether it arrived"], []
    return [], [f"mail: the server did not take the letter ({end.value})"]


def _texts(resolver: dns.resolver.Resolver, name: str) -> list[str] | None:
    """TXT records of the name; None where they could not be looked up."""
    try:
        answer = resolver.resolve(name, "TXT", lifetime=LOOKUP_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    except dns.exception.DNSException:
        return None
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _spf(resolver: dns.resolver.Resolver, domain: str) -> str:
    texts = _texts(resolver, domain)
    if texts is None:
        return f"SPF: {domain} could not be looked up from here"
    records = [text for text in texts if text.lower().startswith("v=spf1")]
    if len(records) == 1:
        return f"SPF: {domain} says {records[0]!r}; your mail server must be among these"
    return f"SPF: {domain} has {len(records)} records and should have exactly one; letters may land in spam"


def _dkim(resolver: dns.resolver.Resolver, domain: str) -> str:
    found = []
    for selector in USUAL_SELECTORS:
        texts = _texts(resolver, f"{selector}._domainkey.{domain}")
        if texts is None:
            return f"DKIM: {domain} could not be looked up from here"
        if any("p=" in text for text in texts):
            found.append(selector)
    if found:
        return f"DKIM: keys stand at {', '.join(found)}; the received letter should say dkim=pass"
    return f"DKIM: no key under the usual names of {domain}; the received letter's headers tell whether it was signed"
