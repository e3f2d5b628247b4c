"""The overview as plain tables to take along: the funnel, the table of the tab and the months."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from counting.kinds import CostPer, Figure, Money, Part, Share
from counting.measures import IMPLIED, SHARES
from counting.queries import Dimension
from counting.statistics import Rate
from figures import Figures, Overview, Row
from insights.pages.file_numbers import head_money, head_rate, write_money, write_rate
from insights.pages.funnel import step_names
from insights.pages.plain_table import PlainTable
from insights.pages.table import columns_of


def build_tables(overview: Overview, rows: Sequence[Row], by: Dimension) -> list[PlainTable]:
    """All that the page shows in figures; the rows in the order given, every one of them."""
    return [_funnel(overview), _table(rows, by), _months(overview.months)]


def _funnel(overview: Overview) -> PlainTable:
    total = overview.total
    in_time = _("Deals within %(days)s days") % {"days": overview.maturity_days}
    rows = [[name, *_step(step, total)] for step, name in step_names().items()]
    return PlainTable(
        title=_("From lead to deal"),
        heads=["", _("Recorded"), _("Only implied"), _("Of"), *head_rate(_("Share"))],
        rows=[*rows, [in_time, *_rate_row(total.mature)]],
    )


def _step(step: str, total: Figures) -> list[str]:
    """What is recorded of a step and only implied; the share of those that could be good is of the rated."""
    implied = next((one for one in IMPLIED.values() if one.recorded == step), None)
    if step == "good_recorded":
        return _rate_row(total.good_share)
    return [str(total[step]), str(implied.number(total)) if implied else "", "", "", "", ""]


def _rate_row(rate: Rate) -> list[str]:
    return [str(rate.count), "", str(rate.of), *write_rate(rate)]


def _table(rows: Sequence[Row], by: Dimension) -> PlainTable:
    names = {"campaign": _("Campaign"), "cta": _("Call-to-action"), "channel": _("Channel")}
    columns = columns_of(by)
    parent = [_("Campaign")] if by == "cta" else []
    return PlainTable(
        title=_("Where they came from"),
        heads=[names[by], *parent, *(head for figure in columns for head in _heads(figure))],
        rows=[
            [
                row.label,
                *([row.parent] if parent else []),
                *(text for figure in columns for text in _texts(figure, row.figures)),
            ]
            for row in rows
        ],
    )


def _months(months: Sequence[Row]) -> PlainTable:
    shares = SHARES["good_share"], SHARES["mature"]
    return PlainTable(
        title=_("Lead to deal by month of intake"),
        heads=[_("Month"), _("Leads"), *(head for share in shares for head in _heads(share))],
        rows=[
            [
                row.label,
                str(row.figures.leads),
                *(text for share in shares for text in _texts(share, row.figures)),
            ]
            for row in months
        ],
    )


def _heads(figure: Figure) -> list[str]:
    """A column for each number, so that a spreadsheet can reckon with it, headed with its unit."""
    label = str(figure.label)
    counts = [_("%(name)s: number") % {"name": label}, _("%(name)s: of") % {"name": label}]
    match figure:
        case Share():
            return [*head_rate(label), *counts]
        case Part():
            return counts
        case CostPer() | Money():
            return [head_money(label)]
        case _:
            return [label]


def _texts(figure: Figure, figures: Figures) -> list[str]:
    match figure:
        case Share():
            rate = figure.of(figures)
            return [*write_rate(rate), str(rate.count), str(rate.of)]
        case Part():
            return [str(figures[figure.part]), str(figures[figure.whole])]
        case CostPer():
            return [write_money(figure.of(figures))]
        case Money():
            return [write_money(figures[figure.name] or None)]
        case _:
            return [str(figures[figure.name])]
