"""Questions about campaigns and objections. Read only; what is personal is read by actions, which write that down."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from undersigned.accounts.models import Account
from undersigned.accounts.queries import account_by_id
from undersigned.accounts.rules import NotAllowed
from undersigned.integrity.fields import open_conditions, open_subject, open_words
from undersigned.integrity.models import Alert, Campaign, CampaignSignature, Objection
from undersigned.integrity.rules.campaigns import AT_WORK, CAMPAIGN_ROLES, Fate, Outcome, Stage, is_spent
from undersigned.integrity.rules.conditions import Conditions, Screened
from undersigned.signatures.models import Signature
from undersigned.signatures.queries import is_about, read_letter_token
from undersigned.signatures.rules.states import STANDING, State
from undersigned.signatures.screening.try_out import mark_at, network_places

NEWEST = 100


class CampaignNotFound(Exception):
    """There is no campaign, or no objection, of this number."""


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """A campaign as the staff see it."""

    id: int
    stage: str
    is_paused: bool
    conditions: Conditions = field(repr=False)
    """Empty where they were not opened."""
    reason: str
    words: str
    planned_by: str
    planned_at: datetime
    stage_at: datetime
    candidates: int
    looked: int
    is_complete: bool
    found: int
    removed: int
    restored: int
    gone: int

    @property
    def at_work(self) -> bool:
        """True while a job changes something: the page looks again."""
        return not self.is_paused and self.stage in {Stage.COUNTING, *AT_WORK}

    @property
    def done(self) -> int:
        """How many of `whole` the stage has behind it."""
        if self.stage in {Stage.COUNTING, Stage.COUNTED}:
            return self.looked
        return self.restored if self.stage in {Stage.UNDOING, Stage.UNDONE} else self.removed + self.gone

    @property
    def whole(self) -> int:
        """What `done` grows to."""
        if self.stage in {Stage.COUNTING, Stage.COUNTED}:
            return max(self.candidates, self.looked)
        return self.removed + self.restored if self.stage in {Stage.UNDOING, Stage.UNDONE} else self.found


@dataclass(frozen=True, slots=True)
class RemovalPage:
    """What the page of an objection shows to whom the letter went."""

    petition_id: int
    reason: str
    """The log's word for it."""
    is_removed: bool
    words: str = field(repr=False)
    """Of the objection that was made; "" where there is none."""
    outcome: str
    answer: str = field(repr=False)


def campaigner(by: Account) -> Account:
    """The person as the database knows them now, if their role reaches campaigns; raises NotAllowed."""
    person = account_by_id(by.pk)
    if person is None or person.role not in CAMPAIGN_ROLES:
        raise NotAllowed
    return person


def candidates(conditions: Conditions, petition_id: int | None) -> QuerySet[Signature]:
    """Standing signatures that meet what stands in clear or in marks, by id; the rest is for rules.conditions.fits.

    Of this petition, or of all: its address, which the conditions name, changes when its title is hidden.
    """
    rows = Signature.objects.filter(state__in=STANDING).order_by("pk")
    wanted = {"petition": petition_id, "country": conditions.country}
    wanted |= {"created_at__gte": conditions.since, "created_at__lt": conditions.until}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if conditions.screened:
        rows = rows.exclude(reason="") if conditions.screened == Screened.HELD else rows.filter(reason="")
    if conditions.network:
        place, marks = network_places(conditions.network)
        rows = rows.exclude(origin=b"").annotate(mark=mark_at(place)).filter(mark__in=sorted(marks))
    return rows


def campaigns() -> list[CampaignPage]:
    """The newest first, their conditions unopened. Two queries."""
    rows = list(Campaign.objects.order_by("-pk")[:NEWEST])
    fates = _fates([row.pk for row in rows])
    return [_page(row, fates.get(row.pk, {}), Conditions()) for row in rows]


def campaign_total() -> int:
    """How many campaigns there are; `campaigns` gives the newest of them."""
    return Campaign.objects.count()


def campaign_page(campaign: int) -> CampaignPage:
    """One campaign with its conditions; CampaignNotFound. For the staff read_campaign asks: reading is an act."""
    row = _campaign(campaign)
    return _page(row, _fates([row.pk]).get(row.pk, {}), open_conditions(row.conditions))


def campaign_progress(campaign: int) -> CampaignPage:
    """How far it is, its conditions unopened; CampaignNotFound."""
    row = _campaign(campaign)
    return _page(row, _fates([row.pk]).get(row.pk, {}), Conditions())


def _campaign(campaign: int) -> Campaign:
    row = Campaign.objects.filter(pk=campaign).first()
    if row is None:
        raise CampaignNotFound(campaign)
    return row


def _fates(ids: list[int]) -> dict[int, dict[str, int]]:
    counts: dict[int, dict[str, int]] = {}
    rows = CampaignSignature.objects.filter(campaign__in=ids).order_by()
    for campaign, fate, number in rows.values_list("campaign", "fate").annotate(number=Count("pk")):
        counts.setdefault(campaign, {})[fate] = number
    return counts


def _page(row: Campaign, fates: dict[str, int], conditions: Conditions) -> CampaignPage:
    same = ("id", "stage", "is_paused", "reason", "words", "planned_by", "planned_at", "stage_at", "candidates")
    return CampaignPage(
        **{name: getattr(row, name) for name in same},
        looked=row.looked,
        is_complete=row.is_complete,
        conditions=conditions,
        found=sum(fates.values()),
        removed=fates.get(Fate.REMOVED, 0),
        restored=fates.get(Fate.RESTORED, 0),
        gone=fates.get(Fate.GONE, 0),
    )


def removal_of(token: str) -> RemovalPage | None:
    """What a mailed link to an objection shows; None where there is no such letter. Looking changes nothing."""
    row = objecting_row(token)
    if row is None:
        return None
    said = Objection.objects.filter(signature=row.pk).first()
    said = None if said is not None and is_about_earlier(said, row) else said
    return RemovalPage(
        petition_id=row.petition_id,
        reason=row.event.fields if row.state == State.REMOVED and row.event is not None else "",
        is_removed=row.state == State.REMOVED,
        words=open_words(said.words) if said else "",
        outcome=said.outcome if said else "",
        answer=open_words(said.answer) if said else "",
    )


def objecting_row(token: str) -> Signature | None:
    """The signature that a letter told of, removed or put back since."""
    parts = read_letter_token(token)
    if parts is None:
        return None
    rows = Signature.objects.filter(state__in=(State.REMOVED, *STANDING)).select_related("event", "petition")
    row = rows.filter(pk=parts.row).first()
    return row if row is not None and is_about(parts, row) else None


def is_about_earlier(said: Objection, row: Signature) -> bool:
    """True where the signature is out again since somebody decided; `row` with its event."""
    if row.state != State.REMOVED or row.event is None:
        return False
    return is_spent(said.outcome, said.decided_at, row.event.created_at)


def waiting_objections() -> int:
    """How many objections nobody has decided."""
    return Objection.objects.filter(outcome=Outcome.WAITING).count()


@dataclass(frozen=True, slots=True)
class SeenAlert:
    """A cluster as the staff see it."""

    slug: str
    kind: str
    subject: str = field(repr=False)
    """"" for a network: of it only a mark is known."""
    number: int
    whole: int
    found_at: datetime
    last_at: datetime


def alert_total() -> int:
    """How many clusters are known; `alerts` gives the last seen of them."""
    return Alert.objects.count()


def alerts() -> list[SeenAlert]:
    """The last seen first. For the staff look_at_clusters asks: reading is an act."""
    rows = Alert.objects.select_related("petition").order_by("-last_at", "-number")[:NEWEST]
    return [
        SeenAlert(
            slug=row.petition.slug,
            kind=row.kind,
            subject="" if row.kind == "network" else open_subject(row.subject),
            number=row.number,
            whole=row.whole,
            found_at=row.found_at,
            last_at=row.last_at,
        )
        for row in rows
    ]


def kept_of(signature_id: UUID) -> dict[str, object]:
    """What this room keeps of a signature, as values for JSON, for its signer alone (settings.TAKEN_OUT_TOO)."""
    said = Objection.objects.filter(signature=signature_id).first()
    campaigns = CampaignSignature.objects.filter(signature=signature_id).order_by("campaign")
    objection = said and {
        "words": open_words(said.words),
        "sent_at": said.created_at.isoformat(),
        "outcome": said.outcome or None,
        "answer": open_words(said.answer) or None,
        "decided_at": said.decided_at.isoformat() if said.decided_at else None,
    }
    return {"objection": objection, "removal_campaigns": list(campaigns.values_list("campaign", flat=True))}
