"""A story: Markdown in, safe HTML out."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

FIRST_HEADING: Final = 3
"""The page has the levels above."""
LAST_HEADING: Final = 6
LONGEST_SUMMARY: Final = 200

TAGS: Final = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s", "strong", "ul",
}  # fmt: skip


@lru_cache(maxsize=256)
def story_html(markdown: str) -> str:
    """The story as HTML that can stand on the page: no script, style, image or frame; links are nofollow.

    Headings start at h3 and never leave out a level, whatever levels were typed.
    """
    parser = UNLINKED if UNBROKEN.search(markdown) else MARKDOWN
    tokens = parser.parse(markdown)
    _level_headings(tokens)
    html: str = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


def summary_of(markdown: str) -> str:
    """The beginning of the first paragraphs as plain text, at most 200 characters, cut between words."""
    text = ""
    tokens = UNLINKED.parse(markdown[:4000])
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and len(text) <= LONGEST_SUMMARY:
            text = f"{text} {_plain(token)}".strip()
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def _plain(token: Token) -> str:
    parts = []
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif child.type in {"text", "code_inline", "image"}:
            parts.append(child.content)
    return "".join(parts)


def _level_headings(tokens: Sequence[Token]) -> None:
    """Each heading gets the level after the heading that it stands under."""
    above: list[int] = []
    tag = ""
    for token in tokens:
        if token.type == "heading_open":
            typed = int(token.tag[1])
            above = [*(level for level in above if level < typed), typed]
            tag = f"h{min(FIRST_HEADING - 1 + len(above), LAST_HEADING)}"
        if token.type in {"heading_open", "heading_close"}:
            token.tag = tag


def _image_as_link(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """A picture from elsewhere would tell that place who reads: it becomes a link."""
    words = renderer.renderInlineAsText(tokens[at].children or [], options, env)
    href = str(tokens[at].attrs.get("src", ""))
    opening = renderer.renderToken([Token("link_open", "a", 1, attrs={"href": href})], 0, options, env)
    return f"{opening}{nh3.clean_text(words or href)}</a>"


def _parser(*, finds_addresses: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": finds_addresses, "maxNesting": 20})
    parser.enable(["linkify", "strikethrough"])
    parser.add_render_rule("image", _image_as_link)
    return parser


MARKDOWN: Final = _parser(finds_addresses=True)
UNLINKED: Final = _parser(finds_addresses=False)
UNBROKEN: Final = re.compile(r"\S{3000}")
"""Finding bare addresses takes time that grows with the square of what stands without a space: there it is left out."""
