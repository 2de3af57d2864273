"""The fifth step, which may be left out: on what the petition rests."""

from dataclasses import dataclass, field, replace

from django.http import HttpRequest, HttpResponse

from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.rules import writing
from undersigned.petitions.rules.drafts import MOST_SOURCES, DraftChange, SourceEntry
from undersigned.web.start.keeper import step
from undersigned.web.start.sentences import checked
from undersigned.web.start.way import back_to, onward, show
from undersigned.web.visitors import moment

FIELDS = ("title", "publisher", "date", "link")
BLANK_ROWS = 2


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of the form: its number, what was typed, and what is wrong with it."""

    number: int
    title: str = ""
    publisher: str = ""
    date: str = ""
    link: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Nothing was typed."""
        return not (self.title + self.publisher + self.date + self.link).strip()


@step
def sources(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Rows for sources, two of them blank; "more" saves and gives two further ones."""
    if request.method != "POST":
        rows = [SourceRow(at, one.title, one.publisher, one.date, one.link) for at, one in enumerate(draft.sources, 1)]
        return show(request, "sources", draft, {}, rows=_with_blank(rows))
    errors: dict[str, str] = {}
    read = [_read(row, errors) for row in _typed(request) if not row.is_blank]
    if errors:
        rows = [_with_errors(row, errors) for row in _typed(request)]
        return show(request, "sources", draft, errors, rows=rows)
    save_draft(petition_id=draft.id, change=DraftChange(sources=tuple(read)), now=moment())
    return back_to("sources") if request.POST.get("act") == "more" else onward("sources")


def _typed(request: HttpRequest) -> list[SourceRow]:
    return [_row(request, number) for number in range(1, MOST_SOURCES + 1) if f"title-{number}" in request.POST]


def _row(request: HttpRequest, number: int) -> SourceRow:
    title, publisher, date, link = (request.POST.get(f"{name}-{number}", "") for name in FIELDS)
    return SourceRow(number, title, publisher, date, link)


def _read(row: SourceRow, errors: dict[str, str]) -> SourceEntry:
    at = row.number
    return SourceEntry(
        title=checked(f"title-{at}", errors, lambda: writing.line(row.title, 300, is_needed=True), ""),
        publisher=checked(f"publisher-{at}", errors, lambda: writing.line(row.publisher, 200), ""),
        date=checked(f"date-{at}", errors, lambda: writing.line(row.date, 40), ""),
        link=checked(f"link-{at}", errors, lambda: writing.link(row.link), ""),
    )


def _with_errors(row: SourceRow, errors: dict[str, str]) -> SourceRow:
    own = {name: errors[f"{name}-{row.number}"] for name in FIELDS if f"{name}-{row.number}" in errors}
    return replace(row, errors=own)


def _with_blank(rows: list[SourceRow]) -> list[SourceRow]:
    last = min(len(rows) + BLANK_ROWS, MOST_SOURCES)
    return rows + [SourceRow(number) for number in range(len(rows) + 1, last + 1)]
