"""A page of figures for whoever is not of the house: nothing leads anywhere, and nobody is named.

What is drawn for both teams holds links, forms and at times the name of a rep. Here all that is taken out of
the finished HTML, whichever sheet drew it, so that none has to remember. What makes no sense without a link
bears `data-inside` and goes with its text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

_GONE: Final = frozenset(
    "form button input select textarea nav dialog iframe object embed img link style meta base video audio"
    " template area map".split()
)
_VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
_KEPT_DATA: Final = frozenset({"data-label", "data-chart", "data-source"})
_LEADING: Final = re.compile(
    r"(on.*|href|xlink:href|src|srcset|action|formaction|style|download|target|hx-.*)"
)
_URLS: Final = frozenset({"url", "urls", "href"})
# As Django writes JSON into a page.
_IN_SCRIPT: Final = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

Attributes = list[tuple[str, str | None]]


@lru_cache(maxsize=16)
def only_figures(html: str, names: tuple[str, ...]) -> SafeString:
    """The HTML of a page of figures without links, forms and scripts, and without any of these names."""
    reader = _Reader(_pattern_of(names), _("(name not shown)"))
    reader.feed(html)
    reader.close()
    return SafeString("".join(reader.parts))


def _pattern_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Any of the names as a whole; the longest first, so that none leaves a part of another."""
    said = sorted({name.strip() for name in names if name.strip()}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, said))})(?!\w)", re.IGNORECASE) if said else None


class _Reader(HTMLParser):
    """Writes down again what may stay; `_depth` counts how deep it is in something that may not."""

    def __init__(self, names: re.Pattern[str] | None, instead: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._names = names
        self._instead = instead
        self._depth = 0
        self._is_data = False
        self._svg = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        said = dict(attrs)
        if self._depth or self._is_gone(tag, said):
            self._depth += tag not in _VOID
            return
        self._svg += tag == "svg"
        self._is_data = tag == "script"
        self.parts.append(f"<{self._name_of(tag)}{''.join(self._attribute(*pair) for pair in attrs)}>")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """A tag that closes itself, as those of pictures do."""
        if not self._depth and not self._is_gone(tag, dict(attrs)):
            self.parts.append(f"<{self._name_of(tag)}{''.join(self._attribute(*pair) for pair in attrs)}/>")

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self._depth -= tag not in _VOID
            return
        self._is_data = False
        self.parts.append(f"</{self._name_of(tag)}>")
        self._svg -= tag == "svg"

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.parts.append(self._json(data) if self._is_data else escape(self._unnamed(data), quote=False))

    def _is_gone(self, tag: str, said: dict[str, str | None]) -> bool:
        if tag == "script":
            return said.get("type") != "application/json"
        classes = (said.get("class") or "").split()
        return tag in _GONE or "data-inside" in said or "btn" in classes

    def _name_of(self, tag: str) -> str:
        return ("g" if self._svg else "span") if tag == "a" else tag

    def _attribute(self, name: str, value: str | None) -> str:
        if _LEADING.fullmatch(name) or (name.startswith("data-") and name not in _KEPT_DATA):
            return ""
        return f" {name}" if value is None else f' {name}="{escape(self._unnamed(value))}"'

    def _unnamed(self, text: str) -> str:
        return self._names.sub(lambda _found: self._instead, text) if self._names else text

    def _json(self, data: str) -> str:
        return json.dumps(self._figures_of(json.loads(data))).translate(_IN_SCRIPT)

    def _figures_of(self, value: Any) -> Any:
        match value:
            case dict():
                return {key: self._figures_of(inner) for key, inner in value.items() if key not in _URLS}
            case list():
                return [self._figures_of(inner) for inner in value]
            case str():
                return self._unnamed(value)
            case _:
                return value
