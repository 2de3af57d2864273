"""Fills a new site with all that the browser looks at, by the house's own actions.

`python -m tests.browser.furnish` in the site's environment; prints what a test needs to find its way, as JSON.
"""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from undersigned.console.main import open_house

if TYPE_CHECKING:
    from undersigned.accounts.models import Account

CONTENT = Path(__file__).resolve().parents[2] / "undersigned" / "console" / "demo" / "content"
PASSWORD = "seven brown hens in a row"
STARTER, NEWCOMER, STAFF = "mehtap@kavak.example", "ben@brambleworth.example", "nora@staff.example"
WORDS = "The text accuses a person by name.\n\nPlease say what should change, and hand it in again."
# One more page than fits: 20 petitions are on a page of the list, 50 on a page of the queue.
CLOCKS, BENCHES = 19, 52


@dataclass(frozen=True, slots=True)
class Furnished:
    """Slugs of petitions in every state, and the token of a letter that came too late."""

    footbridge: str
    shade_trees: str
    plain: str
    unsigned: str
    amended: str
    closed: str
    taken_down: str
    refused: str
    held: str
    too_late: str
    asked_back: str
    corrected: str
    stopped: str
    parted: str
    appealed: str
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


def main() -> None:
    open_house()
    sys.stdout.write(json.dumps(asdict(furnish(datetime.now(UTC)))))


def furnish(now: datetime) -> Furnished:
    """Published from files, plain, amended, closed, taken down, refused and held petitions: more than a page."""
    from tests.browser.decided import make_decided
    from tests.browser.supported import make_supported
    from tests.makers import make_held, make_published

    mehtap, nora = make_people(now)
    too_late, closed = make_closed(now - timedelta(days=3))
    for number in range(1, CLOCKS + 1):
        make_published(now, title=f"A clock that goes right, number {number}")
    for number in range(1, BENCHES + 1):
        make_held(now, title=f"A bench at stop number {number}")
    return Furnished(
        footbridge=published_file("footbridge", now),
        shade_trees=published_file("shade-trees", now),
        plain=published_file("bicycle-pump", now),
        unsigned=make_own(mehtap, "A lamp on the steps to the upper town", now, is_published=True),
        amended=make_amended(now),
        closed=closed,
        taken_down=make_taken_down(mehtap, nora, now),
        refused=make_refused(mehtap, nora, now),
        held=make_own(mehtap, "Shade over the benches in Well Street", now, is_published=False),
        too_late=too_late,
        **asdict(make_decided(mehtap, now)),
        **asdict(make_supported(mehtap, nora, now)),
    )


def newcomer_of(language: str) -> str:
    """A person of the staff without a second factor, one for each language that is looked at."""
    return f"nils-{language}@staff.example"


def make_people(now: datetime) -> tuple["Account", "Account"]:
    """A starter and a moderator, and somebody whose desk is empty; all with the same password."""
    from undersigned.accounts.actions.create_staff import create_staff
    from undersigned.accounts.actions.ensure_account import ensure_account
    from undersigned.accounts.actions.set_password import set_password

    mehtap = ensure_account(email=STARTER, language="en", name="Mehtap Kıvılcım", now=now)
    newcomer = ensure_account(email=NEWCOMER, language="en", now=now)
    for account in (mehtap, newcomer):
        set_password(account_id=account.pk, password=PASSWORD)
    for language in ("en", "tr"):
        create_staff(email=newcomer_of(language), role="moderator", password=PASSWORD, language=language, now=now)
    nora = create_staff(
        email=STAFF, role="administrator", password=PASSWORD, language="en", is_factor_exempt=True, now=now
    )
    return mehtap, nora


def published_file(name: str, now: datetime) -> str:
    """The petition of this file, with its photo."""
    from undersigned.console.petition import import_file

    address = import_file(CONTENT / f"{name}.md", is_published=True, now=now)
    return address.rstrip("/").rpartition("/")[2]


def make_own(starter: "Account", title: str, now: datetime, *, is_published: bool) -> str:
    """A petition that the starter handed in."""
    from tests.makers import make_draft, make_photo
    from undersigned.petitions.actions.publish import publish
    from undersigned.petitions.actions.submit import submit

    draft = make_draft(now, title=title)
    make_photo(draft, now)
    petition = submit(petition_id=draft.pk, account=starter, publication="moderated", now=now)
    if is_published:
        petition = publish(petition_id=petition.pk, now=now)
    return petition.slug


def make_amended(now: datetime) -> str:
    """A petition whose text has a second version."""
    from tests.makers import STORY, make_published
    from undersigned.petitions.actions.amend import amend
    from undersigned.petitions.rules.drafts import DraftChange

    petition = make_published(now, title="A night bus, too")
    change = DraftChange(title="A night bus on weekdays, too", story=f"{STORY}\nOn holidays one at **0:10**.\n")
    return amend(petition_id=petition.pk, change=change, has_signatures=False, now=now).slug


def make_closed(now: datetime) -> tuple[str, str]:
    """A petition that closed, and the token of a letter that nobody followed in time."""
    from tests.makers import make_published
    from undersigned.console.demo.crowd import Somebody
    from undersigned.console.demo.seeding import Stood, request_of, token_of
    from undersigned.petitions.actions.close import close
    from undersigned.petitions.actions.end_grace import end_grace
    from undersigned.signatures.actions.sign import sign
    from undersigned.signatures.rules.outcomes import Signed

    petition = make_published(now, title="Open the library on Sundays")
    stood = Stood(petition.pk, petition.slug, petition.pid, petition.language)
    late = Somebody("Oscar Late", "oscar@late.example", "IE", "Brambleworth", shows_name=True, wants_updates=False)
    request = request_of(late, stood)
    [signed] = sign([request], now=now)
    assert isinstance(signed, Signed)
    token = token_of(signed.handle, request, petition.pid)
    close(petition_id=petition.pk, now=now + timedelta(hours=1))
    end_grace(petition_id=petition.pk, now=now + timedelta(hours=26))
    return token, petition.slug


def make_taken_down(starter: "Account", moderator: "Account", now: datetime) -> str:
    """A petition that stood and stands no more."""
    from undersigned.moderation.actions.take_down import take_down
    from undersigned.petitions.models import Petition

    slug = make_own(starter, "Name the one who did it", now, is_published=True)
    take_down(petition_id=Petition.objects.get(slug=slug).pk, code="unsourced", words=WORDS, by=moderator, now=now)
    return slug


def make_refused(starter: "Account", moderator: "Account", now: datetime) -> str:
    """A petition that never stood."""
    from undersigned.moderation.actions.refuse import refuse
    from undersigned.petitions.models import Petition

    slug = make_own(starter, "He must go at last", now, is_published=False)
    refuse(petition_id=Petition.objects.get(slug=slug).pk, code="unclear", words=WORDS, by=moderator, now=now)
    return slug


if __name__ == "__main__":
    main()
