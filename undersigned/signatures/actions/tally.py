"""A petition's aggregate is published: countries and days, small cells merged, its hash in the log."""

import base64
import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.accounts.actions.record_audit import record_audit
from undersigned.ledger.actions.append import append
from undersigned.petitions.actions.raise_revision import raise_revision
from undersigned.petitions.models import Petition
from undersigned.signatures import tallies
from undersigned.signatures.models import Tally
from undersigned.signatures.rules.tallies import Tally as Document
from undersigned.signatures.rules.tallies import TallyRefused, document, merged


def tally(*, petition_id: int, by: str, now: datetime) -> Tally:
    """A new aggregate of the counted signatures stands; it is served as soon as the log has published its hash.

    One transaction but for the counting before it. `by` is an actor of the audit trail. TallyRefused where nothing may
    be shown by name beside what was published before, here or in the panel of its integrity, where the petition never
    opened or is sealed, and where somebody else was quicker; it says so in the language that is active.
    """
    told, told_days = tallies.told_countries(petition_id), tallies.told_days(petition_id)
    countries, days = tallies.counted_by_country_and_day(petition_id)
    shown = merged(countries, told), merged(days, told_days)
    if not any(side.shown for side in shown):
        raise TallyRefused(_why(sum(countries.values()), bool(told)))
    with transaction.atomic():
        petition, number = _locked(petition_id, len(told)), len(told_days) + 1
        text = document(Document(petition.pid, number, now, *shown))
        digest = base64.b64encode(hashlib.sha256(text.encode("ascii")).digest()).decode("ascii")
        event = append(pid=petition.pid, type="tally", fields=digest, now=now)
        record_audit(actor=by, verb="petition.tally", object=f"petition {petition.pid}", reason="", now=now)
        raise_revision(petition_id=petition.pk)
        return Tally.objects.create(petition=petition, number=number, made_at=now, text=text, event=event)


def _locked(petition_id: int, known: int) -> Petition:
    petition = Petition.objects.select_for_update().get(pk=petition_id)
    if petition.published_at is None or petition.sealed_at is not None or petition.deleted_at is not None:
        raise TallyRefused(_("The petition was never published, or its signatures are sealed."))
    if len(tallies.told_countries(petition_id)) != known:
        raise TallyRefused(_("Somebody else published an aggregate at this moment. Look at that one."))
    return petition


def _why(total: int, has_earlier: bool) -> str:
    if has_earlier:
        return _(
            "Nothing was published: too few signatures changed since the last aggregate or panel. Whoever subtracts "
            "one from the other would learn something about fewer than ten people."
        )
    text = _("Nothing was published: of {total} signatures there are not ten from one country or of one day.")
    return text.format(total=total)
