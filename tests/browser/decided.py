"""Petitions that moderators have dealt with: asked back, corrected, stopped, hidden in part, appealed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from undersigned.accounts.models import Account
    from undersigned.petitions.models import Petition

WORDS = "Please say whom you ask, and by when it should be done."


@dataclass(frozen=True, slots=True)
class Decided:
    """Their slugs."""

    asked_back: str
    corrected: str
    stopped: str
    parted: str
    appealed: str


def make_decided(starter: "Account", now: datetime) -> Decided:
    """All decided by a moderator who is nobody else, so that anybody else may answer the appeal."""
    from tests.browser.furnish import make_own
    from undersigned.accounts.actions.create_staff import create_staff
    from undersigned.moderation.actions.appeal import appeal
    from undersigned.moderation.actions.ask_correction import ask_correction
    from undersigned.moderation.actions.hide import hide
    from undersigned.moderation.actions.refuse import refuse
    from undersigned.moderation.actions.stop import stop
    from undersigned.petitions.models import Petition

    first = create_staff(email="first@staff.example", role="moderator", language="en", now=now)

    def own(title: str, *, is_published: bool = False) -> Petition:
        return Petition.objects.get(slug=make_own(starter, title, now, is_published=is_published))

    back, changed, ended, parted, other = (
        own("Quieter trams at night"),
        own("A bench at the ferry"),
        own("No more leaf blowers", is_published=True),
        own("Keep the old plane tree", is_published=True),
        own("Let the library lend tools"),
    )
    why: dict[str, Any] = {"words": WORDS, "code": "unclear", "by": first}
    ask_correction(petition_id=back.pk, **why, now=now)
    ask_correction(petition_id=changed.pk, **why, now=now)
    correct(changed, starter, now + timedelta(minutes=5))
    stop(petition_id=ended.pk, words=WORDS, code="unsourced", by=first, now=now)
    for part in ("photo", "source:1", "title", "story:1", "addressee:1"):
        hide(petition_id=parted.pk, part=part, words=WORDS, code="privacy", by=first, now=now)
    appeal(petition_id=parted.pk, words="Everybody may know whom we ask.", by=starter, now=now)
    parted.refresh_from_db()
    refuse(petition_id=other.pk, **why, now=now)
    appeal(petition_id=other.pk, words="It says so in the second paragraph.", by=starter, now=now)
    return Decided(back.slug, changed.slug, ended.slug, parted.slug, other.slug)


def correct(petition: "Petition", starter: "Account", now: datetime) -> None:
    """The starter changes title and story and hands in again."""
    from tests.makers import STORY
    from undersigned.petitions.actions.resubmit import resubmit
    from undersigned.petitions.actions.save_draft import save_draft
    from undersigned.petitions.rules.drafts import DraftChange

    change = DraftChange(title="Two benches at the ferry", story=STORY.replace("23:10", "23:40"))
    save_draft(petition_id=petition.pk, change=change, now=now)
    resubmit(petition_id=petition.pk, account=starter, now=now)
