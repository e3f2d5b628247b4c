"""Figures as a plain table of texts: beside a picture, and as the file somebody takes along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.template.loader import render_to_string
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from counting.filters import Filters

Texts = Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlainTable:
    """`heads` name the columns, the first of which says what a row is; every row has a text for each."""

    title: str
    heads: Texts
    rows: Sequence[Texts]

    @property
    def labelled(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row as what it is and its other texts, each with the head of its column."""
        return [(row[0], list(zip(self.heads[1:], row[1:], strict=True))) for row in self.rows]


def as_lines(tables: Sequence[PlainTable]) -> list[Texts]:
    """Tables below each other, each under its title and heads, with an empty line in between."""
    lines: list[Texts] = []
    for table in tables:
        lines += [[""]] * bool(lines) + [[table.title], table.heads, *table.rows]
    return lines


def head_lines(filters: Filters, names: Sequence[str], as_of: datetime) -> list[Texts]:
    """What stands above the tables of a file: which leads they are of, and the moment of the figures."""
    said = render_to_string("insights/period.html", {"filters": filters, "names": names})
    moment = localtime(as_of)
    values = {"day": date_format(moment, "SHORT_DATE_FORMAT"), "time": time_format(moment, "H:i:s")}
    return [[" ".join(unescape(said).split())], [_("As of %(day)s, %(time)s") % values], [""]]
