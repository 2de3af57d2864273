"""The pages about the site itself, from Markdown per language; whoever runs the site may lay their own over them."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from undersigned.web.public.answers import kept
from undersigned.web.visitors import page_language

NAMES = ("about", "imprint", "privacy", "terms", "contact", "accessibility")
OURS = Path(__file__).resolve().parent.parent / "site_pages"


@require_safe
def site_page(request: HttpRequest, name: str) -> HttpResponseBase:
    """One page: DATA/pages/<language>/<name>.md where there is one, else ours. `{site}` in it is the site's name."""
    text = read_page(name, page_language()).replace("{site}", settings.UNDERSIGNED.site_name)
    context = {"title": title_of(text), "html": MarkdownIt("commonmark", {"html": False}).enable("table").render(text)}
    return kept(request, render(request, "pages/site_page.html", context), seconds=60)


def read_page(name: str, language: str) -> str:
    """The page's Markdown: the site's own before ours, the wanted language before the first one."""
    theirs = settings.UNDERSIGNED.data / "pages"
    for folder in (theirs / language, OURS / language, theirs / settings.LANGUAGE_CODE, OURS / settings.LANGUAGE_CODE):
        try:
            return (folder / f"{name}.md").read_text(encoding="utf-8")
        except FileNotFoundError:
            continue
    return f"# {name.capitalize()}\n"


def title_of(text: str) -> str:
    """The first heading's words."""
    line = next((line for line in text.splitlines() if line.startswith("# ")), "# ")
    return line[2:].strip()
