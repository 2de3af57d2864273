"""The search for clusters: the sweep that looks through the signings of the last day."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from undersigned.accounts.queries import people_of_the_staff
from undersigned.integrity.concentrations import look
from undersigned.integrity.fields import seal_subject, subject_key
from undersigned.integrity.models import Alert, AlertLetter, Notice
from undersigned.integrity.places import known_places
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES
from undersigned.integrity.rules.clusters import Cluster, clusters, is_news
from undersigned.integrity.rules.populations import POPULATIONS
from undersigned.jobs.actions.later import later

SEND = "undersigned.integrity.actions.send_notice.send_notice"


def find_clusters(*, now: datetime) -> int:
    """How many clusters are news. Whoever watches the numbers gets one letter about all, the webhook one message.

    News is what is new, what is back after a day without it, and what has grown tenfold since it was told. Reads some
    of what signings hold sealed and writes none of it down in clear. Searching again only moves numbers.
    """
    places = known_places()
    found = [
        (petition, cluster)
        for petition, looked in look(now).items()
        for cluster in clusters(looked, countries=POPULATIONS, places=places)
    ]
    return _note(found, now) if found else 0


def _note(found: Sequence[tuple[int, Cluster]], now: datetime) -> int:
    with transaction.atomic():
        news = [(petition, cluster) for petition, cluster in found if not _is_known(petition, cluster, now)]
        if not news:
            return 0
        notice = Notice.objects.create(at=now)
        columns = ["notice", "number", "whole", "told", "found_at", "last_at"]
        unique = ["petition", "kind", "key"]
        Alert.objects.bulk_create(
            _alerts(news, notice), update_conflicts=True, update_fields=columns, unique_fields=unique
        )
        AlertLetter.objects.bulk_create(
            AlertLetter(notice=notice, account=person, letter_due=now, letter_number=1, letter_kind="clusters")
            for person in people_of_the_staff()
            if person.role in CAMPAIGN_ROLES
        )
        if settings.UNDERSIGNED.alert_webhook:
            later(SEND, now=now, notice=notice.pk)
    return len(news)


def _is_known(petition: int, cluster: Cluster, now: datetime) -> bool:
    """True where it stands already and is no news: its numbers move."""
    key = subject_key(cluster.kind, cluster.subject)
    row = Alert.objects.select_for_update().filter(petition=petition, kind=cluster.kind, key=key).first()
    told = row.told or row.number if row is not None else 0
    if row is None or is_news(cluster.number, now, told=told, last_at=row.last_at):
        return False
    row.last_at = now
    if cluster.number > row.number:
        row.number, row.whole = cluster.number, cluster.whole
    row.save(update_fields=["last_at", "number", "whole"])
    return True


def _alerts(news: Sequence[tuple[int, Cluster]], notice: Notice) -> Iterable[Alert]:
    return [
        Alert(
            notice=notice,
            petition_id=petition,
            kind=cluster.kind,
            key=subject_key(cluster.kind, cluster.subject),
            subject=seal_subject(cluster.subject),
            number=cluster.number,
            whole=cluster.whole,
            told=cluster.number,
            found_at=notice.at,
            last_at=notice.at,
        )
        for petition, cluster in news
    ]
