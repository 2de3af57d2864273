"""Petitions like one that is being written, so that the same thing is not asked twice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SimilarPetition:
    """One public petition with words of the title in common."""

    slug: str
    title: str
    language: str
    direction: str


def similar_petitions(title: str, language: str, *, limit: int = 5) -> list[SimilarPetition]:
    """Public petitions sharing most words with this title, best first; titles in `language` where they have it."""
    raise NotImplementedError
