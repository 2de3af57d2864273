"""Markdown in, safe HTML out, whatever is typed."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.petitions.rules.stories import TAGS, story_html, summary_of


class Reader(HTMLParser):
    """Reads HTML as a browser would: every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_a_story_as_people_write_it():
    html = story_html("First *line*\nand **more**.\n\n- one\n- two\n\n> said\n\n~~gone~~")
    assert "<p>First <em>line</em>\nand <strong>more</strong>.</p>" in html
    assert "<li>one</li>" in html
    assert "<blockquote>\n<p>said</p>\n</blockquote>" in html
    assert "<s>gone</s>" in html


@pytest.mark.parametrize(
    ("typed", "levels"),
    [
        ("# a\n\n## b\n\n# c", ["3", "4", "3"]),
        ("### a\n\n##### b\n\n# c\n\n## d", ["3", "4", "3", "4"]),
        ("## a\n\n#### b\n\n### c", ["3", "4", "4"]),
        ("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f", ["3", "4", "5", "6", "6", "6"]),
        ("a\n=\n\nb\n-", ["3", "4"]),
    ],
)
def test_headings_start_at_h3_and_leave_out_no_level(typed, levels):
    html = story_html(typed)
    assert re.findall(r"<h(\d)>", html) == levels
    assert re.findall(r"</h(\d)>", html) == levels


@pytest.mark.parametrize(
    "typed", ["https://example.org/a?b=c", "[words](https://example.org/)", "<https://example.org>"]
)
def test_links_are_marked_as_the_visitors_own(typed):
    [(_p, _none), (tag, attributes)] = Reader(story_html(typed)).tags
    assert tag == "a"
    assert attributes["rel"] == "nofollow ugc noopener"
    assert str(attributes["href"]).startswith("https://example.org")


def test_a_picture_from_elsewhere_becomes_a_link():
    assert [tag for tag, _ in Reader(story_html("![our <street>](https://pictures.example/1.png)")).tags] == ["p", "a"]


ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](data:text/html,x)",
    "<a href='x' onclick='y'>z</a>", "![x](javascript:alert(1))", '[x](https://e.org "\\" onmouseover=alert(1) x=\\"")',
    "<style>*{display:none}</style>", "<iframe src=//e.org>", "&#60;script>", "`<script>`", "```\n<script>\n```",
    "[x]: javascript:alert(1)\n\n[x]", "<svg/onload=alert(1)>", "{{ 7*7 }} {% csrf_token %}", "![\"><script>](x)",
]  # fmt: skip


@pytest.mark.parametrize("typed", ATTACKS)
def test_attacks_show_as_text(typed):
    only_safe(story_html(typed))


pieces = st.sampled_from([*ATTACKS, "\n", "# ", "> ", "- ", "[", "](", "<", "*"])


@given(st.text(max_size=200) | st.lists(pieces, max_size=12).map("".join))
def test_whatever_is_typed_only_safe_tags_come_out(typed):
    only_safe(story_html(typed))
    assert len(summary_of(typed)) <= 200


def only_safe(html: str) -> None:
    for tag, attributes in Reader(html).tags:
        assert tag in TAGS
        assert set(attributes) <= {"href", "rel", "start"}
        if "href" in attributes:
            assert re.match(r"(?i)(https?:|mailto:|[^:]*$|[/?#])", attributes["href"] or "")


@pytest.mark.parametrize("piece", ["[", "![", "*a_", "`", "> ", "- ", "[a](", "a@", "<", "~~a", "&", "\\", "http://a."])
def test_no_story_takes_two_seconds(piece):
    began = time.process_time()
    story_html((piece * 30_000)[:30_000])
    assert time.process_time() - began < 2


def test_the_summary_is_the_beginning_in_plain_words():
    assert summary_of("# Head\n\nA *night* train\nto [Kavakdere](https://k.example).\n\nMore.") == (
        "A night train to Kavakdere. More."
    )
    long = summary_of("word " * 100)
    assert len(long) <= 200
    assert long.endswith("word…")
    assert summary_of("") == ""
