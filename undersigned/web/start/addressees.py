"""The second step: who is asked; from the directory, or new."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from undersigned.petitions.actions.save_draft import save_draft
from undersigned.petitions.queries.directory import addressees_by_id, addressees_like
from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.rules import writing
from undersigned.petitions.rules.drafts import MOST_ADDRESSEES, AddresseeChoice, DraftChange
from undersigned.web.start.keeper import step
from undersigned.web.start.way import back_to, onward, show
from undersigned.web.visitors import moment
from undersigned.web.written import checked, missing_sentence

LONGEST = 200


@dataclass(frozen=True, slots=True)
class NewAddressee:
    """A new addressee as it was typed."""

    name: str = ""
    office: str = ""
    body: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was typed."""
        return not (self.name + self.office + self.body).strip()


@step
def addressees(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Those who are asked, the directory, and a form for somebody new; each button saves at once."""
    if request.method != "POST":
        errors = {"name": missing_sentence("addressees")} if request.GET.get("missing") else {}
        return _show(request, draft, NewAddressee(), errors)
    act = request.POST.get("act", "")
    if act.startswith("remove-"):
        return _save(draft, tuple(one for one in draft.addressees if f"remove-{one.id}" != act))
    if act.startswith("known-"):
        return _add_known(draft, act.removeprefix("known-"))
    return _add_new(request, draft, goes_on=act != "add")


def _show(request: HttpRequest, draft: Draft, new: NewAddressee, errors: dict[str, str]) -> HttpResponse:
    search = request.GET.get("q", "")[:LONGEST]
    taken = {one.id for one in draft.addressees}
    found = [one for one in addressees_like(search) if one.pk not in taken]
    is_full = len(draft.addressees) >= MOST_ADDRESSEES
    return show(request, "addressees", draft, errors, search=search, found=found, new=new, is_full=is_full)


def _add_known(draft: Draft, number: str) -> HttpResponse:
    known = addressees_by_id([int(number)] if number.isdecimal() and len(number) < 18 else [])
    chosen = tuple(AddresseeChoice(one.name, one.office, one.body, id=one.pk) for one in known.values())
    return _save(draft, (draft.addressees + chosen)[:MOST_ADDRESSEES])


def _add_new(request: HttpRequest, draft: Draft, *, goes_on: bool) -> HttpResponse:
    new = NewAddressee(*(request.POST.get(name, "") for name in ("name", "office", "body")))
    if goes_on and new.is_blank and draft.addressees:
        return onward("addressees")
    errors: dict[str, str] = {}
    name = checked("name", errors, lambda: writing.line(new.name, LONGEST, is_needed=True), "")
    office = checked("office", errors, lambda: writing.line(new.office, LONGEST), "")
    body = checked("body", errors, lambda: writing.line(new.body, LONGEST), "")
    if new.is_blank:
        errors = {"name": missing_sentence("addressees")}
    if errors:
        return _show(request, draft, new, errors)
    choice = AddresseeChoice(name, office, body, language=draft.language)
    saved = _save(draft, (*draft.addressees, choice)[:MOST_ADDRESSEES])
    return onward("addressees") if goes_on else saved


def _save(draft: Draft, chosen: tuple[AddresseeChoice, ...]) -> HttpResponse:
    save_draft(petition_id=draft.id, change=DraftChange(addressees=chosen), now=moment())
    return back_to("addressees")
