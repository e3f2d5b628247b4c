"""The forms of a page as a browser sees them: where they go, what they hold, and how they are filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.urls import Resolver404, resolve


@dataclass
class Form:
    """One form: `values` are what it would send as it stands, with what is required filled in."""

    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    @property
    def route(self) -> str:
        try:
            found = resolve(urlsplit(self.action).path)
        except Resolver404:
            return self.action
        return found.view_name

    @property
    def key(self) -> tuple[Any, ...]:
        """Forms with the same fields and the same route are one."""
        return self.method, self.route, tuple(sorted({*self.values, *self.files}))


FILLED = {
    "email": "erika.form@example.org",
    "date": "2026-01-05",
    "datetime-local": "2026-01-05T10:00",
    "number": "1",
    "password": "blaue-orange-8-wolken",
}


class _Page(HTMLParser):
    """Collects the forms of one page, and the parameters its links lead back to it with."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[Form] = []
        self.parameters: set[str] = set()
        self._by_id: dict[str, Form] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open(said)
        elif tag == "a":
            parts = urlsplit(said.get("href", ""))
            if parts.path in {"", self.path}:
                self.parameters |= set(parse_qs(parts.query, keep_blank_values=True))
        elif name := said.get("name"):
            self._add_field(tag, name, said)
        elif tag == "option" and self._select:
            self._choose(said)

    def _open(self, said: dict[str, str]) -> None:
        action = said.get("action") or said.get("hx-post") or self.path
        form = Form(method=said.get("method", "get").lower(), action=action)
        self.forms.append(form)
        if "id" in said:
            self._by_id[said["id"]] = form

    def _add_field(self, tag: str, name: str, said: dict[str, str]) -> None:
        form = self._by_id.get(said.get("form", "")) or (self.forms[-1] if self.forms else None)
        if form is None or tag not in {"input", "select", "textarea", "button"}:
            return
        kind = said.get("type", "text") if tag == "input" else tag
        if kind == "file":
            form.files.append(name)
        elif kind in {"radio", "checkbox"}:
            if "checked" in said or (kind == "radio" and name not in form.values):
                form.values[name] = [said.get("value", "on")]
            form.values.setdefault(name, [])
        else:
            blank = FILLED.get(kind, "Erika Muster") if "required" in said else ""
            form.values[name] = [said.get("value", "") or blank]
        self._select = name if tag == "select" else ""

    def _choose(self, said: dict[str, str]) -> None:
        form = self.forms[-1]
        if "selected" in said or not form.values.get(self._select, [""])[0]:
            form.values[self._select] = [said.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


def read_page(path: str, content: bytes) -> tuple[list[Form], set[str]]:
    """The forms of a page, and the names of parameters it takes."""
    page = _Page(path)
    page.feed(content.decode())
    sent = [form for form in page.forms if form.method != "dialog"]  # that one closes, and sends nothing
    return sent, page.parameters
