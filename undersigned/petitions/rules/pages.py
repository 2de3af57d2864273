"""What the petition's page, its JSON, the list and the preview show: one value for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from undersigned.petitions.rules.milestones import Milestone
from undersigned.petitions.rules.photos import PHOTO_FOLDER, file_name

MEDIA = f"/media/{PHOTO_FOLDER}/"


@dataclass(frozen=True, slots=True)
class PageText:
    """One language of the version that is shown."""

    language: str
    direction: str
    """`ltr` or `rtl`."""
    title: str
    """Words that say so where it is hidden."""
    title_language: str
    title_direction: str
    story_html: str
    """Safe HTML; headings start at h3; links carry rel="nofollow ugc noopener"; "" where the story is hidden."""
    summary: str
    """Beginning of the story as plain text, at most 200 characters."""


@dataclass(frozen=True, slots=True)
class PageAddressee:
    """Whom the petition asks; of one that is hidden there is nothing but that."""

    name: str
    office: str
    body: str
    language: str
    direction: str
    is_checked: bool
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class PageSource:
    """One numbered source; `link` is "" or an http(s) address. One that is hidden has its number alone."""

    number: int
    title: str
    publisher: str
    date: str
    link: str
    is_hidden: bool = False


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


def page_photo(
    key: str, widths: Sequence[int], width: int, height: int, caption: str, link: str, language: str
) -> PagePhoto:
    """The photo whose files are named by `key`, as a page shows it."""
    return PagePhoto(
        src=MEDIA + file_name(key, width, "jpg"),
        width=width,
        height=height,
        srcset_webp=", ".join(f"{MEDIA}{file_name(key, one, 'webp')} {one}w" for one in widths),
        srcset_jpeg=", ".join(f"{MEDIA}{file_name(key, one, 'jpg')} {one}w" for one in widths),
        caption=caption,
        link=link,
        language=language,
    )


@dataclass(frozen=True, slots=True)
class PetitionCount:
    """A petition's number at one moment: the same for page, JSON and widget."""

    pid: str
    version: int
    count: int
    counted_at: datetime | None
    """Time of the publication in which the count last changed; None before the first."""
    log_size: int
    goal: int
    percent: int
    """How full the bar is, rounded down."""
    rank: int
    """1 + other published petitions with more, now."""
    of: int
    """Published petitions, this one included."""
    milestone: Milestone
    as_of: datetime
    """When ranks were read."""
    published_within: timedelta = timedelta()
    """How long a signature waits for others before it is published; zero where the petition is not sensitive."""


@dataclass(frozen=True, slots=True)
class PetitionPage:
    """Everything about one petition at one moment, in one language of the interface."""

    id: int
    slug: str
    state: str
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
    reopened_at: datetime | None
    """The last time that signing was opened again after closing."""
    sources: tuple[PageSource, ...]
    photo: PagePhoto | None
    note: str
    handover: str
    """nothing | number | names."""
    retention_months: int
    counted: PetitionCount
    counter_text: str
    """In the interface's language: "0 have signed. Our goal is 25,000."."""
    milestone_text: str
    """"" where the petition has ended."""
    hidden: frozenset[str] = frozenset()
    """Names of the parts that the staff have hidden; their fields are empty."""
    hides_text: bool = False
    """Something is hidden that people sign: the bytes that were hashed are not given."""
    is_stopped: bool = False
    """Closed by the staff; `stop_code` and `stop_words` say why, where that may be told."""
    stop_code: str = ""
    stop_words: str = ""

    @property
    def pid(self) -> str:
        """Name in the log."""
        return self.counted.pid

    @property
    def version(self) -> int:
        """Number of the text's version."""
        return self.counted.version

    @property
    def count(self) -> int:
        """Counted signatures."""
        return self.counted.count

    @property
    def counted_at(self) -> datetime | None:
        """When the count last changed."""
        return self.counted.counted_at

    @property
    def published_within(self) -> timedelta:
        """How long a signature waits for others before it is published."""
        return self.counted.published_within

    @property
    def log_size(self) -> int:
        """Size of the log that the count comes from."""
        return self.counted.log_size

    @property
    def goal(self) -> int:
        """The goal that is shown."""
        return self.counted.goal

    @property
    def percent(self) -> int:
        """How full the bar is."""
        return self.counted.percent

    @property
    def rank(self) -> int:
        """Its rank now."""
        return self.counted.rank

    @property
    def of(self) -> int:
        """Among how many."""
        return self.counted.of

    @property
    def milestone(self) -> Milestone:
        """What the goal would make of it."""
        return self.counted.milestone

    @property
    def as_of(self) -> datetime:
        """When ranks were read."""
        return self.counted.as_of

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
    title_language: str
    title_direction: str
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
