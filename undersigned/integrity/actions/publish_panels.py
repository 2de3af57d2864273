"""The public panels: a sweep that makes those anew that are due."""

from datetime import datetime

from django.db import IntegrityError, transaction

from undersigned.integrity.models import Panel
from undersigned.integrity.panels import figures_of, newest_panel
from undersigned.integrity.places import people_by_name
from undersigned.integrity.rules.panels import STEP, document, is_due, read_places
from undersigned.integrity.rules.populations import POPULATIONS
from undersigned.ledger.queries import shown_counts
from undersigned.petitions.models import Petition
from undersigned.petitions.rules.states import PUBLIC
from undersigned.signatures.tallies import told_countries


def publish_panels(*, now: datetime) -> int:
    """How many panels were made: of public petitions that are not sealed and whose number has moved enough.

    Of each at most one an hour, merged against all earlier ones and all aggregates. Two who sweep at once make no
    second one.
    """
    petitions = list(Petition.objects.filter(state__in=PUBLIC, sealed_at=None).defer("rules_text", "note"))
    shown = shown_counts([petition.pid for petition in petitions], now)
    return sum(_publish(petition, shown[petition.pid].count, now) for petition in petitions)


def _publish(petition: Petition, count: int, now: datetime) -> bool:
    last = newest_panel(petition.pk) if count >= STEP else None
    if not is_due(count, last.confirmed if last else None, now - last.made_at if last else None):
        return False
    earlier = list(Panel.objects.filter(petition=petition).order_by("number"))
    told, figures, number = told_countries(petition.pk), figures_of(petition.pk), len(earlier) + 1
    text = document(
        figures,
        pid=petition.pid,
        number=number,
        made_at=now,
        earlier=told,
        populations=POPULATIONS,
        earlier_places=[read_places(one.text) for one in earlier],
        people=people_by_name(),
    )
    panel = Panel(petition=petition, number=number, made_at=now, confirmed=figures.confirmed, text=text)
    return _kept(panel, len(told))


def _kept(panel: Panel, told: int) -> bool:
    """False where somebody else made this panel, or an aggregate that it was not merged against: `told` knows less."""
    try:
        with transaction.atomic():
            Petition.objects.select_for_update().get(pk=panel.petition_id)
            if len(told_countries(panel.petition_id)) != told:
                return False
            panel.save(force_insert=True)
    except IntegrityError:
        return False
    return True
