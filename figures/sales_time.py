"""What the contact attempts cost that sales made on leads that were not good, at the prices of their days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from counting.filters import Filters
from counting.models import Subject
from counting.queries import read_traits_by
from counting.statistics import Waste, add_waste, price_attempts
from feedback.models import AttemptPrice

# Price → how many attempts; 0 is without a price.
Attempts = Mapping[int, int]
_READ: Final = (Subject.ATTEMPT_NOT_GOOD, Subject.ATTEMPT_UNJUDGED)


@dataclass(frozen=True, kw_only=True, slots=True)
class SalesTime:
    """Attempts on leads that were not good, and on those nobody has judged, with what they cost.

    `unpriced` of them were made on days for which nobody named a price: they are in no amount.
    """

    waste: Waste
    not_good: int
    unjudged: int
    unpriced: int


def sales_time(filters: Filters) -> dict[int, SalesTime] | None:
    """By campaign, where any was made; None as long as nobody has named a price."""
    prices = {price.pk: price.cents for price in AttemptPrice.objects.standing()}
    if not prices:
        return None
    kept = read_traits_by(filters, "campaign", _READ)
    return {
        campaign: _price(of.get(_READ[0], {}), of.get(_READ[1], {}), prices) for campaign, of in kept.items()
    }


def add_sales_time(parts: Iterable[SalesTime]) -> SalesTime:
    """Of several campaigns together."""
    known = list(parts)
    return SalesTime(
        waste=add_waste([part.waste for part in known]) or price_attempts((), ()),
        not_good=sum(part.not_good for part in known),
        unjudged=sum(part.unjudged for part in known),
        unpriced=sum(part.unpriced for part in known),
    )


def _price(not_good: Attempts, unjudged: Attempts, prices: Mapping[int, Fraction]) -> SalesTime:
    """Raises no error for a price that is gone: its attempts are without one until they are counted anew."""
    sure, open_ = (
        [(count, prices[key]) for key, count in attempts.items() if key in prices]
        for attempts in (not_good, unjudged)
    )
    every = sum(not_good.values()) + sum(unjudged.values())
    return SalesTime(
        waste=price_attempts(sure, open_),
        not_good=sum(not_good.values()),
        unjudged=sum(unjudged.values()),
        unpriced=every - sum(count for count, _ in (*sure, *open_)),
    )
