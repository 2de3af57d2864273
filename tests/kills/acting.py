"""Run beside a site: takes signatures back, erases, removes and restores them until standard input ends.

Writes a line for each act that was done. Nothing kills this process, so that it knows.
"""

import random
import select
import sys
import time
from datetime import UTC, datetime

from undersigned.console.main import open_house


def main() -> None:
    open_house()
    chance = random.Random(int(sys.argv[1]))
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        try:
            act(chance)
        except Exception as fault:
            if type(fault).__name__ != "OperationalError" or "no such table" in str(fault):
                raise
            # The database is busy: nothing was done.
            time.sleep(0.1)


def act(chance: random.Random) -> None:
    """One act on one signature chosen at random, if there is any for it."""
    from undersigned.signatures.actions.erase import erase
    from undersigned.signatures.actions.remove import remove
    from undersigned.signatures.actions.restore import restore
    from undersigned.signatures.actions.withdraw import withdraw
    from undersigned.signatures.models import Signature
    from undersigned.signatures.queries import readable_contents

    kind = chance.choice(["withdraw", "erase", "remove", "remove", "restore"])
    states = ["removed"] if kind == "restore" else ["confirmed", "counted"]
    rows = Signature.objects.filter(state__in=states).select_related("petition").order_by("pk")
    if len(rows) < 3:
        return
    row, now = rows[chance.randrange(len(rows))], datetime.now(UTC)
    contents = readable_contents(row)
    assert contents is not None
    acts = {
        "withdraw": lambda: withdraw(signature_id=row.pk, now=now),
        "erase": lambda: erase(signature_id=row.pk, email=contents.email, now=now),
        "remove": lambda: remove(signature_ids=[row.pk], reason="bot", by="console", now=now),
        "restore": lambda: restore(signature_ids=[row.pk], by="console", now=now),
    }
    if acts[kind]():
        print(kind, flush=True)


if __name__ == "__main__":
    main()
