"""Run beside a site: `python -m bench.asking_signed SLUG NUMBER` lets so many addresses sign and confirm."""

import sys
from datetime import UTC, datetime
from urllib.parse import urlencode

from undersigned.console.main import open_house


def main() -> None:
    """known0@time.example and on stand under the petition afterwards."""
    open_house()
    from undersigned.signatures.actions.confirm import confirm_many
    from undersigned.signatures.actions.sign import sign
    from undersigned.signatures.models import Signature
    from undersigned.signatures.queries import token_of
    from undersigned.signatures.rules.requests import parse_signing

    slug, number, now = sys.argv[1], int(sys.argv[2]), datetime.now(UTC)
    for one in range(number):
        form = {"name": "Ann", "email": f"known{one}@time.example", "country": "GB", "version": "1-en"}
        body = urlencode(form).encode()
        request = parse_signing(body, "application/x-www-form-urlencoded", slug=slug, language="en").request
        assert request is not None
        sign([request], now=now)
    rows = Signature.objects.select_related("petition")
    confirmed = confirm_many([token_of(row) for row in rows], now=now)
    assert sum(one is not None for one in confirmed) == number


if __name__ == "__main__":
    main()
