"""A petition from a Markdown file: all faults at once, each with its line and field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.rules.drafts import SourceEntry
from undersigned.petitions.rules.files import ImageEntry, parse_file
from undersigned.petitions.rules.headers import FileFault, FileRefused

WHOLE = """---
title: "The People's Charter"
language: en
addressees:
  - The House of Commons
  - Lord John Russell
goal: 25000
place: London
topics: [suffrage, parliament]
sources:
  - title: The People's Charter
    publisher: Working Men's Association
    date: 1838-05-08
    link: https://library.example/charter
  - title: A second one
image:
  file: charter.webp
  caption: The charter
  link: https://library.example/picture
starter: William Lovett
note: |
  History knows 1,280,958.
---

We ask for **six** things.

---

And no less.
"""


def test_a_whole_file():
    file = parse_file(WHOLE)
    assert file.title == "The People's Charter"
    assert file.story == "We ask for **six** things.\n\n---\n\nAnd no less."
    assert (file.language, file.goal, file.place) == ("en", 25_000, "London")
    assert file.addressees == ("The House of Commons", "Lord John Russell")
    assert file.topics == ("suffrage", "parliament")
    assert file.sources == (
        SourceEntry(
            "The People's Charter", "Working Men's Association", "1838-05-08", "https://library.example/charter"
        ),
        SourceEntry("A second one"),
    )
    assert file.image == ImageEntry("charter.webp", "The charter", "https://library.example/picture")
    assert (file.starter, file.note) == ("William Lovett", "History knows 1,280,958.")


def test_all_but_the_title_is_optional():
    file = parse_file("---\ntitle: 1984\n---\n", language="tr")
    assert (file.title, file.story, file.language) == ("1984", "", "tr")
    assert (file.addressees, file.goal, file.topics, file.sources, file.image) == ((), None, (), (), None)


def test_windows_lines_a_byte_order_mark_and_empty_values_are_no_fault():
    file = parse_file("\ufeff---\r\ntitle: Ä\r\naddressees:\r\ngoal:\r\nimage:\r\nplace: ~\r\n---\r\nStory\r\n")
    assert (file.title, file.story, file.goal, file.addressees, file.place) == ("Ä", "Story", None, (), "")


def faults(text):
    with pytest.raises(FileRefused) as refused:
        parse_file(text)
    return [(fault.line, fault.field) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("language: en", [(2, "title")]),
        ("title: a\nsubtitle: b", [(3, "subtitle")]),
        ("title: a\ntitle: b", [(3, "title")]),
        ("title: a\ngoal: many", [(3, "goal")]),
        ("title: a\ngoal: 0", [(3, "goal")]),
        ("title: a\ngoal: -5", [(3, "goal")]),
        ("title: a\ngoal: [1]", [(3, "goal")]),
        ("title: a\nlanguage: english", [(3, "language")]),
        ("title: a\naddressees: The Board", [(3, "addressees")]),
        ("title: a\naddressees:\n  - [x]", [(4, "addressees")]),
        ("title: a\nsources:\n  - publisher: b", [(4, "sources.title")]),
        ("title: a\nsources:\n  - title: b\n    url: c", [(5, "sources.url")]),
        ("title: a\nsources:\n  - title: b\n    link: javascript:x", [(5, "sources.link")]),
        ("title: a\nsources:\n  - words", [(4, "sources")]),
        ("title: a\nimage: x.jpg", [(3, "image")]),
        ("title: a\nimage:\n  caption: b", [(4, "image.file")]),
        ("title: a\nimage:\n  file: b\n  alt: c", [(5, "image.alt")]),
        ('title: "a\\u202Eb"', [(2, "title")]),
        ('title: "a\\nb"', [(2, "title")]),
        ("title: {a: b}", [(2, "title")]),
        ("title: " + "x" * 201, [(2, "title")]),
        ("title: a\ngoal: x\nplaces: y\nimage: z", [(3, "goal"), (4, "places"), (5, "image")]),
        ("title: a\ntopics: [" + ",".join("abcdefghijk") + "]", [(3, "topics")]),
        ("title: [", [(3, "")]),
        ("title: a\n\tgoal: 3", [(3, "")]),
        ("title: &x a\nplace: *x", [(2, "")]),
        ("title: !!python/object/apply:os.system [ls]", [(2, "")]),
        ("- a\n- b", [(2, "")]),
        ("? [a]\n: b", [(2, "")]),
        ("", [(2, "")]),
    ],
)
def test_faults_are_named_by_line_and_field(header, expected):
    found = faults(f"---\n{header}\n---\nStory\n")
    if expected[0][1] == "":
        assert [field for _line, field in found] == [""]
    else:
        assert found == expected


@pytest.mark.parametrize("text", ["", "Story", "---\ntitle: a\n", "--\ntitle: a\n---\n", "\n---\ntitle: a\n---\n"])
def test_a_file_without_a_header_says_so(text):
    assert [field for _line, field in faults(text)] == [""]


def test_a_fault_of_the_story_has_its_line():
    assert faults("---\ntitle: a\n---\nx\u202ey\n") == [(4, "story")]


@given(st.text(max_size=300))
def test_whatever_stands_in_a_file_it_is_read_or_refused(header):
    found: tuple[FileFault, ...] = ()
    try:
        parse_file(f"---\ntitle: a\n{header}\n---\nStory")
    except FileRefused as refused:
        found = refused.faults
    assert all(fault.line >= 1 and fault.message for fault in found)
