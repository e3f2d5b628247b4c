"""The leads meant, told apart by what somebody asks for: where they came in, who has them, what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from counting.filters import Filters
from counting.models import FacetKind
from counting.queries import Dimension
from counting.statistics import Direction
from figures.breakdown import Part, by_kind, by_place, by_rep, compare_with_the_rest
from figures.facets import ByFacet, Offered, by_facet, find_offered
from figures.rows import Figures
from figures.tables import conversion

KIND, REP, PAGE, SOURCE, ANSWER = "kind", "rep", "page", "source", "answer-"
PLACES: Final[tuple[Dimension, ...]] = ("campaign", "cta", "channel")
_ONE_EACH: Final = {FacetKind.PAGE: PAGE, FacetKind.SOURCE: SOURCE}
# Campaigns and ways in are judged by their targets, on the overview; kinds are not alike, and who gets other
# leads cannot be held against who does not.
NOT_COMPARED: Final = frozenset({KIND, REP, "campaign", "cta"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldApart:
    """The parts, how each compares with all other leads, and all of the leads; `of_facet` where it is one."""

    by: str
    parts: Sequence[Part]
    leans: Sequence[Direction]
    total: Figures
    of_facet: ByFacet | None = None

    @property
    def is_compared(self) -> bool:
        return self.by not in NOT_COMPARED


def name_of_facet(facet: Offered) -> str:
    """As an address asks for it: "page", "source", "answer-12"."""
    return _ONE_EACH.get(facet.kind, f"{ANSWER}{facet.id}")


def find_ways(*, sees_reps: bool) -> list[str]:
    """By what leads can be told apart, as an address says it."""
    facets = [name_of_facet(facet) for facet in find_offered()]
    return [KIND, *PLACES, *facets, *([REP] if sees_reps else [])]


def tell_apart(by: str, filters: Filters, day: date) -> ToldApart | None:
    """None where `by` is no way of `find_ways`. Who may read figures of reps, the caller has asked."""
    facets = {name_of_facet(facet): facet.id for facet in find_offered()}
    of_facet = by_facet(filters, facets[by], day) if by in facets else None
    parts = of_facet.parts if of_facet else _parts_by(by, filters, day)
    if parts is None:
        return None
    total = conversion(by="campaign", filters=filters).total.figures
    leans: list[Direction] = ["level"] * len(parts)
    if by not in NOT_COMPARED:
        leans = compare_with_the_rest(parts, total.mature)
    return ToldApart(by=by, parts=parts, leans=leans, total=total, of_facet=of_facet)


def _parts_by(by: str, filters: Filters, day: date) -> Sequence[Part] | None:
    if by == KIND:
        return by_kind(filters)
    if by == REP:
        return by_rep(filters, day)
    return next((by_place(place, filters) for place in PLACES if place == by), None)
