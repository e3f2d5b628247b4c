"""`manage.py conversion`: from lead to deal, as a table or as JSON; the same figures as the dashboard."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, get_args

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from insights import counting, formats
from insights.figures import ConversionTable, Dimension, Filters, Row, as_of, conversion
from leads.money import company_currency, format_cents

DIMENSIONS: Final[tuple[Dimension, ...]] = get_args(Dimension)


def read_day(text: str) -> date:
    """A day as 2026-03-31; raises ArgumentTypeError that names the value and what is allowed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            _("“%(value)s” is not a day. Allowed are days such as 2026-03-31.") % {"value": text[:40]}
        ) from None


class Command(BaseCommand):
    help = "Prints the figures from lead to deal, up to date, by campaign, call-to-action, channel or month."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", choices=DIMENSIONS, default="campaign", help="one row for each of these")
        parser.add_argument(
            "--from", dest="start", type=read_day, metavar="DATE", help="first day of intake, as 2026-03-31"
        )
        parser.add_argument("--to", dest="end", type=read_day, metavar="DATE", help="last day of intake")
        parser.add_argument("--format", choices=["table", "json"], default="table")
        parser.add_argument(
            "--rebuild", action="store_true", help="empty the counts and make them anew first"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        filters = Filters(start=options["start"], end=options["end"])
        check_order(filters)
        if options["rebuild"]:
            counting.rebuild()
        counting.catch_up()
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
        "rows": [row.as_json() for row in table.rows],
        "total": table.total.as_json(),
    }
    return json.dumps(answer, ensure_ascii=False, indent=2)


def as_text(table: ConversionTable) -> str:
    """A table for the eye; below it what was implied and what is history."""
    lines = [_headings(), *(_cells(row) for row in (*table.rows, table.total))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    text = [_line(cells, widths) for cells in lines]
    rule = "-" * len(text[0])
    return "\n".join([text[0], rule, *text[1:-1], rule, text[-1], "", *_notes(table.total)])


def _headings() -> list[str]:
    return [
        "",
        _("Leads"),
        _("Accepted"),
        _("Contacted"),
        _("Rated"),
        _("Good"),
        _("Won"),
        _("Lost"),
        _("Too young"),
        _("Lead to deal"),
        _("95 percent range"),
        _("Revenue"),
        _("Cost"),
    ]


def _cells(row: Row) -> list[str]:
    figures = row.figures
    numbers = (
        figures.leads,
        figures.accepted,
        figures.contacted,
        figures.rated,
        figures.good,
        figures.won,
        figures.lost,
        figures.too_young,
    )
    rate = figures.conversion
    return [
        row.label,
        *map(formats.whole, numbers),
        formats.percent(rate.value, places=2),
        formats.spread(rate, places=2),
        _money(figures.revenue_cents),
        _money(figures.cost_cents),
    ]


def _money(cents: int | None) -> str:
    return format_cents(cents, get_language() or "de", company_currency()) if cents else formats.NOTHING


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])


def _notes(total: Row) -> list[str]:
    figures = total.figures
    implied = {name: formats.whole(number) for name, number in figures.implied.items()}
    return [
        _(
            "Not recorded but implied by a later stage: %(accepted)s accepted, %(contacted)s contacted,"
            " %(rated)s rated, %(good)s good."
        )
        % implied,
        _("History without a signed lead definition: %(leads)s leads, %(won)s of them won.")
        % {"leads": formats.whole(figures.history_leads), "won": formats.whole(figures.history_won)},
    ]
