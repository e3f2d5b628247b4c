"""Money as tables to take along, a number to a cell."""

from __future__ import annotations

from django.utils.translation import gettext as _

from counting.statistics import Waste
from figures.money import UNITS, Money, Spent
from insights.pages.file_numbers import head_money, write_money, write_percent
from insights.pages.money import names_of_units
from insights.pages.plain_table import PlainTable

# Of these nothing is said so far, as they are compared at equal age only: deals, their cost, revenue, return.
_AT_EQUAL_AGE = slice(-10, -6)


def tabulate(found: Money) -> list[PlainTable]:
    """Everything the sheet shows of money."""
    mature = _("Old enough to judge")
    so_far = _numbers(found.so_far)
    so_far[_AT_EQUAL_AGE] = [""] * 4
    return [
        PlainTable(
            title=_("What leads cost and brought"),
            heads=["", *_heads()],
            rows=[[_("So far"), *so_far], [mature, *_numbers(found.mature)]],
        ),
        PlainTable(
            title=_("By campaign, leads old enough to judge"),
            heads=["", *_heads()],
            rows=[[spent.name, *_numbers(spent)] for spent in found.campaigns],
        ),
    ]


def _heads() -> list[str]:
    units = [
        text
        for name in names_of_units().values()
        for text in (name, head_money(_("%(name)s: cost of each") % {"name": name}))
    ]
    wastes = [_("Waste of marketing"), _("Waste of sales time"), _("Waste")]
    bands = [
        head_money(end % {"name": name})
        for name in wastes
        for end in (_("%(name)s: at least"), _("%(name)s: at most"))
    ]
    roi = _("%(name)s (%%)") % {"name": _("Return (ROI)")}
    return [head_money(_("Cost")), *units, head_money(_("Revenue")), roi, *bands]


def _numbers(spent: Spent) -> list[str]:
    prices = [(spent.figures[unit], spent.unit(unit)) for unit in UNITS]
    units = [
        text for count, price in prices for text in (str(count), write_money(price.cents if price else None))
    ]
    wastes = spent.waste, spent.sales.waste if spent.sales else None, spent.whole_waste
    return [
        write_money(spent.cost_cents),
        *units,
        write_money(spent.revenue_cents),
        write_percent(spent.roi),
        *(text for waste in wastes for text in _ends(waste)),
    ]


def _ends(waste: Waste | None) -> list[str]:
    return [write_money(waste.low_cents), write_money(waste.high_cents)] if waste else ["", ""]
