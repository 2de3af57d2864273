"""Run beside a site: `python -m bench.asking_signed PAIRS DOMAIN ...` makes what `bench.asking` asks about.

Of each domain so many addresses (`address`) have signed, stand confirmed and belong to starters who have a password.
Printed are the names of the petitions, one for each PER_PETITION pairs, since a petition takes only so many forms.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from undersigned.console.main import open_house

PER_PETITION = 9
"""Pairs: twice as many forms are sent, and a petition takes 20 replies an hour."""
AT_ONCE = 500


def address(kind: str, number: int, domain: str) -> str:
    """Of `known` or `other`, all of one length."""
    return f"{kind}{number:05d}@{domain}"


def main() -> None:
    """All of it stands afterwards."""
    open_house()
    from tests.makers import make_published

    pairs, domains, now = int(sys.argv[1]), sys.argv[2:], datetime.now(UTC)
    petitions = [make_published(now, title=f"A bell for ferry {n}") for n in range(-(-pairs // PER_PETITION))]
    emails = [(address("known", n, domain), petitions[n // PER_PETITION]) for n in range(pairs) for domain in domains]
    for start in range(0, len(emails), AT_ONCE):
        _stand(list(_wishes(emails[start : start + AT_ONCE])), now)
    _start([email for email, _ in emails], now)
    print("\n".join(petition.slug for petition in petitions))


def _wishes(emails: list[tuple[str, Any]]) -> Iterator[Any]:
    from undersigned.signatures.rules.requests import parse_signing

    for email, petition in emails:
        body = urlencode({"name": "Ann Example", "email": email, "country": "GB", "version": "1-en"}).encode()
        request = parse_signing(body, "application/x-www-form-urlencoded", slug=petition.slug, language="en").request
        assert request is not None
        yield request


def _stand(wishes: list[Any], now: datetime) -> None:
    from undersigned.signatures.actions.confirm import confirm_many
    from undersigned.signatures.actions.sign import sign
    from undersigned.signatures.models import Signature
    from undersigned.signatures.queries import token_of

    sign(wishes, now=now)
    rows = Signature.objects.select_related("petition").filter(state="pending")
    confirmed = confirm_many([token_of(row) for row in rows], now=now)
    assert sum(one is not None for one in confirmed) == len(wishes)


def _start(emails: list[str], now: datetime) -> None:
    """They have accounts; one password for all, since making it takes long on purpose."""
    from django.contrib.auth.hashers import make_password

    from undersigned.accounts.actions.ensure_account import ensure_account
    from undersigned.accounts.models import Account

    for email in emails:
        ensure_account(email=email, language="en", now=now)
    Account.objects.update(password=make_password("long-and-unguessed-3141"))


if __name__ == "__main__":
    main()
