"""Petitions that look for supporters, or did: tokens of their secret links, and two of their slugs."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from undersigned.accounts.models import Account
    from undersigned.petitions.models import Petition

WORDS = "Please say whom you ask, and by when it should be done."


@dataclass(frozen=True, slots=True)
class Supported:
    """Tokens, and at the end slugs."""

    gathering: str
    support_full: str
    support_read: str
    support_lapsed: str
    support_refused: str
    support_stopped: str
    support_taken_down: str
    support_unconfirmed: str
    support_closed: str
    support_exchanged: str
    gathered: str
    support_over: str


def make_supported(starter: "Account", moderator: "Account", now: datetime) -> Supported:
    """One in every state in which the link says something else."""
    from tests.makers import make_draft
    from undersigned.moderation.actions.publish import publish
    from undersigned.moderation.actions.refuse import refuse
    from undersigned.moderation.actions.stop import stop
    from undersigned.moderation.actions.take_down import take_down
    from undersigned.petitions.actions.close import close
    from undersigned.petitions.actions.exchange_link import exchange_link
    from undersigned.petitions.actions.lapse_gatherings import lapse_gatherings
    from undersigned.petitions.actions.submit import submit
    from undersigned.petitions.queries.supporting import support_token
    from undersigned.petitions.rules.supporters import GATHERS_FOR

    lapsed = make_asking(starter, "A roof over the tram stop", now - GATHERS_FOR - timedelta(hours=1))
    lapse_gatherings(now=now)
    open_one = make_asking(starter, "A swing that everybody can use", now)
    full = make_asking(starter, "A mirror at the blind corner", now, supporters=5)
    read, refused, ended, gone, shut = (
        make_read(make_asking(starter, title, now), now)
        for title in ("A quieter bell", "He should go", "No more drums", "Her address", "A lamp at the ford")
    )
    refuse(petition_id=refused.pk, words=WORDS, code="unclear", by=moderator, now=now)
    for one in (ended, gone, shut):
        publish(petition_id=one.pk, by=moderator, now=now)
    stop(petition_id=ended.pk, words=WORDS, code="unsourced", by=moderator, now=now)
    take_down(petition_id=gone.pk, words=WORDS, code="privacy", by=moderator, now=now)
    close(petition_id=shut.pk, now=now)
    leaked = make_asking(starter, "A roof over the well", now)
    old = support_token(leaked)
    exchange_link(petition_id=leaked.pk, number=0, account=starter, now=now)
    draft = make_draft(now, title="A ramp at the library")
    unconfirmed = submit(petition_id=draft.pk, account=None, publication="supported", now=now)
    return Supported(
        gathering=support_token(open_one),
        support_full=support_token(full),
        support_read=support_token(read),
        support_lapsed=support_token(lapsed),
        support_refused=support_token(refused),
        support_stopped=support_token(ended),
        support_taken_down=support_token(gone),
        support_unconfirmed=support_token(unconfirmed),
        support_closed=support_token(shut),
        support_exchanged=old,
        gathered=open_one.slug,
        support_over=lapsed.slug,
    )


def make_asking(starter: "Account", title: str, now: datetime, *, supporters: int = 0) -> "Petition":
    """A petition that looks for supporters, of whom so many have confirmed."""
    from tests.makers import make_draft, make_photo
    from undersigned.console.demo.crowd import Somebody
    from undersigned.console.demo.seeding import Stood, request_of, token_of
    from undersigned.jobs.models import Job
    from undersigned.petitions.actions.submit import submit
    from undersigned.petitions.queries.supporting import gathering_of
    from undersigned.signatures.actions.confirm import confirm
    from undersigned.signatures.actions.let_support import GO_ON
    from undersigned.signatures.actions.support import support
    from undersigned.signatures.rules.outcomes import Signed

    draft = make_draft(now, title=title)
    make_photo(draft, now)
    petition = submit(petition_id=draft.pk, account=starter, publication="supported_moderated", now=now)
    stood = Stood(petition.pk, petition.slug, petition.pid, petition.language)
    gathering = gathering_of(petition.pk)
    assert gathering is not None
    for number in range(supporters):
        mail = f"friend{number}@brambleworth.example"
        friend = Somebody(f"Friend {number}", mail, "GB", "Brambleworth", shows_name=False, wants_updates=False)
        request = request_of(friend, stood)
        signed = support(request, petition_id=petition.pk, text_hash=gathering.text_hash, now=now)
        assert isinstance(signed, Signed)
        assert confirm(token=token_of(signed.handle, request, petition.pid), now=now) is not None
    # As if the worker had not come to it: it would hand the full one to the moderators.
    Job.objects.filter(action=GO_ON).delete()
    return petition


def make_read(petition: "Petition", now: datetime) -> "Petition":
    """It waits for a moderator."""
    from undersigned.petitions.actions.end_gathering import end_gathering

    return end_gathering(petition_id=petition.pk, now=now)
