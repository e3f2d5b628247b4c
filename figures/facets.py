"""The leads meant, told apart by what stands on themselves: an answer, the page, where they came from.

Which values are shown by name the whole company's leads say, of any time, so that a value does not come and
go with a filter:

- a band of numbers or the first digit of a postcode always;
- an answer where `FEWEST` leads gave it, since one that few gave may be somebody's name;
- of a question that got more answers than are kept by name none: it was asked in free words;
- of pages and sources all; and of everything `MOST_NAMED`, those with most leads.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from counting.cache import cache_while_unchanged
from counting.facets import BAND, EDGES, GOOD, RATED, TELLING, TEXT, WON, ZONE, unpack, unpack_again
from counting.filters import Filters
from counting.models import Facet, FacetKind, FacetValue, Subject
from counting.queries import read_facets
from counting.statistics import wilson
from figures.breakdown import Part
from figures.rows import Figures
from figures.tables import conversion, maturity_days, young_since

FEWEST: Final = 5
MOST_NAMED: Final = 30
OTHER: Final = "other"
_OTHERS: Final = 0
_EVERYTHING: Final = Filters()


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """A value shown by name: a text, a band from `low` to `high` (None at its open end), or a zone."""

    text: str
    low: int | None = None
    high: int | None = None
    unit: str = ""
    zone: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """A facet that enough leads have, and by how many of them the company's leads can be told apart by it."""

    id: int
    kind: FacetKind
    text: str
    is_free: bool
    leads: int
    named: Mapping[int, Named]


@dataclass(frozen=True, kw_only=True, slots=True)
class ByFacet:
    """The parts of the leads by one facet: the named ones, all others, and those without.

    Where a lead `gives_several`, the parts add up to more than all leads, and of the others is only known how
    often they were said.
    """

    facet: Offered
    parts: tuple[Part, ...]
    gives_several: int
    others_said: int


class _Sums:
    """Of one part: leads, rated and good ones; of those old enough, those that tell their age and are won."""

    __slots__ = ("good", "leads", "rated", "telling", "won")

    def __init__(self) -> None:
        self.leads = self.rated = self.good = self.telling = self.won = 0

    def add(self, became: int, count: int) -> None:
        self.leads += count
        self.rated += count * bool(became & RATED)
        self.good += count * bool(became & GOOD)

    def add_mature(self, became: int, count: int) -> None:
        self.telling += count * bool(became & TELLING)
        self.won += count * bool(became & WON)

    def part(self, key: str | None, name: str) -> Part:
        return Part(
            key=key,
            name=name,
            leads=self.leads,
            good=wilson(successes=self.good, trials=self.rated),
            mature=wilson(successes=self.won, trials=self.telling),
        )


@cache_while_unchanged
def find_offered() -> tuple[Offered, ...]:
    """By which facets leads can be told apart: page, source, then questions, those most answered first."""
    counts, own = _count_all()
    values: defaultdict[int, list[FacetValue]] = defaultdict(list)
    for value in FacetValue.objects.order_by("pk"):
        values[value.facet_id].append(value)
    offered = [
        Offered(
            id=facet.pk,
            kind=FacetKind(facet.kind),
            text=facet.text,
            is_free=facet.is_full and facet.kind == FacetKind.ANSWER,
            leads=own[facet.pk],
            named=_name_values(facet, values[facet.pk], counts),
        )
        for facet in Facet.objects.order_by("pk")
        if own[facet.pk] >= FEWEST
    ]
    is_question = {FacetKind.PAGE: 0, FacetKind.SOURCE: 1, FacetKind.ANSWER: 2}
    return tuple(sorted(offered, key=lambda each: (is_question[each.kind], -each.leads, each.text)))


def _count_all() -> tuple[Counter[int], Counter[int]]:
    """How many leads of the company have each value, and how many each facet."""
    found = read_facets(_EVERYTHING)
    facet_of = dict(FacetValue.objects.values_list("pk", "facet"))
    values, facets = Counter[int](), Counter[int]()
    for number, count in found[Subject.FACET].items():
        told = unpack(number)
        if told.value is not None:
            values[told.value] += count
            facets[facet_of[told.value]] += count
        if told.rest_of is not None:
            facets[told.rest_of] += count
    for number, count in found[Subject.FACET_AGAIN].items():
        facets[unpack_again(number)[0]] -= count
    return values, facets


def _name_values(facet: Facet, values: Iterable[FacetValue], counts: Counter[int]) -> dict[int, Named]:
    is_answer = facet.kind == FacetKind.ANSWER
    wanted = [
        value
        for value in values
        if counts[value.pk]
        and (value.key[0] != TEXT or not is_answer or (counts[value.pk] >= FEWEST and not facet.is_full))
    ]
    wanted.sort(key=lambda value: (value.key[0] == TEXT, -counts[value.pk], value.text))
    bands = sum(value.key[0] != TEXT for value in wanted)
    return {value.pk: _name(value) for value in wanted[: max(MOST_NAMED, bands)]}


def _name(value: FacetValue) -> Named:
    sign, key = value.key[0], value.key[1:]
    if sign == ZONE:
        return Named(text="", zone=key)
    if sign == BAND:
        low = int(key.split(" ")[0])
        above = [edge for edge in EDGES if edge > low]
        return Named(
            text="", low=low, high=above[0] - 1 if above else None, unit=value.text.lstrip("0123456789 ")
        )
    return Named(text=value.text)


def find_facet(facet_id: int) -> Offered | None:
    return next((each for each in find_offered() if each.id == facet_id), None)


@cache_while_unchanged
def by_facet(filters: Filters, facet_id: int, day: date) -> ByFacet | None:
    """None where the facet is not offered. Bands stand in their order, others by number of leads."""
    facet = find_facet(facet_id)
    if facet is None:
        return None
    counts = _Counts(facet)
    counts.read(filters)
    counts.read_mature(filters.before(young_since(day, maturity_days())))
    named = [key for key in counts.sums if key in facet.named and counts.sums[key].leads]
    named.sort(key=lambda key: _order(facet.named[key], counts.sums[key]))
    parts = [counts.sums[key].part(str(key), facet.named[key].text) for key in named]
    others = counts.sums[_OTHERS]
    is_exact = not counts.again.leads or len(counts.others) < 2
    if others.leads and is_exact:
        parts.append(others.part(OTHER, ""))
    without = counts.find_without(conversion(by="campaign", filters=filters).total.figures)
    if without.leads:
        parts.append(without.part(None, ""))
    return ByFacet(
        facet=facet,
        parts=tuple(parts),
        gives_several=counts.again.leads,
        others_said=0 if is_exact else others.leads,
    )


def _order(named: Named, sums: _Sums) -> tuple[object, ...]:
    if named.low is not None:
        return 0, named.unit, named.low, ""
    return (1, named.zone, 0, "") if named.zone else (2, "", -sums.leads, named.text)


class _Counts:
    """What the kept counts say of one facet: sums by value, `_OTHERS` for all that are not shown by name.

    `again` is what leads gave beside their first value, `others` the values that are not shown by name.
    """

    def __init__(self, facet: Offered) -> None:
        self.facet = facet
        self.sums: defaultdict[int, _Sums] = defaultdict(_Sums)
        self.again = _Sums()
        self.others: set[int | None] = set()
        self._own = set(FacetValue.objects.filter(facet=facet.id).values_list("pk", flat=True))

    def read(self, filters: Filters) -> None:
        for sums, became, count in self._find(filters):
            sums.add(became, count)

    def read_mature(self, filters: Filters) -> None:
        """Leads that are old enough to judge."""
        for sums, became, count in self._find(filters):
            sums.add_mature(became, count)

    def find_without(self, total: Figures) -> _Sums:
        """What the parts leave of the total, a lead with several values counted once."""
        rest = _Sums()
        rest.leads, rest.rated, rest.good = total.leads, total.good_share.of, total.good_share.count
        rest.telling, rest.won = total.mature.of, total.mature.count
        for one, sign in [(self.again, 1), *((one, -1) for one in self.sums.values())]:
            for name in _Sums.__slots__:
                setattr(rest, name, getattr(rest, name) + sign * getattr(one, name))
        return rest

    def _find(self, filters: Filters) -> Iterator[tuple[_Sums, int, int]]:
        """Which sums a number counts for, what became of its leads, and how many they are."""
        found = read_facets(filters)
        for number, count in found[Subject.FACET].items():
            told = unpack(number)
            if told.value in self._own or told.rest_of == self.facet.id:
                yield self._sums_of(told.value), told.became, count
        for number, count in found[Subject.FACET_AGAIN].items():
            facet, became = unpack_again(number)
            if facet == self.facet.id:
                yield self.again, became, count

    def _sums_of(self, value: int | None) -> _Sums:
        if value is not None and value in self.facet.named:
            return self.sums[value]
        self.others.add(value)
        return self.sums[_OTHERS]
