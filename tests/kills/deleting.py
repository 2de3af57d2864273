"""Run on a house of its own: a crowd that stands, on a petition that was deleted (`crowd`), the jobs (`work`), `look`.

`work` may be killed anywhere; run again it goes on. Prints one line of JSON at the end.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta

from undersigned.console.main import open_house

SIGNERS = 600
AT_ONCE = 20
"""Signatures in one part, instead of thousands: so that there are parts to be killed between."""


def main() -> None:
    # Crowds of tests come from one mail domain.
    os.environ["UNDERSIGNED_SCREENING"] = "off"
    open_house()
    print(json.dumps({"crowd": crowd, "work": work, "look": look}[sys.argv[1]]()), flush=True)


def crowd() -> int:
    """The log holds the crowd, and the petition is deleted. Returns how many signed."""
    from django.conf import settings

    from tests.integrity.campaigning import honest, stand
    from tests.makers import make_published
    from tests.signing import make_staff, publish_all
    from undersigned.console.migrate import migrate_all
    from undersigned.keys.secrets import ensure_secrets
    from undersigned.moderation.actions.delete import delete
    from undersigned.signatures.models import Signature

    ensure_secrets(settings.UNDERSIGNED.secrets_folder)
    migrate_all()
    now = datetime.now(UTC)
    petition = make_published(now)
    nora = make_staff(now=now)
    stand(petition, [honest(number) for number in range(SIGNERS)], now=now)
    publish_all(now=now)
    delete(subject=petition.pk, detail="court", reason="A court ordered it.", by=nora, now=now)
    return Signature.objects.count()


def work() -> int:
    """Everything that is due; leases of killed workers are over. Returns how many signatures are left."""
    from undersigned.jobs.actions.run_due import run_due
    from undersigned.jobs.models import Job
    from undersigned.petitions.models import Petition
    from undersigned.signatures.actions import forget_signers
    from undersigned.signatures.models import Signature

    forget_signers.FORGOTTEN_AT_ONCE = AT_ONCE  # type: ignore[misc]  # smaller parts, for this test
    Job.objects.update(due=datetime.now(UTC))
    while Petition.objects.get().sealed_at is None:
        print("at work", flush=True)
        run_due(clock=lambda: datetime.now(UTC), limit=1)
    return Signature.objects.count()


def look() -> dict[str, object]:
    """Everything that must agree."""
    from tests.signing import publish_all
    from undersigned.console.doctor import check_house
    from undersigned.ledger.models import Event
    from undersigned.ledger.queries import shown_count
    from undersigned.petitions.models import Petition
    from undersigned.signatures.models import Signature

    now = publish_all(now=datetime.now(UTC) + timedelta(hours=1))
    petition = Petition.objects.get()
    return {
        "count": shown_count(petition.pid, now).count,
        "rows and let go": Signature.objects.filter(state="counted").count() + petition.let_go,
        "sealed": Event.objects.filter(type="sealed").count(),
        "broken": [finding for finding in check_house(now).findings if "sweep" not in finding],
    }


if __name__ == "__main__":
    main()
