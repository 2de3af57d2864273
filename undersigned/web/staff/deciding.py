"""What the staff decide about a petition: one form each; refused ones are shown again with what was typed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import STAFF_ROLES, NotAllowed
from undersigned.moderation.actions.answer_appeal import answer_appeal
from undersigned.moderation.actions.ask_correction import ask_correction
from undersigned.moderation.actions.hide import hide
from undersigned.moderation.actions.hold import hold
from undersigned.moderation.actions.let_go import let_go
from undersigned.moderation.actions.note import note
from undersigned.moderation.actions.publish import publish
from undersigned.moderation.actions.refuse import refuse
from undersigned.moderation.actions.reopen import reopen
from undersigned.moderation.actions.show import show
from undersigned.moderation.actions.stop import stop
from undersigned.moderation.actions.take_down import take_down
from undersigned.moderation.rules import TakesADay
from undersigned.petitions.queries.desk import petition_by_id
from undersigned.petitions.queries.door import petition_visible_to
from undersigned.web.refusals import forbidden
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.queue import petition_answer
from undersigned.web.staff.sentences import CONFLICTS, FAULTS, conflict_words, fault_words
from undersigned.web.staff.typed import number_of
from undersigned.web.visitors import moment


@dataclass(frozen=True, slots=True)
class Typed:
    """What one of the forms sent."""

    words: str
    code: str
    original: str
    part: str
    revision: int
    note: str
    answer: str
    appeal: int
    """Which one is answered, where several wait; 0: the one that does."""

    @property
    def reason(self) -> dict[str, str]:
        """What the actions take that may name a duplicate."""
        return {"words": self.words, "code": self.code, "original": self.original}


Act = Callable[[int, Typed, Person], object]


def _typed(request: HttpRequest) -> Typed:
    names = ("words", "code", "original", "part", "note")
    appeal = number_of(request.POST.get("appeal", ""))
    return Typed(
        revision=revision_of(request),
        appeal=appeal,
        answer=request.POST.get(_field("answer", appeal, request), ""),
        **{name: request.POST.get(name, "") for name in names},
    )


def _field(name: str, appeal: int, request: HttpRequest) -> str:
    """What this field is called on the page that was sent: answers to several appeals have a field each."""
    own = f"{name}-{appeal}"
    return own if own in request.POST else name


def revision_of(request: HttpRequest) -> int:
    """The revision that was read; 0, which is no petition's, where nobody can tell."""
    return number_of(request.POST.get("revision", ""))


ACTS: Final[dict[str, Act]] = {
    "publish": lambda pk, typed, by: publish(petition_id=pk, revision=typed.revision, by=by, now=moment()),
    "refuse": lambda pk, typed, by: refuse(petition_id=pk, by=by, now=moment(), **typed.reason),
    "correct": lambda pk, typed, by: ask_correction(petition_id=pk, by=by, now=moment(), **typed.reason),
    "stop": lambda pk, typed, by: stop(petition_id=pk, by=by, now=moment(), **typed.reason),
    "take_down": lambda pk, typed, by: take_down(petition_id=pk, by=by, now=moment(), **typed.reason),
    "reopen": lambda pk, typed, by: reopen(petition_id=pk, words=typed.words, by=by, now=moment()),
    "hide": lambda pk, typed, by: hide(
        petition_id=pk, part=typed.part, words=typed.words, code=typed.code, by=by, now=moment()
    ),
    "show": lambda pk, typed, by: show(petition_id=pk, part=typed.part, by=by, now=moment()),
    "hold": lambda pk, _typed, by: hold(petition_id=pk, by=by, now=moment()),
    "take_over": lambda pk, _typed, by: hold(petition_id=pk, is_taken_over=True, by=by, now=moment()),
    "let_go": lambda pk, _typed, by: let_go(petition_id=pk, by=by, now=moment()),
    "note": lambda pk, typed, by: note(petition_id=pk, words=typed.note, by=by, now=moment()),
    "grant": lambda pk, typed, by: answer_appeal(
        petition_id=pk, is_granted=True, words=typed.answer, appeal=typed.appeal or None, by=by, now=moment()
    ),
    "uphold": lambda pk, typed, by: answer_appeal(
        petition_id=pk, is_granted=False, words=typed.answer, appeal=typed.appeal or None, by=by, now=moment()
    ),
}
STAYS: Final = frozenset({"hold", "take_over", "note", "hide", "show"})
"""After these one reads on; the others lead to the queue."""
FIELD_OF_WORDS: Final = {"note": "note", "grant": "answer", "uphold": "answer"}


def act(name: str) -> Callable[..., HttpResponse]:
    """The view that does this act: by POST, for the staff; the action itself asks for the role once more."""

    @require_POST
    @staff_only(*STAFF_ROLES)
    def view(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
        return _done(request, person, slug, name)

    return view


def _done(request: HttpRequest, person: Person, slug: str, name: str) -> HttpResponse:
    """Does it and goes on; a refusal says why and keeps what was typed."""
    typed, row = _typed(request), petition_visible_to(person, slug)
    try:
        ACTS[name](row.pk, typed, person)
    except NotAllowed:
        return forbidden(request)
    except FAULTS as fault:
        field, said = fault_words(fault, FIELD_OF_WORDS.get(name, "words"))
        more = {"typed": typed, "errors": {field: said}, "faults": [(_field(field, typed.appeal, request), said)]}
        return petition_answer(request, person, slug, more, status=422)
    except CONFLICTS as fault:
        more = {"typed": typed, "conflict": conflict_words(fault)}
        if isinstance(fault, TakesADay):
            more["back"] = typed.answer
        return petition_answer(request, person, slug, more, status=409)
    # The address may be another one now: a title that is hidden takes the words of the address with it.
    row = petition_by_id(row.pk) or row
    here = reverse("staff:petition", args=[row.slug]) if name in STAYS else reverse("staff:queue")
    return HttpResponseRedirect(f"{here}?said={name}")
