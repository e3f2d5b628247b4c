"""Which sources deals are credited to, by four ways of dividing them; their revenue always adds up.

The paths of deals in time are kept by cell (`counting.paths`), so a page reads no lead, however many there
are; dividing them takes as long as there are different paths.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, get_args

from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.paths import Walked, read_paths
from counting.statistics import Model, attribute, split_cents

MODELS: Final[tuple[Model, ...]] = get_args(Model)


@dataclass(frozen=True, kw_only=True, slots=True)
class Credited:
    """A source, None for what is not attributed, with its deals and cents by each model."""

    source: str | None
    deals: Mapping[Model, Fraction]
    cents: Mapping[Model, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Attribution:
    """Sources by revenue of the last touch, what is not attributed last and always; and what they add up to.

    `alone` deals had one touch or none: every model says the same of them.
    """

    sources: tuple[Credited, ...]
    deals: int
    revenue_cents: int
    alone: int


def attribution(filters: Filters) -> Attribution:
    """Of the deals in time of the leads meant."""
    return _attribution(filters)


@cache_while_unchanged
def _attribution(filters: Filters) -> Attribution:
    return credit(read_paths(filters))


def credit(walked: Sequence[Walked]) -> Attribution:
    """Divide the deals of each path among its touches, by each model."""
    deals: defaultdict[str | None, defaultdict[Model, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    cents: defaultdict[str | None, defaultdict[Model, int]] = defaultdict(lambda: defaultdict(int))
    for walk in walked:
        for model in MODELS:
            shares = attribute(walk.path, model)
            for source, share in shares.items():
                deals[source][model] += share * walk.deals
            for source, part in split_cents(walk.revenue_cents, shares).items():
                cents[source][model] += part
    named = sorted(
        (source for source in deals if source is not None), key=lambda name: (-cents[name]["last"], name)
    )
    return Attribution(
        sources=tuple(
            Credited(
                source=source,
                deals={model: deals[source][model] for model in MODELS},
                cents={model: cents[source][model] for model in MODELS},
            )
            for source in [*named, None]
        ),
        deals=sum(walk.deals for walk in walked),
        revenue_cents=sum(walk.revenue_cents for walk in walked),
        alone=sum(walk.deals for walk in walked if len(walk.path) < 2),
    )
