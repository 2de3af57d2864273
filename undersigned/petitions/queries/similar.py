"""Petitions like one that is being written, so that the same thing is not asked twice."""

from dataclasses import dataclass

from django.db.models import Count

from undersigned.petitions.models import Petition, TitleWord
from undersigned.petitions.queries.texts import ReadText, read_texts
from undersigned.petitions.rules.folding import words_of
from undersigned.petitions.rules.languages import direction
from undersigned.petitions.rules.states import PUBLIC

WORDS_IN_COMMON = 2


@dataclass(frozen=True, slots=True)
class SimilarPetition:
    """One public petition with words of the title in common."""

    slug: str
    title: str
    language: str
    direction: str


def similar_petitions(title: str, language: str, *, limit: int = 5) -> list[SimilarPetition]:
    """Public petitions sharing most words with this title, best first; titles in `language` where they have it.

    Two words in common make them similar; one is enough for a title of one word.
    """
    words = words_of(title)
    if not words:
        return []
    needed = min(WORDS_IN_COMMON, len(words))
    ids = list(
        TitleWord.objects.filter(word__in=words, petition__state__in=PUBLIC)
        .values("petition")
        .annotate(common=Count("pk"))
        .filter(common__gte=needed)
        .order_by("-common", "-petition")
        .values_list("petition", flat=True)[:limit]
    )
    texts = read_texts(ids, language)
    slugs = dict(Petition.objects.filter(pk__in=ids).values_list("pk", "slug"))
    return [_similar(slugs[one], texts[one]) for one in ids]


def _similar(slug: str, text: ReadText) -> SimilarPetition:
    return SimilarPetition(slug, text.title, text.title_language, direction(text.title_language))
