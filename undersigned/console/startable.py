"""Could the code and settings of now serve this site? A process of its own, which `serve` asks before it renews.

Exit status 0 and DATA/static as this version wants it, or 1 and the reason on standard error.
"""

import sys

from undersigned.console.main import open_house


def main() -> int:
    """Nothing but static files is changed: a database of an older version is left to its person."""
    open_house()
    from undersigned.console.migrate import unapplied
    from undersigned.console.safety import faults
    from undersigned.console.statics import collect

    refusals = faults()
    waiting = unapplied()
    if waiting:
        refusals.append(f"{len(waiting)} migrations are not applied; run: undersigned migrate")
    for refusal in refusals:
        print(f"not renewed: {refusal}", file=sys.stderr)
    if not refusals and "--web" in sys.argv:
        collect()
    return 1 if refusals else 0


if __name__ == "__main__":
    sys.exit(main())
