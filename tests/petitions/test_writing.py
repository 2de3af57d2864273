"""What may be written, and that nothing is changed that may."""

import pytest

from undersigned.petitions.rules.writing import WritingRefused, line, link, story, whole_number


@pytest.mark.parametrize(
    "text", ["Null", "X", "O'Connor-D'Angelo", "王小明", "ليلى الحدّاد", "<b>{{ x }}</b>", "👩‍👩‍👧 family", "a  b"]
)
def test_lines_pass_unchanged(text):
    assert line(f"  {text}\t", 40) == text


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("a\nb", "control"), ("a\x00b", "control"), ("a\u2028b", "control"), ("a\x1bb", "control"),
        ("abc\u202edef", "direction"), ("\u2066x", "direction"), ("\u200b\u200d", "empty"), ("x" * 41, "too_long"),
        ("a\ud800b", "control"),
    ],
)  # fmt: skip
def test_lines_that_are_refused(raw, code):
    with pytest.raises(WritingRefused) as refused:
        line(raw, 40)
    assert refused.value.code == code


def test_an_empty_line_is_refused_only_where_one_is_needed():
    assert line(" ", 40) == ""
    with pytest.raises(WritingRefused, match="empty"):
        line(" ", 40, is_needed=True)


def test_a_story_keeps_its_lines_and_loses_foreign_ends_of_line():
    assert story("\r\nOne\r\n\r\nTwo\rThree\t.\n\n") == "One\n\nTwo\nThree\t."
    assert story("\u200b\n") == ""


@pytest.mark.parametrize(("raw", "code"), [("x" * 30_001, "too_long"), ("a\x07", "control"), ("a\u202eb", "direction")])
def test_stories_that_are_refused(raw, code):
    with pytest.raises(WritingRefused, match=code):
        story(raw)


@pytest.mark.parametrize("raw", ["https://example.org", "http://a.example:8080/x?y#z", "https://münchen.example/ü"])
def test_links(raw):
    assert link(raw) == raw


@pytest.mark.parametrize(
    "raw",
    ["javascript:alert(1)", "example.org", "//example.org", "https://", "https://user@e.org/", "https://e.org/a b",
     "ftp://e.org/", "https://e.org:port/", "https://[::1", "https://localhost/", "mailto:a@b.example",
     "data:text/html,x"],
)  # fmt: skip
def test_links_that_are_refused(raw):
    with pytest.raises(WritingRefused, match="link"):
        link(raw)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("", None),
        (" ", None),
        ("25000", 25_000),
        ("25.000", 25_000),
        ("25,000", 25_000),
        ("25 000", 25_000),
        ("1", 1),
        ("٢٥٬٠٠٠", 25_000),
    ],
)
def test_numbers(raw, number):
    assert whole_number(raw, 10**10) == number


@pytest.mark.parametrize("raw", ["0", "-5", "1e3", "x", "²", "9" * 30, "10000000001", ".", "½"])
def test_numbers_that_are_refused(raw):
    with pytest.raises(WritingRefused, match="number"):
        whole_number(raw, 10**10)
