"""The fifth step, which may be left out: on what the petition rests."""

from django.http import HttpRequest, HttpResponse

from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.rules.drafts import DraftChange
from undersigned.web.source_rows import kept_rows, read_rows, rows_with_errors, typed_rows
from undersigned.web.start.keeper import step
from undersigned.web.start.way import back_to, onward, show
from undersigned.web.visitors import moment


@step
def sources(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Rows for sources, two of them blank; "more" saves and gives two further ones."""
    if request.method != "POST":
        return show(request, "sources", draft, {}, rows=kept_rows(draft.sources))
    errors: dict[str, str] = {}
    rows = typed_rows(request.POST)
    read = read_rows(rows, errors)
    if errors:
        return show(request, "sources", draft, errors, rows=rows_with_errors(rows, errors))
    save_draft(petition_id=draft.id, change=DraftChange(sources=read), now=moment())
    return back_to("sources") if request.POST.get("act") == "more" else onward("sources")
