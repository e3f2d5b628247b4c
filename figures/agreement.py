"""Whether marketing's grade and sales' first rating of a lead agree: in all, over time, by campaign."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeVar

from campaigns.models import Campaign
from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.models import Subject
from counting.pairs import GRADES, pair_number
from counting.queries import read_traits_by
from counting.statistics import (
    Agreement,
    Comparison,
    Lean,
    Trend,
    compare,
    compare_grades,
    decide,
    discoveries,
    fit_trend,
    wilson,
)
from figures.tables import conversion

Pairs = Mapping[int, int]
Matrix = tuple[tuple[int, ...], ...]
Unit = Literal["month", "quarter"]
Key = TypeVar("Key", bound=Hashable)

# More months than this are read as quarters.
MOST_MONTHS: Final = 12
_MONTHS: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """The leads that came in during one month or quarter, by its first day."""

    start: date
    agreement: Agreement


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignPairs:
    """A whole campaign in the period beside all others.

    `same` tells on which side of theirs its share of equal letters lies, `lean` to which side its grades do,
    both only beyond chance over all campaigns of the company.
    """

    id: int
    name: str
    agreement: Agreement
    same: Comparison
    lean: Lean


@dataclass(frozen=True, kw_only=True, slots=True)
class GradesBesideRatings:
    """`matrix[grade][rating]` counts pairs, the best letter first; of `leads`, `rated` have a rating.

    The trend is that of the share of equal letters over the spans, which are of one `unit`.
    """

    leads: int
    rated: int
    matrix: Matrix
    agreement: Agreement
    unit: Unit
    spans: tuple[Span, ...]
    trend: Trend
    campaigns: tuple[CampaignPairs, ...]


@cache_while_unchanged
def grades_beside_ratings(filters: Filters) -> GradesBesideRatings:
    """Those of the leads meant; campaigns are compared as a whole, whatever else narrows the leads."""
    total = conversion(by="campaign", filters=filters).total.figures
    months: dict[date, Pairs] = _read(filters, "month")
    unit: Unit = "quarter" if len(months) > MOST_MONTHS else "month"
    spans = _spans(months if unit == "month" else _gather_quarters(months))
    whole = matrix_of(_add_up(months.values()))
    return GradesBesideRatings(
        leads=total.leads,
        rated=total.rated_recorded,
        matrix=whole,
        agreement=compare_grades(whole),
        unit=unit,
        spans=spans,
        trend=fit_trend([span.agreement.same for span in spans]),
        campaigns=_compare_campaigns(filters),
    )


def matrix_of(pairs: Pairs) -> Matrix:
    return tuple(tuple(pairs.get(pair_number(grade, quality), 0) for quality in GRADES) for grade in GRADES)


def _compare_campaigns(filters: Filters) -> tuple[CampaignPairs, ...]:
    """Those with pairs among the leads meant, most pairs first; two families, one for each word on them."""
    pairs: dict[int, Pairs] = _read(filters.of_the_company, "campaign")
    found = {key: compare_grades(matrix_of(own)) for key, own in pairs.items()}
    everybody = wilson(
        successes=sum(one.same.count for one in found.values()),
        trials=sum(one.same.of for one in found.values()),
    )
    rates = [one.same for one in found.values()]
    sides = decide(
        [
            compare(rate, wilson(successes=everybody.count - rate.count, trials=everybody.of - rate.of))
            for rate in rates
        ]
    )
    leaning = discoveries([None if one.same.is_small else one.probability for one in found.values()])
    shown: dict[int, Pairs] = _read(filters, "campaign") if filters.is_narrowed else pairs
    names = dict(Campaign.objects.filter(pk__in=shown).values_list("pk", "name"))
    rows = [
        CampaignPairs(
            id=key, name=names.get(key, ""), agreement=one, same=side, lean=one.lean if leans else "level"
        )
        for (key, one), side, leans in zip(found.items(), sides, leaning, strict=True)
        if key in shown
    ]
    return tuple(sorted(rows, key=lambda row: (-row.agreement.same.of, row.name.casefold(), row.id)))


def _read(filters: Filters, by: Literal["campaign", "month"]) -> dict[Key, Pairs]:
    found = read_traits_by(filters, by, [Subject.PAIR])
    return {key: traits[Subject.PAIR] for key, traits in found.items()}


def _spans(months: Mapping[date, Pairs]) -> tuple[Span, ...]:
    return tuple(
        Span(start=start, agreement=compare_grades(matrix_of(pairs)))
        for start, pairs in sorted(months.items())
    )


def _gather_quarters(months: Mapping[date, Pairs]) -> dict[date, Pairs]:
    quarters: defaultdict[date, list[Pairs]] = defaultdict(list)
    for month, pairs in months.items():
        quarters[month.replace(month=(month.month - 1) // _MONTHS * _MONTHS + 1)].append(pairs)
    return {start: _add_up(pairs) for start, pairs in quarters.items()}


def _add_up(pairs: Iterable[Pairs]) -> Pairs:
    return sum((Counter(one) for one in pairs), Counter[int]())
