"""One walk over many pages that looks at everything at once: a page costs more to open than to inspect."""

from __future__ import annotations

import gettext
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from babel.messages.mofile import read_mo
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

from accounts.models import Language

PHONE_WIDTH: Final = 360
DESK_WIDTH: Final = 1280
HEIGHT: Final = 800
AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# Contrast is half the work. The theme changes nothing but colours, the language nothing of them: German pages
# are looked at with all rules and once more for their dark colours, English ones with all the other rules.
VIOLATIONS: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS: dict[str, Any] = {**VIOLATIONS, "runOnly": ["color-contrast"]}
BUT_COLOURS: dict[str, Any] = {**VIOLATIONS, "rules": {"color-contrast": {"enabled": False}}}
LOOKS: dict[str, dict[str, dict[str, Any]]] = {
    "de": {"light": VIOLATIONS, "dark": COLOURS},
    "en": {"light": BUT_COLOURS},
}

RUN_AXE = """async options => (await axe.run(document, options)).violations.map(found =>
    found.id + ': ' + found.nodes.slice(0, 3).map(node => node.target.join(' ')).join(', ')
    + ' (' + found.nodes.length + ') ' + (found.nodes[0].any[0]?.message ?? found.help))"""
WIDEST = """() => [document.documentElement.scrollWidth, ...[...document.querySelectorAll('main *')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('.scroll, .vh'))
    .slice(0, 3).map(one => one.tagName + '.' + one.className)]"""
TEXTS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        if (!walker.currentNode.parentElement.closest('script, style')) found.push(walker.currentNode.data);
    }
    for (const name of ['aria-label', 'placeholder', 'title', 'data-label']) {
        for (const one of document.querySelectorAll(`[${name}]`)) {
            const tongue = one.closest('[lang]').lang;  // what says that it is another language may be
            if (tongue === document.documentElement.lang) found.push(one.getAttribute(name));
        }
    }
    return [...new Set(found.filter(Boolean).map(text => text.replace(/\\s+/g, ' ').trim()))];
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll('button, select, .btn, .tabs a, .chips label')]
    .filter(one => { const box = one.getBoundingClientRect();
                     return box.width && (box.width < 24 || box.height < 24) && !one.closest('.vh'); })
    .slice(0, 3).map(one => one.tagName + '.' + one.className + ' ' + one.innerText.trim())"""


HAS_FORM = "() => document.querySelector('main form[method=post]') !== null"
# Everything a person can empty; what is hidden or a file stays.
EMPTY_FORM = """() => {
    const form = document.querySelector('main form[method=post]');
    if (!form) return false;
    form.noValidate = true;
    for (const one of form.elements) {
        if (one.type === 'hidden' || one.type === 'file' || one.tagName === 'BUTTON') continue;
        if (one.type === 'checkbox' || one.type === 'radio') one.checked = false;
        else if (one.tagName === 'SELECT') one.selectedIndex = 0;
        else one.value = '';
    }
    return true;
}"""


@dataclass(kw_only=True)
class Findings:
    """What was found wrong, by what was looked at; `visited` and `refused` are the pages seen."""

    visited: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    accessibility: list[str] = field(default_factory=list)
    width: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    foreign_hosts: list[str] = field(default_factory=list)
    language: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Walker:
    """Inspects pages in one window."""

    context: BrowserContext
    home: str
    language: str
    findings: Findings
    name: str = ""

    @cached_property
    def page(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.findings.console.append(f"{self.name}: {error}"))
        page.on("request", self._note_request)
        return page

    def visit(self, name: str, path: str) -> bool:
        """Open a page and inspect it; return whether it has a form to send."""
        self._open(name, path)
        self.inspect()
        self.findings.visited.append(self.name)
        return bool(self.page.evaluate(HAS_FORM))

    def refuse_form(self, name: str, path: str) -> None:
        """Send the page's form as empty as a browser can, and inspect it where it comes back with errors."""
        self._open(name, path)
        if not self.page.evaluate(EMPTY_FORM):
            return
        with self.page.expect_navigation(wait_until="load") as answer:
            self.page.evaluate("() => document.querySelector('main form[method=post]').requestSubmit()")
        if answer.value.request.redirected_from:
            return
        self.inspect()
        self.findings.refused.append(self.name)

    def _open(self, name: str, path: str) -> None:
        self.name = name
        self.page.goto(self.home + path, wait_until="load")
        assert "/account/login/" not in self.page.url or "/account/login/" in path, f"{name} asks to sign in"

    def inspect(self) -> None:
        """Look at what the window shows: on the desk and the phone, in both themes."""
        for width in (DESK_WIDTH, PHONE_WIDTH):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            for theme, rules in LOOKS[self.language].items():
                self.page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
                self._note("accessibility", self.page.evaluate(RUN_AXE, rules), f"{width} {theme}")
        scroll_width, *too_wide = self.page.evaluate(WIDEST)
        if scroll_width > PHONE_WIDTH:
            self._note("width", [f"{scroll_width} px wide: {', '.join(too_wide)}"])
        self._note("targets", self.page.evaluate(SMALL_TARGETS))
        self._note("language", self._foreign_words())

    def _foreign_words(self) -> Iterable[str]:
        shown = self.page.evaluate("() => document.documentElement.lang")
        yield from [] if shown == self.language else [f"the page says it is {shown!r}"]
        if self.language == "de":
            yield from sorted(english_with_a_german_text() & set(self.page.evaluate(TEXTS)))

    def _note(self, what: str, found: Iterable[str], where: str = "") -> None:
        getattr(self.findings, what).extend(f"{self.name} {where}: {one}" for one in found)

    def _note_console(self, message: ConsoleMessage) -> None:
        # Chromium reports every answer above 399; those the walk asks for are no faults.
        is_answer = "Failed to load resource" in message.text and message.location["url"] == self.page.url
        if message.type in {"error", "warning"} and not is_answer:
            self._note("console", [f"{message.text} {message.location['url']}"])

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self._note("foreign_hosts", [request.url])


@cache
def english_with_a_german_text() -> frozenset[str]:
    """Texts of ours that read otherwise in German: on a German page they are not translated.

    Empty before locale/ is compiled (`python -m run.build`).
    """
    path = gettext.find("django", str(settings.LOCALE_PATHS[0]), ["de"])
    if path is None:
        return frozenset()
    with Path(path).open("rb") as compiled:
        pairs = [(one.id, one.string) for one in read_mo(compiled) if one.id and isinstance(one.id, str)]
    kept = {english for english, german in pairs if english == german}
    read_alike = kept | {str(german) for _, german in pairs} | set(Language.labels)
    return frozenset(str(english) for english, _ in pairs) - read_alike
