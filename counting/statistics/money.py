"""What leads have cost and brought, in whole cents: cost per lead with its count, waste as a band, return.

Rounded figures are rounded once, at the end, halves to the even cent, as in `costs`. What is divided among
several is never rounded by itself: the parts always add up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from counting.statistics.costs import cost_per_unit
from counting.statistics.proportion import Rate
from counting.statistics.ranges import check_count

# So many of something, and the exact cents of each.
Priced = tuple[int, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """What one of so many units cost, in whole cents; None when there is no unit."""

    cost_cents: int
    units: int
    cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waste:
    """The cost of leads that are not good, from `low_cents` to `high_cents`.

    Low takes every unrated lead as good, high as not good: without more ratings nobody knows where between.
    """

    low_cents: int
    high_cents: int
    unrated: int

    @property
    def is_exact(self) -> bool:
        """Whether every lead is rated."""
        return self.unrated == 0


def divide_cost(*, cost_cents: int, units: int) -> UnitCost:
    """Return the cost of one unit beside what it was made of. Raises ValueError when units is negative."""
    cents = cost_per_unit(cost_cents=cost_cents, units=units)
    return UnitCost(cost_cents=cost_cents, units=units, cents=cents)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRange:
    """What one success may cost, in whole cents; `high_cents` is None where there may be none at all."""

    low_cents: int
    high_cents: int | None


def bound_cost(*, cost_cents: int, rate: Rate) -> CostRange | None:
    """Return what a success costs at both ends of the interval of its rate: cost ÷ (cases · share).

    Cost and cases are taken as they are, so the limits hold as often as those of the rate do. None without a
    case, and for a negative cost.
    """
    if not rate.high or rate.low is None or cost_cents < 0:
        return None
    high = round(cost_cents / (rate.of * rate.low)) if rate.low > 0 else None
    return CostRange(low_cents=round(cost_cents / (rate.of * rate.high)), high_cents=high)


def find_waste(*, cost_cents: int, leads: int, rated: int, not_good: int) -> Waste | None:
    """Return what the leads that are not good cost, each lead having cost the same.

    Low is cost · not good ÷ leads, high is cost · (not good + unrated) ÷ leads, each to the cent, halves to
    the even one; where all are rated both are the same. None without a lead, and for a negative cost: a
    credit wastes nothing. Raises ValueError when a number is negative or above the number it is a part of.
    """
    check_count("leads", leads)
    check_count("rated", rated, at_most=leads, whole="leads")
    check_count("not_good", not_good, at_most=rated, whole="rated")
    low = cost_per_unit(cost_cents=cost_cents * not_good, units=leads)
    high = cost_per_unit(cost_cents=cost_cents * (not_good + leads - rated), units=leads)
    if low is None or high is None or cost_cents < 0:
        return None
    return Waste(low_cents=low, high_cents=high, unrated=leads - rated)


def add_waste(parts: Sequence[Waste]) -> Waste | None:
    """Return the waste of several campaigns together: of each what its own leads cost. None of none."""
    if not parts:
        return None
    return Waste(
        low_cents=sum(part.low_cents for part in parts),
        high_cents=sum(part.high_cents for part in parts),
        unrated=sum(part.unrated for part in parts),
    )


def price_attempts(not_good: Iterable[Priced], unrated: Iterable[Priced]) -> Waste:
    """Return what contact attempts on leads that are not good cost, each group at its own price.

    Low is the sum of count · cents over the first, high over both, each to the cent, halves to the even one.
    `unrated` of the result counts the attempts of the second. Raises ValueError for a negative number.
    """
    sure, open_ = list(not_good), list(unrated)
    for count, cents in (*sure, *open_):
        check_count("count", count)
        if cents < 0:
            raise ValueError(f"{cents} is no price: it is below 0.")
    low = sum((count * cents for count, cents in sure), Fraction())
    high = low + sum((count * cents for count, cents in open_), Fraction())
    return Waste(low_cents=round(low), high_cents=round(high), unrated=sum(count for count, _ in open_))


def return_on_cost(*, revenue_cents: int, cost_cents: int) -> Fraction | None:
    """Return (revenue - cost) ÷ cost, exactly: 0 is the money back, 1 as much again, -1 all of it lost.

    None when nothing was paid: no return is so many times nothing.
    """
    return Fraction(revenue_cents - cost_cents, cost_cents) if cost_cents > 0 else None
