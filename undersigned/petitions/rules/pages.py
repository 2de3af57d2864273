"""What the petition's page, its JSON, the list and the preview show: one value for all of them."""

from dataclasses import dataclass
from datetime import datetime

from undersigned.petitions.rules.milestones import Milestone


@dataclass(frozen=True, slots=True)
class PageText:
    """One language of the version that is shown."""

    language: str
    direction: str
    """`ltr` or `rtl`."""
    title: str
    story_html: str
    """Safe HTML; headings start at h3; links carry rel="nofollow ugc noopener"."""
    summary: str
    """Beginning of the story as plain text, at most 200 characters."""


@dataclass(frozen=True, slots=True)
class PageAddressee:
    """Whom the petition asks."""

    name: str
    office: str
    body: str
    language: str
    direction: str
    is_checked: bool


@dataclass(frozen=True, slots=True)
class PageSource:
    """One numbered source; `link` is "" or an http(s) address."""

    number: int
    title: str
    publisher: str
    date: str
    link: str


@dataclass(frozen=True, slots=True)
class PagePhoto:
    """The photo in its sizes; addresses are paths of this site under /media/."""

    src: str
    """A JPEG for all browsers, of `width` by `height` pixels."""
    width: int
    height: int
    srcset_webp: str
    srcset_jpeg: str
    caption: str
    link: str
    language: str
    """Language of the caption: the petition's own."""


@dataclass(frozen=True, slots=True)
class PetitionPage:
    """Everything about one petition at one moment, in one language of the interface."""

    id: int
    pid: str
    slug: str
    state: str
    version: int
    revision: int
    interface_language: str
    text: PageText
    """In the interface's language where the version has it, else in the petition's own."""
    original_language: str
    languages: tuple[str, ...]
    """Languages in which this version can be read, the original first."""
    addressees: tuple[PageAddressee, ...]
    starter_name: str
    place: str
    topics: tuple[str, ...]
    published_at: datetime | None
    closed_at: datetime | None
    sources: tuple[PageSource, ...]
    photo: PagePhoto | None
    note: str
    handover: str
    """nothing | number | names."""
    retention_months: int
    count: int
    counted_at: datetime | None
    log_size: int
    goal: int
    percent: int
    """How full the bar is, 0 to 100; 100 only when the goal is reached."""
    rank: int
    """1 + other published petitions with more, now."""
    of: int
    milestone: Milestone
    counter_text: str
    """In the interface's language: "0 have signed. Our goal is 25,000."."""
    milestone_text: str
    as_of: datetime
    """When ranks were read."""

    @property
    def is_open(self) -> bool:
        """May be signed now."""
        return self.state == "published"

    @property
    def text_version(self) -> str:
        """Value of the signing form's hidden field `version`: which text and language was read."""
        return f"{self.version}-{self.text.language}"


@dataclass(frozen=True, slots=True)
class PetitionCard:
    """One line of a list."""

    pid: str
    slug: str
    state: str
    title: str
    language: str
    direction: str
    summary: str
    addressees: tuple[str, ...]
    place: str
    topics: tuple[str, ...]
    starter_name: str
    published_at: datetime | None
    closed_at: datetime | None
    photo: PagePhoto | None
    count: int
    counted_at: datetime | None
    goal: int
    percent: int
    counter_text: str

    @property
    def is_open(self) -> bool:
        """May be signed now."""
        return self.state == "published"


@dataclass(frozen=True, slots=True)
class PetitionList:
    """One page of a list."""

    cards: tuple[PetitionCard, ...]
    order: str
    number: int
    """This page's number, from 1."""
    has_next: bool
    total: int
    """How many petitions the whole list holds."""
