"""The search for clusters: the sweep that looks through the signings of the last day."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from undersigned.accounts.queries import people_of_the_staff
from undersigned.integrity.fields import seal_subject, subject_key
from undersigned.integrity.models import Alert, AlertLetter, Notice
from undersigned.integrity.places import known_places
from undersigned.integrity.rules.campaigns import CAMPAIGN_ROLES
from undersigned.integrity.rules.clusters import AREA_LEAST, LOOKED_AT_MOST, LOOKED_BACK, Cluster, Signing, clusters
from undersigned.integrity.rules.conditions import folded
from undersigned.integrity.rules.populations import POPULATIONS
from undersigned.jobs.actions.later import later
from undersigned.keys.petition_keys import KeysDestroyed
from undersigned.keys.sealing import SealBroken
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import contents_of
from undersigned.signatures.rules.contents import Contents
from undersigned.signatures.rules.origins import MARK_BYTES, domain_of, household
from undersigned.signatures.rules.states import STANDING, WAITING
from undersigned.signatures.screening.domain_window import BIG

SEND = "undersigned.integrity.actions.send_notice.send_notice"


def find_clusters(*, now: datetime) -> int:
    """How many clusters are new. Whoever watches the numbers gets one letter about all, the webhook one message.

    Reads what signings hold sealed and writes none of it down in clear. Searching again only moves numbers.
    """
    recent = Signature.objects.filter(created_at__gte=now - LOOKED_BACK, state__in=(*WAITING, *STANDING))
    counts = recent.order_by().values_list("petition").annotate(number=Count("pk"))
    found = [
        (petition, cluster)
        for petition, number in counts
        if number >= AREA_LEAST
        for cluster in clusters(_signings(petition, now), countries=POPULATIONS, places=known_places())
    ]
    return _note(found, now) if found else 0


def _signings(petition: int, now: datetime) -> list[Signing]:
    rows = Signature.objects.filter(
        petition=petition, created_at__gte=now - LOOKED_BACK, state__in=(*WAITING, *STANDING)
    ).select_related("petition")
    newest = rows.order_by("-created_at")[:LOOKED_AT_MOST]
    return [_signing(row, contents) for row in newest.iterator(2000) if (contents := _contents(row)) is not None]


def _contents(row: Signature) -> Contents | None:
    try:
        return contents_of(row)
    except (KeysDestroyed, SealBroken):
        return None


def _signing(row: Signature, contents: Contents) -> Signing:
    mark = bytes(row.origin)[:MARK_BYTES]
    domain = household(domain_of(contents.email.lower()))
    return Signing(
        at=row.created_at,
        network=mark.hex() if any(mark) else "",
        domain="" if domain in BIG else domain,
        local=contents.email.rpartition("@")[0],
        country=row.country,
        place=folded(contents.place),
    )


def _note(found: Sequence[tuple[int, Cluster]], now: datetime) -> int:
    with transaction.atomic():
        new = [(petition, cluster) for petition, cluster in found if not _is_known(petition, cluster, now)]
        if not new:
            return 0
        notice = Notice.objects.create(at=now)
        Alert.objects.bulk_create(_alerts(new, notice), ignore_conflicts=True)
        AlertLetter.objects.bulk_create(
            AlertLetter(notice=notice, account=person, letter_due=now, letter_number=1, letter_kind="clusters")
            for person in people_of_the_staff()
            if person.role in CAMPAIGN_ROLES
        )
        if settings.UNDERSIGNED.alert_webhook:
            later(SEND, now=now, notice=notice.pk)
    return len(new)


def _is_known(petition: int, cluster: Cluster, now: datetime) -> bool:
    """True where it stands already: its numbers move."""
    key = subject_key(cluster.kind, cluster.subject)
    row = Alert.objects.select_for_update().filter(petition=petition, kind=cluster.kind, key=key).first()
    if row is None:
        return False
    row.last_at = now
    if cluster.number > row.number:
        row.number, row.whole = cluster.number, cluster.whole
    row.save(update_fields=["last_at", "number", "whole"])
    return True


def _alerts(new: Sequence[tuple[int, Cluster]], notice: Notice) -> Iterable[Alert]:
    return [
        Alert(
            notice=notice,
            petition_id=petition,
            kind=cluster.kind,
            key=subject_key(cluster.kind, cluster.subject),
            subject=seal_subject(cluster.subject),
            number=cluster.number,
            whole=cluster.whole,
            found_at=notice.at,
            last_at=notice.at,
        )
        for petition, cluster in new
    ]
