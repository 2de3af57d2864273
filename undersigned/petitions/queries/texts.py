"""The texts of a petition's versions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from undersigned.petitions.models import Petition, VersionText
from undersigned.petitions.rules.drafts import AddresseeChoice, SourceEntry
from undersigned.petitions.rules.hiding import STORY, TITLE, hidden_paragraphs, hidden_parts
from undersigned.petitions.rules.states import State
from undersigned.petitions.rules.texts import LanguageText, WholeText
from undersigned.petitions.words import hidden_title


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as everybody may read it: of what is hidden nothing stands in it."""

    title: str
    """Words that say so where it is hidden."""
    title_language: str
    language: str
    story: str
    """Markdown; the paragraphs of `hidden` are not to be shown."""
    hidden: frozenset[int]


def texts_of(petition: Petition) -> list[VersionText]:
    """The present version in its languages, the original first, the others by code; hidden parts are in it."""
    texts = VersionText.objects.filter(version__petition=petition, version__v=petition.version)
    return sorted(texts, key=lambda text: (text.language != petition.language, text.language))


def read_texts(ids: Iterable[int], language: str) -> dict[int, ReadText]:
    """Each of these petitions' present text in this language, or else in its own, for the public; one query.

    Of a petition that was taken down its title and story are hidden: letters and lists that name it say no more than
    its address does.
    """
    texts = (
        VersionText.objects.filter(version__petition_id__in=list(ids), version__v=F("version__petition__version"))
        .filter(Q(language=language) | Q(language=F("version__petition__language")))
        .annotate(
            number=F("version__petition_id"), hidden=F("version__petition__hidden"), state=F("version__petition__state")
        )
    )
    chosen: dict[int, ReadText] = {}
    for text in texts:
        if text.number not in chosen or text.language == language:
            gone = {TITLE, STORY} if text.state == State.TAKEN_DOWN else set[str]()
            chosen[text.number] = read_text(text, hidden_parts(text.hidden) | gone, language)
    return chosen


def read_text(text: VersionText, hidden: frozenset[str], language: str) -> ReadText:
    """This text without its hidden parts, for a reader of the interface in `language`."""
    has_title = TITLE not in hidden
    return ReadText(
        title=text.title if has_title else hidden_title(language),
        title_language=text.language if has_title else language,
        language=text.language,
        story="" if STORY in hidden else text.story,
        hidden=hidden_paragraphs(hidden),
    )


def original_text(petition: Petition) -> VersionText:
    """The present version in the petition's own language; hidden parts are in it."""
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


def text_hashes(petition: Petition) -> dict[int, str]:
    """The hash in the log of each version that is fixed, by its number."""
    return dict(petition.versions.exclude(text_hash="").order_by("v").values_list("v", "text_hash"))
