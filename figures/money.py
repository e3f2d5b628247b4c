"""What leads have cost and brought: both of the same leads, and where compared, of equal age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.queries import read_uncosted
from counting.statistics import (
    CostRange,
    UnitCost,
    Waste,
    add_waste,
    bound_cost,
    divide_cost,
    find_waste,
    return_on_cost,
)
from figures.rows import Figures, Row
from figures.sales_time import SalesTime, add_sales_time, sales_time
from figures.tables import conversion, maturity_days, young_since

# What is divided by, in the order of a lead's life; a deal is one in time.
UNITS: Final = ("leads", "callable", "accepted", "good", "won_in_time")


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """What the leads of one campaign, or of all, cost and brought; `cost_cents` is None where nobody knows.

    `uncosted` leads came in on days for which their campaign has no cost entered. `waste` is what marketing
    spent on leads that were not good, `sales` the time sales did; None as long as nobody priced it. Both of
    all are those of the campaigns added up, since a lead costs what those of its campaign do.
    """

    id: int | None
    name: str
    figures: Figures
    uncosted: int
    waste: Waste | None = None
    sales: SalesTime | None = None

    @property
    def cost_cents(self) -> int | None:
        """None also where nothing was entered: no cost is not a cost of nothing."""
        return self.figures.cost_cents or None

    def unit(self, name: str) -> UnitCost | None:
        """What one lead of a count has cost; None without any cost."""
        cost = self.cost_cents
        return divide_cost(cost_cents=cost, units=self.figures[name]) if cost else None

    @property
    def deal_range(self) -> CostRange | None:
        """What a deal in time may cost, as far as chance can move the rate of them."""
        return bound_cost(cost_cents=self.cost_cents, rate=self.figures.mature) if self.cost_cents else None

    @property
    def revenue_cents(self) -> int:
        """Of deals in time, as far as their value is known."""
        return self.figures.revenue_in_time_cents

    @property
    def unvalued(self) -> int:
        """Deals in time whose value nobody knows."""
        return self.figures.won_in_time - self.figures.valued_in_time

    @property
    def whole_waste(self) -> Waste | None:
        """What both teams spent on leads that were not good, as far as it is known."""
        of_sales = self.sales.waste if self.sales else None
        return add_waste([waste for waste in (self.waste, of_sales) if waste is not None])

    @property
    def not_good(self) -> int:
        return self.figures.judged - self.figures.good

    @property
    def unjudged(self) -> int:
        return self.figures.leads - self.figures.judged

    @property
    def roi(self) -> float | None:
        """(revenue - cost) ÷ cost; None without a cost, and where no deal in time has a value."""
        if not self.cost_cents or (self.unvalued and not self.figures.valued_in_time):
            return None
        share = return_on_cost(revenue_cents=self.revenue_cents, cost_cents=self.cost_cents)
        return None if share is None else float(share)


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """All leads meant as they stand today, those old enough to judge, and these by campaign.

    `mature` and each of `campaigns` have the costs of the days of intake of their `cohort` and no other, so
    that cost and deals are of the same leads at equal age.
    """

    so_far: Spent
    mature: Spent
    campaigns: tuple[Spent, ...]
    cohort: Filters
    has_costs: bool

    @property
    def is_sales_priced(self) -> bool:
        """Whether anybody has named what a contact attempt costs."""
        return self.so_far.sales is not None


def money(filters: Filters, day: date) -> Money:
    """Campaigns stand by number of leads, then by name; one without lead and cost is left out."""
    return _money(filters, day)


@cache_while_unchanged
def _money(filters: Filters, day: date) -> Money:
    old = filters.before(young_since(day, maturity_days()))
    so_far, _ = _read(filters)
    mature, campaigns = _read(old)
    return Money(
        so_far=so_far,
        mature=mature,
        campaigns=campaigns,
        cohort=old,
        has_costs=so_far.figures.cost_cents is not None,
    )


def _read(filters: Filters) -> tuple[Spent, tuple[Spent, ...]]:
    """All of the leads meant, and by campaign."""
    table, uncosted = conversion(by="campaign", filters=filters), read_uncosted(filters)
    sales, none = sales_time(filters), add_sales_time(())
    campaigns = tuple(
        _spent(row, uncosted.get(row.id or 0, 0), None if sales is None else sales.get(row.id or 0, none))
        for row in table.rows
    )
    total = Spent(
        id=None,
        name="",
        figures=table.total.figures,
        uncosted=sum(uncosted.values()),
        waste=add_waste([spent.waste for spent in campaigns if spent.waste]),
        sales=None if sales is None else add_sales_time(sales.values()),
    )
    return total, campaigns


def _spent(row: Row, uncosted: int, sales: SalesTime | None) -> Spent:
    figures = row.figures
    waste = None
    if figures.cost_cents:
        waste = find_waste(
            cost_cents=figures.cost_cents,
            leads=figures.leads,
            rated=figures.judged,
            not_good=figures.judged - figures.good,
        )
    return Spent(id=row.id, name=row.name, figures=figures, uncosted=uncosted, waste=waste, sales=sales)
