"""The forms of a page, as a browser would send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

Fields = list[tuple[str, str]]
SWITCHES = frozenset({"checkbox", "radio"})
NOT_SENT = frozenset({"submit", "button", "reset", "image"})


@dataclass(kw_only=True)
class Form:
    """One form: where it goes to, what stands in it, and what can be chosen."""

    action: str
    fields: Fields = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return not name or name in {known for known, _value in self.fields} | set(self.choices) | set(
            self.files
        )

    def filled(self, said: Mapping[str, Any]) -> Fields:
        """What is sent: what stood in it, and in its place what is said."""
        given: Fields = []
        for name, value in said.items():
            if name not in self.files:
                given += [(name, str(one)) for one in (value if isinstance(value, list) else [value])]
        return [(name, value) for name, value in self.fields if name not in said] + given


class FormReader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select = ""
        self.text_area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(action=urljoin(self.address, a.get("action", "")))
            self.forms.append(self.form)
        if self.form is None:
            return
        if tag == "input" and a.get("name"):
            self.read_input(self.form, a)
        elif tag == "textarea":
            self.text_area = a.get("name", "")
            self.form.fields.append((self.text_area, ""))
        elif tag == "select":
            self.select = a.get("name", "")
            self.form.choices.setdefault(self.select, [])
        elif tag == "option" and self.select:
            self.read_option(self.form, a)

    def read_input(self, form: Form, a: dict[str, str]) -> None:
        name, kind, value = a["name"], a.get("type", "text"), a.get("value", "")
        if kind == "file":
            form.files.append(name)
        elif kind in SWITCHES:
            form.choices.setdefault(name, []).append(value or "on")
            if "checked" in a:
                form.fields.append((name, value or "on"))
        elif kind not in NOT_SENT:
            form.fields.append((name, value))

    def read_option(self, form: Form, a: dict[str, str]) -> None:
        choices = form.choices[self.select]
        choices.append(a.get("value", ""))
        if "selected" in a or len(choices) == 1:  # a browser shows the first where none is chosen
            form.fields = [given for given in form.fields if given[0] != self.select]
            form.fields.append((self.select, a.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.form and self.text_area:
            name, value = self.form.fields[-1]
            self.form.fields[-1] = (name, value + data.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.text_area = ""


def forms_of(page: str, *, address: str) -> list[Form]:
    reader = FormReader(address)
    reader.feed(page)
    return reader.forms
