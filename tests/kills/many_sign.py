"""Run beside a site: so many people sign its one petition, five hundred at a time."""

import sys
from datetime import UTC, datetime
from urllib.parse import urlencode

from undersigned.console.main import open_house

BATCH = 500


def main() -> None:
    open_house()
    from undersigned.petitions.models import Petition
    from undersigned.signatures.actions.sign import sign
    from undersigned.signatures.rules.requests import parse_signing

    slug, number = Petition.objects.get().slug, int(sys.argv[1])
    for first in range(0, number, BATCH):
        forms = [
            urlencode(
                {"name": f"Signer {one}", "email": f"s{one}@d{one % 400}.example", "country": "GB", "version": "1-en"}
            )
            for one in range(first, min(first + BATCH, number))
        ]
        kind = "application/x-www-form-urlencoded"
        read = [parse_signing(form.encode(), kind, slug=slug, language="en").request for form in forms]
        sign([request for request in read if request is not None], now=datetime.now(UTC))


if __name__ == "__main__":
    main()
