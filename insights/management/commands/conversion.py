"""`manage.py conversion`: from lead to deal, as a table or as JSON; the same figures as the dashboard."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Any, Final, get_args

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from counting import formats, job
from counting.filters import Filters
from counting.kinds import Cost, Figure, Money, Share, SoFar
from counting.measures import SHOWN
from counting.queries import Dimension
from figures import ConversionTable, Figures, Row, as_of, conversion
from insights.pages.funnel import say_implied
from values.text import shorten

# What has no heading is told below the table.
_COLUMNS: Final = tuple(figure for figure in SHOWN if figure.label)
DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)


def read_day(text: str) -> date:
    """A day as 2026-03-31; raises ArgumentTypeError that names the value and what is allowed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            _("“%(value)s” is not a day. Allowed are days such as 2026-03-31.") % {"value": shorten(text)}
        ) from None


class Command(BaseCommand):
    help = "Prints the figures from lead to deal, up to date, by campaign, call-to-action, channel or month."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", choices=DIMENSIONS, default="campaign", help="one row for each of these")
        parser.add_argument(
            "--from", dest="start", type=read_day, metavar="DATE", help="first day of intake, as 2026-03-31"
        )
        parser.add_argument("--to", dest="end", type=read_day, metavar="DATE", help="last day of intake")
        parser.add_argument(
            "--language", choices=[code for code, _name in settings.LANGUAGES], help="of table and labels"
        )
        parser.add_argument("--format", choices=["table", "json"], default="table")
        parser.add_argument(
            "--rebuild", action="store_true", help="empty the counts and make them anew first"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"] or translation.get_language()):
            self._print(options)

    def _print(self, options: dict[str, Any]) -> None:
        filters = Filters(start=options["start"], end=options["end"])
        check_order(filters)
        if options["rebuild"]:
            job.rebuild()
        job.catch_up()
        table = conversion(by=options["by"], filters=filters)
        self.stdout.write(as_json(table, filters) if options["format"] == "json" else as_text(table))


def check_order(filters: Filters) -> None:
    """Refuse a period that ends before it begins, with exit code 2."""
    if filters.start and filters.end and filters.end < filters.start:
        message = _("--to %(end)s lies before --from %(start)s.")
        raise CommandError(message % {"end": filters.end, "start": filters.start}, returncode=2)


def as_json(table: ConversionTable, filters: Filters) -> str:
    """`rows` and `total` in the form of `Row.as_json`, with the period and the time they are of."""
    answer = {
        "by": table.by,
        "from": filters.start.isoformat() if filters.start else None,
        "to": filters.end.isoformat() if filters.end else None,
        "as_of": as_of().isoformat(),
        "maturity_days": table.maturity_days,
        "rows": [row.as_json() for row in table.rows],
        "total": table.total.as_json(),
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def as_text(table: ConversionTable) -> str:
    """A table for the eye; below it what the rate means, what was implied and what is history."""
    lines = [_headings(), *(_cells(row) for row in (*table.rows, table.total))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = [_line(cells, widths) for cells in lines]
    rule = "-" * len(text[0])
    return "\n".join([text[0], rule, *text[1:-1], rule, text[-1], "", *_notes(table)])


def _headings() -> list[str]:
    labels = [
        (figure.label, _("95 percent range")) if _has_range(figure) else (figure.label,)
        for figure in _COLUMNS
    ]
    return ["", *map(str, chain.from_iterable(labels))]


def _has_range(figure: Figure) -> bool:
    """What is only so far has none, as if it were final."""
    return isinstance(figure, Share) and not isinstance(figure, SoFar)


def _cells(row: Row) -> list[str]:
    return [row.label, *chain.from_iterable(_texts(figure, row.figures) for figure in _COLUMNS)]


def _texts(figure: Figure, figures: Figures) -> list[str]:
    match figure:
        case SoFar():
            return [formats.percent(figure.of(figures).value, places=2)]
        case Share():
            rate = figure.of(figures)
            return [formats.percent(rate.value, places=2), formats.spread(rate, places=2)]
        case Money():
            return [formats.money(figures[figure.name] or None, is_exact=True)]
        case Cost():
            return [formats.money(figures.cost_cents or None, is_exact=True)]
        case _:
            return [formats.whole(figures[figure.name])]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])


def _notes(table: ConversionTable) -> list[str]:
    figures = table.total.figures
    rate = _(
        "Lead to deal: won within %(days)s days of intake, of leads at least %(days)s days old; the others"
        " are too young. So far: all deals of all leads, not to compare."
    ) % {"days": table.maturity_days}
    history = _("Leads of history without a signed lead definition: %(leads)s, of them won: %(won)s.") % {
        "leads": formats.whole(figures.history_leads),
        "won": formats.whole(figures.history_won),
    }
    return [text for text in (rate, say_implied(figures), history) if text]
