"""A hand that presses every button: all links and all forms of a page, each form once for each of its buttons."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

TYPED = {"email": "forged1@crowd.example", "number": "1", "date": "2026-03-03"}
"""What is typed into an empty field of this kind, the address being a signer's; words into all others."""
WORDS = "Because of a reason."


@dataclass
class Form:
    """What a browser would send from here, and the buttons with which it can be sent."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, value and address of each."""


class Page(HTMLParser):
    """Links and forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._part(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def _part(self, form: Form, tag: str, given: dict[str, Any]) -> None:
        name = str(given.get("name", ""))
        if tag == "button" and given.get("type") == "submit":
            form.buttons.append((name, str(given.get("value", "")), str(given.get("formaction", ""))))
        elif tag == "textarea":
            form.fields[name] = [WORDS]
        elif tag == "select":
            self._select = name
            form.fields[name] = []
        elif tag == "option" and self._select in form.fields:
            # The first that says something.
            form.fields[self._select] = form.fields[self._select] or ([given["value"]] if given.get("value") else [])
        elif tag == "input" and name:
            self._input(form, name, given)

    def _input(self, form: Form, name: str, given: dict[str, Any]) -> None:
        kind, value = str(given.get("type", "text")), str(given.get("value", ""))
        if kind == "radio":
            form.fields.setdefault(name, [value])
        elif kind == "checkbox":
            form.fields.setdefault(name, []).append(value)
        else:
            form.fields[name] = [value or TYPED.get(kind, WORDS)]
