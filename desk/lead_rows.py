"""One line of the list of leads as its table shows it.

In Python, because a page has dozens of them: by templates they were a third of its time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.lead_words import Words
from leads.lines import LeadLine
from leads.templatetags.leads_format import other_names, stage_tag
from values.html import EMPTY, fill, join

_PICK: Final = (
    '<td class="pick"><label><input type="checkbox" name="lead" value="{}" form="bulk" data-pick>'
    '<span class="vh">{}</span></label></td>'
)
_CELL: Final = '<td data-label="{}">{}</td>\n'
_CAMPAIGN: Final = '<span>{}<br><small class="dim">{}</small></span>'
_RECEIVED: Final = '<time datetime="{}" class="nowrap">{}<small class="dim"> {}</small></time>'
_DIM: Final = '<span class="dim">{}</span>'


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Which columns the table has besides those it always has."""

    picks: bool
    grades: bool
    words: bool


def draw_lines(lines: Iterable[tuple[LeadLine, Words | None]], columns: Columns) -> SafeString:
    """The lines of the table, in the reader's language."""
    heads = _heads(columns)
    return join(_line(line, words, columns, heads) for line, words in lines)


def _heads(columns: Columns) -> list[str]:
    """What each cell behind the person is called, on the phone before it."""
    heads = [_("Campaign"), _("Channel"), _("Received"), _("Status"), _("Sales rep")]
    return heads + [_("Grade")] * columns.grades + [_("Rating by sales")] * columns.words


def _line(line: LeadLine, words: Words | None, columns: Columns, heads: list[str]) -> SafeString:
    return fill(
        "<tr{}>{}<td>{}</td>\n{}</tr>\n",
        SafeString(' class="off"') if line.is_off else EMPTY,
        fill(_PICK, str(line.lead.pk), _("Choose %(person)s") % {"person": line.title})
        if columns.picks
        else EMPTY,
        _person(line),
        join(fill(_CELL, *cell) for cell in zip(heads, _cells(line, words, columns), strict=True)),
    )


def _person(line: LeadLine) -> SafeString:
    return fill(
        '<a class="open" href="{}">{}</a>{}{}',
        line.url,
        line.title,
        fill('<br><small class="dim">{}</small>', line.company) if line.company else EMPTY,
        other_names(line.other_names),
    )


def _cells(line: LeadLine, words: Words | None, columns: Columns) -> Iterator[str]:
    yield fill(_CAMPAIGN, line.campaign, line.cta or _("History"))
    yield line.channel or fill(_DIM, _("No channel"))
    yield fill(_RECEIVED, line.moment, line.day, line.time)
    yield stage_tag(line.lead)
    yield line.rep or (fill(_DIM, _("In the pool")) if line.is_in_pool else EMPTY)
    if columns.grades:
        yield fill('<span class="grade mk">{}</span>', line.grade) if line.grade else EMPTY
    if columns.words:
        yield _word(words) if words else EMPTY


def _word(words: Words) -> SafeString:
    reason = fill("<small> {}</small>", words.reason) if words.reason else EMPTY
    return fill('<span><span class="grade sl">{}</span>{}</span>', words.quality, reason)
