"""Run on a house of its own: makes a crowd that stands (`crowd`), works a campaign off (`work`), counts (`look`).

`work` may be killed anywhere; run again it goes on. Prints one line of JSON at the end.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta

from undersigned.console.main import open_house

FORGED, HONEST = 500, 20


def main() -> None:
    # Crowds of tests come from one mail domain.
    os.environ["UNDERSIGNED_SCREENING"] = "off"
    open_house()
    print(json.dumps({"crowd": crowd, "work": work, "look": look}[sys.argv[1]]()), flush=True)


def crowd() -> int:
    """The campaign is planned, tried out and started; the log holds its crowd. Returns how many it found."""
    from django.conf import settings

    from tests.integrity.campaigning import FORGED as DOMAIN
    from tests.integrity.campaigning import forger, honest, planned, stand
    from tests.makers import make_published
    from tests.signing import make_staff, publish_all
    from undersigned.console.migrate import migrate_all
    from undersigned.integrity.actions.start_campaign import start_campaign
    from undersigned.keys.secrets import ensure_secrets

    ensure_secrets(settings.UNDERSIGNED.secrets_folder)
    migrate_all()
    now = datetime.now(UTC)
    petition = make_published(now)
    nora = make_staff(now=now, role="integrity")
    stand(petition, [honest(number) for number in range(HONEST)], now=now)
    stand(petition, [forger(number) for number in range(FORGED)], now=now)
    publish_all(now=now)
    plan = planned(nora, now, domain=DOMAIN)
    start_campaign(campaign=plan.id, reason="bot", words="One domain.", by=nora, now=now)
    return plan.found


def work() -> str:
    """Everything that is due; leases of killed workers are over."""
    from undersigned.integrity.queries import campaigns
    from undersigned.jobs.actions.run_due import run_due
    from undersigned.jobs.models import Job

    Job.objects.update(due=datetime.now(UTC))
    while campaigns()[0].stage in {"removing", "undoing"}:
        print("at work", flush=True)
        run_due(clock=lambda: datetime.now(UTC), limit=1)
    return campaigns()[0].stage


def look() -> dict[str, object]:
    """Everything that must agree."""
    from tests.signing import publish_all
    from undersigned.console.doctor import check_house
    from undersigned.integrity.models import CampaignSignature
    from undersigned.ledger.models import Event
    from undersigned.ledger.queries import shown_count
    from undersigned.petitions.models import Petition
    from undersigned.signatures.models import Signature

    now = publish_all(now=datetime.now(UTC) + timedelta(hours=1))
    removed = set(Signature.objects.filter(state="removed").values_list("pk", flat=True))
    return {
        "count": shown_count(Petition.objects.get().pid, now).count,
        "removed": len(removed),
        "known": set(CampaignSignature.objects.filter(fate="removed").values_list("signature", flat=True)) == removed,
        "entries": Event.objects.filter(type="invalidate").count(),
        "letters": Signature.objects.filter(letter_kind="removed", letter_due__isnull=False).count(),
        "broken": [finding for finding in check_house(now).findings if "sweep" not in finding],
    }


if __name__ == "__main__":
    main()
