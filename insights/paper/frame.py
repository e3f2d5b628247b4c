"""What stands around the figures on paper: whose they are, of which leads, of which moment, which page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.template.loader import render_to_string

from accounts.own_company import own_company
from insights.pages.bar import Bar
from insights.pages.figures_only import only_figures
from insights.pages.plain_table import PlainTable

# A table with more columns does not stand upright.
MOST_UPRIGHT: Final = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """What is to be printed: of which leads, the name of the page, its question, and the figures as HTML.

    `key` names the file; `names` are those that must not be read on it.
    """

    bar: Bar
    key: str
    name: str
    question: str
    html: str
    tables: Sequence[PlainTable] = ()
    names: tuple[str, ...] = ()
    is_one_page: bool = False

    @property
    def is_wide(self) -> bool:
        return not self.is_one_page and any(len(table.heads) > MOST_UPRIGHT for table in self.tables)


def frame(paper: Paper, *, as_of: datetime, age: int | None) -> str:
    """The whole page as HTML: without links, forms and scripts, which lead nowhere on paper."""
    context = {
        "paper": paper,
        "company": own_company(),
        "filters": paper.bar.filters,
        "names": paper.bar.names,
        "as_of": as_of,
        "copy_age": age,
        "html": only_figures(paper.html, paper.names) if paper.html else "",
    }
    return render_to_string("insights/paper/paper.html", context)
