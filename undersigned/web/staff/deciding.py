"""Publishing, refusing, taking down and reopening: one form each, refused ones shown again with what was typed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from undersigned.accounts.queries import Person
from undersigned.accounts.rules import STAFF_ROLES, NotAllowed
from undersigned.moderation.actions import publish as publishing
from undersigned.moderation.actions import refuse as refusing
from undersigned.moderation.actions import reopen as reopening
from undersigned.moderation.actions import take_down as taking_down
from undersigned.moderation.rules import WORDS_AT_MOST, AlreadyDecided, WordsMissing, WordsTooLong
from undersigned.petitions.queries.door import petition_visible_to
from undersigned.petitions.rules.states import REOPENS_WITHIN, PetitionChanged, State, StepRefused, TextIncomplete
from undersigned.web.refusals import forbidden
from undersigned.web.staff.door import staff_only
from undersigned.web.staff.queue import petition_answer
from undersigned.web.visitors import moment

Decide = Callable[[int, str], object]


@require_POST
@staff_only(*STAFF_ROLES)
def publish(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The held petition is published, if it still is the one that was read."""
    read = request.POST.get("revision", "")
    # Without a readable number nobody knows what was read; 0 is no petition's revision.
    revision = int(read) if read.isascii() and read.isdigit() and len(read) < 19 else 0

    def decide(petition_id: int, _words: str) -> None:
        publishing.publish(petition_id=petition_id, by=person, revision=revision, now=moment())

    return _answer(request, person, slug, "publish", decide)


@require_POST
@staff_only(*STAFF_ROLES)
def refuse(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The held petition is refused with words."""

    def decide(petition_id: int, words: str) -> None:
        refusing.refuse(petition_id=petition_id, words=words, by=person, now=moment())

    return _answer(request, person, slug, "refuse", decide)


@require_POST
@staff_only(*STAFF_ROLES)
def take_down(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The public petition is taken down with words."""

    def decide(petition_id: int, words: str) -> None:
        taking_down.take_down(petition_id=petition_id, words=words, by=person, now=moment())

    return _answer(request, person, slug, "take_down", decide)


@require_POST
@staff_only(*STAFF_ROLES)
def reopen(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The closed petition is opened again with words."""

    def decide(petition_id: int, words: str) -> None:
        reopening.reopen(petition_id=petition_id, words=words, by=person, now=moment())

    return _answer(request, person, slug, "reopen", decide)


def _answer(request: HttpRequest, person: Person, slug: str, kind: str, decide: Decide) -> HttpResponse:
    """Decides and shows the petition again; a refusal says why and keeps the words."""
    words = request.POST.get("words", "")
    row = petition_visible_to(person, slug)
    try:
        decide(row.pk, words)
    except NotAllowed:
        return forbidden(request)
    except (WordsMissing, WordsTooLong) as fault:
        said = _fault_words(fault)
        more = {"typed": {kind: words}, "errors": {kind: said}, "faults": [("words", said)]}
        return petition_answer(request, person, slug, more, status=422)
    except (AlreadyDecided, StepRefused, PetitionChanged, TextIncomplete) as fault:
        more = {"typed": {kind: words}, "conflict": _conflict_words(fault)}
        return petition_answer(request, person, slug, more, status=409)
    # The address may be another one now: a title becomes words of the address when it is published.
    return HttpResponseRedirect(reverse("staff:queue") + f"?said={kind}")


def _fault_words(fault: Exception) -> str:
    if isinstance(fault, WordsMissing):
        return _("Please say why: the starter gets these words, and nothing happens without them.")
    return _("These are too many words: at most {count} characters.").format(count=WORDS_AT_MOST)


def _conflict_words(fault: Exception) -> str:
    if isinstance(fault, PetitionChanged):
        return _("The petition was changed while you read it. This is the new text; please read it before you decide.")
    if isinstance(fault, StepRefused) and fault.wanted == State.PUBLISHED and fault.state == State.CLOSED:
        return _("It closed more than {days} days ago and can't be opened again; nothing was changed.").format(
            days=REOPENS_WITHIN.days
        )
    if isinstance(fault, TextIncomplete):
        return _("The petition lacks something that it needs to stand: a title, whom it asks, or its story.")
    return _("Somebody decided about this petition meanwhile. This is where it stands now; nothing was changed.")
