"""What somebody who read an older text is told."""

from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.rules.texts import LanguageText, WholeText, text_document
from undersigned.web.public.changes import Change, changes, fields_of

WRITING = st.text(st.characters(exclude_categories=["Cs"]))


def document(title: str, story: str, version: int = 1) -> str:
    return text_document(WholeText("p" * 22, version, "en", (LanguageText("en", title, story),), (), ()))


def test_only_the_paragraphs_that_differ() -> None:
    before = document("A night train", "The last train leaves at 21:40.\n\nWe ask for one more.")
    after = document("A night train", "The last train leaves at 21:40.\n\nWe ask for two more.\n\nSoon.", 2)
    assert changes(before, after) == [
        Change(is_new=False, text="We ask for one more."),
        Change(is_new=True, text="We ask for two more."),
        Change(is_new=True, text="Soon."),
    ]
    assert changes(before, before) == []


@given(WRITING, WRITING)
def test_whatever_is_written_is_read_back(title: str, story: str) -> None:
    fields = dict(fields_of(document(title, story)))
    assert (fields["title"], fields["story"]) == (title, story)
