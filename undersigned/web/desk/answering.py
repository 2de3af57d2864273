"""What a starter can do about a decision: hand in a corrected petition, appeal."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from undersigned.accounts.queries import Person
from undersigned.moderation.actions.appeal import appeal as appeal_against
from undersigned.moderation.rules import WORDS_AT_MOST, AppealRefused, WordsMissing, WordsTooLong
from undersigned.petitions.actions.resubmit import resubmit as hand_in_again
from undersigned.petitions.queries.desk import own_petition
from undersigned.petitions.rules.states import StepRefused, TextIncomplete
from undersigned.web.desk.door import signed_in
from undersigned.web.desk.petitions import petition_answer
from undersigned.web.visitors import moment


@require_POST
@signed_in
def resubmit(request: HttpRequest, person: Person, slug: str) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """The corrected petition waits to be read again."""
    row = own_petition(person, slug)
    said = "handed_in_again"
    try:
        hand_in_again(petition_id=row.pk, account=person, now=moment())
    except StepRefused:
        said = "not_now"
    except TextIncomplete:
        said = "incomplete"
    return HttpResponseRedirect(reverse("desk:petition", args=[row.slug]) + f"?said={said}")


@require_POST
@signed_in
def appeal(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """A decision that stands is looked at again; without words the form is shown again."""
    row, decision = own_petition(person, slug), _number(request.POST.get("decision", ""))
    field = f"words-{decision}" if f"words-{decision}" in request.POST else "words"
    typed = request.POST.get(field, "")
    try:
        appeal_against(petition_id=row.pk, words=typed, decision=decision or None, by=person, now=moment())
    except (WordsMissing, WordsTooLong) as fault:
        said = _fault_words(fault)
        more = {"typed": typed, "at": decision, "errors": {"words": said}, "faults": [(field, said)]}
        return petition_answer(request, person, row, more, status=422)
    except AppealRefused:
        return HttpResponseRedirect(reverse("desk:petition", args=[row.slug]) + "?said=not_now")
    return HttpResponseRedirect(reverse("desk:petition", args=[row.slug]) + "?said=appealed")


def _number(typed: str) -> int:
    """The id that the form named; 0, which is no row's, where that is none."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


def _fault_words(fault: Exception) -> str:
    if isinstance(fault, WordsMissing):
        return _("Please say why the decision is wrong: another person reads these words.")
    return _("These are too many words: at most {count} characters.").format(count=WORDS_AT_MOST)
