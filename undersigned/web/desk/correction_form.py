"""All that the guided start asks, as one form: what is kept, what was typed, what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from undersigned.petitions.queries.drafts import Draft
from undersigned.petitions.rules import writing
from undersigned.petitions.rules.drafts import MOST_ADDRESSEES, AddresseeChoice, DraftChange
from undersigned.petitions.rules.goals import HIGHEST_GOAL
from undersigned.petitions.rules.states import Handover
from undersigned.web.draft_terms import language_choices, read_topics
from undersigned.web.source_rows import SourceRow, kept_rows, read_rows, typed_rows
from undersigned.web.written import checked, missing_sentence

LONGEST: Final = 200
BLANK_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class AddresseeRow:
    """One who is asked, as typed."""

    number: int
    name: str = ""
    office: str = ""
    body: str = ""

    @property
    def is_blank(self) -> bool:
        """Nothing was typed."""
        return not (self.name + self.office + self.body).strip()


@dataclass(frozen=True, slots=True)
class Correction:
    """The whole form: plain fields by their names, and the rows."""

    values: Mapping[str, str]
    addressees: Sequence[AddresseeRow]
    sources: Sequence[SourceRow]


def kept(draft: Draft) -> Correction:
    """What the petition holds now, with blank rows for more."""
    values = {
        "title": draft.title,
        "story": draft.story,
        "name": draft.starter_name,
        "caption": draft.photo.caption if draft.photo else "",
        "link": draft.photo.link if draft.photo else "",
        "language": draft.language,
        "goal": str(draft.goal or ""),
        "handover": draft.handover,
        "place": draft.place,
        "topics": ", ".join(draft.topics),
        "sensitive": "yes" if draft.is_sensitive else "",
    }
    rows = [AddresseeRow(at, one.name, one.office, one.body) for at, one in enumerate(draft.addressees, 1)]
    last = min(len(rows) + BLANK_ROWS, MOST_ADDRESSEES)
    rows += [AddresseeRow(number) for number in range(len(rows) + 1, last + 1)]
    return Correction(values, rows, kept_rows(draft.sources))


def typed(posted: Mapping[str, str], draft: Draft) -> Correction:
    """What was sent; whatever the form did not hold stays as it is kept."""
    before = kept(draft)
    rows = [_row(posted, number) for number in range(1, MOST_ADDRESSEES + 1) if f"who-{number}" in posted]
    values = {name: posted.get(name, value) for name, value in before.values.items()}
    if "asked_sensitive" in posted:
        # A box without its tick is not sent.
        values["sensitive"] = posted.get("sensitive", "")
    return Correction(
        values=values,
        addressees=rows or before.addressees,
        sources=typed_rows(posted) or before.sources,
    )


def read(form: Correction, draft: Draft, errors: dict[str, str]) -> DraftChange:
    """The change; what is wrong with a field stands among `errors` by its name."""
    text, has_name = form.values, bool(draft.starter_name)
    title = checked("title", errors, lambda: writing.line(text["title"], writing.LONGEST_TITLE), "")
    story = checked("story", errors, lambda: writing.story(text["story"]), "")
    for name, words in (("title", title), ("story", story)):
        if not words:
            errors.setdefault(name, missing_sentence(name))
    _check_choices(text, draft, errors)
    return DraftChange(
        title=title,
        story=story,
        addressees=_read_addressees(form.addressees, draft, errors),
        sources=read_rows(form.sources, errors),
        starter_name=checked(
            "name", errors, lambda: writing.line(text["name"], writing.LONGEST_NAME, is_needed=has_name), ""
        ),
        language=text["language"],
        goal=checked("goal", errors, lambda: writing.whole_number(text["goal"], HIGHEST_GOAL) or 0, 0),
        handover=text["handover"],
        place=checked("place", errors, lambda: writing.line(text["place"], writing.LONGEST_NAME), ""),
        topics=checked("topics", errors, lambda: read_topics(text["topics"]), tuple[str, ...]()),
        is_sensitive=text["sensitive"] == "yes",
    )


def read_photo_words(form: Correction, errors: dict[str, str]) -> tuple[str, str]:
    """Caption and link of the photo."""
    caption = checked("caption", errors, lambda: writing.line(form.values["caption"], 300), "")
    return caption, checked("link", errors, lambda: writing.link(form.values["link"]), "")


def _check_choices(text: Mapping[str, str], draft: Draft, errors: dict[str, str]) -> None:
    if text["language"] not in dict(language_choices(draft)):
        errors["language"] = _("Please choose one of these languages.")
    if text["handover"] not in {one.value for one in Handover}:
        errors["handover"] = _("Please choose one of these.")


def _row(posted: Mapping[str, str], number: int) -> AddresseeRow:
    return AddresseeRow(number, *(posted.get(f"{name}-{number}", "") for name in ("who", "office", "body")))


def _read_addressees(rows: Sequence[AddresseeRow], draft: Draft, errors: dict[str, str]) -> tuple[AddresseeChoice, ...]:
    asked = tuple(_read_addressee(row, draft.language, errors) for row in rows if not row.is_blank)
    if not asked:
        errors["who-1"] = missing_sentence("addressees")
    return asked


def _read_addressee(row: AddresseeRow, language: str, errors: dict[str, str]) -> AddresseeChoice:
    """Known words are the known entry of the directory: `set_addressees` finds it by them."""
    at = row.number
    return AddresseeChoice(
        name=checked(f"who-{at}", errors, lambda: writing.line(row.name, LONGEST, is_needed=True), ""),
        office=checked(f"office-{at}", errors, lambda: writing.line(row.office, LONGEST), ""),
        body=checked(f"body-{at}", errors, lambda: writing.line(row.body, LONGEST), ""),
        language=language,
    )
