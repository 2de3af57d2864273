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
def story_html(markdown: str, hidden: frozenset[int] = frozenset(), marker: str = "") -> str:
    """The story as HTML that can stand on the page: no script, style, image or frame; links are nofollow.

    Headings start at h3 and never leave out a level, whatever levels were typed. Of the paragraphs (lists, headings
    and quotes that stand by themselves are such, too) whose numbers are `hidden`, the `marker`, safe HTML, stands
    there and nothing else.
    """
    parser = UNLINKED if UNBROKEN.search(markdown) else MARKDOWN
    paragraphs = list(enumerate(_paragraphs(parser.parse(markdown)), 1))
    _level_headings([token for number, tokens in paragraphs if number not in hidden for token in tokens])
    return "".join(marker if number in hidden else _safe_html(parser, tokens) for number, tokens in paragraphs)


def _safe_html(parser: MarkdownIt, tokens: Sequence[Token]) -> str:
    html: str = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )


def summary_of(markdown: str, hidden: frozenset[int] = frozenset()) -> str:
    """The beginning of the first paragraphs as plain text, at most 200 characters, cut between words."""
    text = ""
    paragraphs = enumerate(_paragraphs(UNLINKED.parse(markdown[:4000])), 1)
    tokens = [token for number, tokens in paragraphs if number not in hidden for token in tokens]
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and len(text) <= LONGEST_SUMMARY:
            text = f"{text} {_plain(token)}".strip()
    if len(text) <= LONGEST_SUMMARY:
        return text
    return text[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def paragraphs_of(markdown: str) -> tuple[str, ...]:
    """The plain text of each paragraph, as `story_html` numbers them."""
    return tuple(
        " ".join(filter(None, (_plain(token) if token.children else token.content for token in tokens))).strip()
        for tokens in _paragraphs(UNLINKED.parse(markdown))
    )


def _paragraphs(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each block that stands by itself."""
    paragraphs: list[list[Token]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0:
            paragraphs.append([])
        paragraphs[-1].append(token)
    return paragraphs


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
