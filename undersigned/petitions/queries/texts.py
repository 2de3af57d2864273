"""The texts of a petition's versions."""

from collections.abc import Iterable

from django.db.models import F, Q

from undersigned.petitions.models import Petition, VersionText
from undersigned.petitions.rules.drafts import AddresseeChoice, SourceEntry
from undersigned.petitions.rules.texts import LanguageText, WholeText


def texts_of(petition: Petition) -> list[VersionText]:
    """The present version in its languages, the original first, the others by code."""
    texts = VersionText.objects.filter(version__petition=petition, version__v=petition.version)
    return sorted(texts, key=lambda text: (text.language != petition.language, text.language))


def read_texts(ids: Iterable[int], language: str) -> dict[int, VersionText]:
    """Each of these petitions' present text in this language, or else in its own; one query."""
    texts = (
        VersionText.objects.filter(version__petition_id__in=list(ids), version__v=F("version__petition__version"))
        .filter(Q(language=language) | Q(language=F("version__petition__language")))
        .select_related("version")
    )
    chosen: dict[int, VersionText] = {}
    for text in texts:
        if text.version.petition_id not in chosen or text.language == language:
            chosen[text.version.petition_id] = text
    return chosen


def original_text(petition: Petition) -> VersionText:
    """The present version in the petition's own language."""
    return VersionText.objects.get(version__petition=petition, version__v=petition.version, language=petition.language)


def whole_text(petition: Petition) -> WholeText:
    """Everything that a signature of the present version stands under."""
    asked = [one.addressee for one in petition.asked.select_related("addressee")]
    return WholeText(
        pid=petition.pid,
        version=petition.version,
        original_language=petition.language,
        texts=tuple(LanguageText(text.language, text.title, text.story) for text in texts_of(petition)),
        addressees=tuple(AddresseeChoice(one.name, one.office, one.body) for one in asked),
        sources=tuple(
            SourceEntry(source.title, source.publisher, source.date, source.link) for source in petition.sources.all()
        ),
    )


def fixed_text(petition: Petition, v: int) -> str | None:
    """The characters that were hashed for this version; None where there is no such version or it is not fixed."""
    version = petition.versions.filter(v=v).exclude(text_hash="").first()
    return version.hashed_text if version else None
