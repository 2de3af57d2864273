"""Run beside a site: reads addresses from standard input, writes a sentence for each that is not there exactly once."""

import json
import sys

from undersigned.console.main import open_house


def main() -> None:
    open_house()
    from undersigned.signatures.queries import find_signature

    slug = sys.argv[1]
    wrong = []
    for address in json.load(sys.stdin):
        found = len(find_signature(slug=slug, email=address))
        if found != 1:
            wrong.append(f"{address} was acknowledged and stands there {found} times")
    json.dump(wrong, sys.stdout)


if __name__ == "__main__":
    main()
