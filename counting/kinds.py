"""The kinds of figures that counting.measures lists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Protocol, TypedDict

from django.utils.functional import Promise

from counting.filters import Filters
from counting.rules import Rule
from counting.statistics import Rate, cost_per_unit, wilson
from leads.models import Lead

Text = str | Promise
# A page asks for a rate up to five times, and after a change most are what they were.
_rate: Final = lru_cache(maxsize=4_096)(wilson)
# Puts a number of a group of leads into words, with those it computes with; "" where it is none.
Say = Callable[["Counts"], str]


class RateJson(TypedDict):
    """A rate as a share of 1 with its 95 % interval; all three null when there is no lead."""

    value: float | None
    low: float | None
    high: float | None


class CountedRateJson(RateJson):
    """The same with the two counts it is made of."""

    leads: int
    won: int


class Counts(Protocol):
    """Numbers by the names of their figures, of one group of leads."""

    @property
    def cost_cents(self) -> int | None: ...

    @property
    def mature_cost_cents(self) -> int | None:
        """What was spent on the days whose leads are old enough to judge."""

    def __getitem__(self, name: str, /) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What every figure has.

    `label` heads its column. `key` is its name in a row of API and command, "history.won" inside an object;
    blank: not there. `column` is its place in the table of the joint page, and its name as an order in the
    address; blank: not there.
    """

    name: str
    label: Text = ""
    key: str = ""
    column: str = ""

    def as_json(self, counts: Counts) -> object:
        """As API and command give it out."""
        return counts[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally(Figure):
    """A number of leads.

    `title` heads the list of its leads; blank: there is none. `say` puts a number of them into words, where
    it is said aside.
    """

    title: Text = ""
    say: Say | None = None

    def number(self, counts: Counts) -> int:
        return counts[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Tally):
    """A number of leads, kept for each cell.

    `recorded` names the count of those recorded themselves; the others only follow from a later stage, and
    `implied` says so of a number of them and `implied_title` heads their list.
    """

    rule: Rule
    recorded: str = ""
    implied: Text = ""
    implied_title: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged(Tally):
    """The leads of a count that are younger than the maturity age, or those that are not.

    Days pass, so they are told apart when they are read.
    """

    of: str
    is_young: bool

    def narrow(self, filters: Filters, young_since: date) -> Filters:
        """The part of a period in which these leads came in."""
        return filters.since(young_since) if self.is_young else filters.before(young_since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Implied(Tally):
    """Those of a count that are not recorded themselves and only follow from a later stage."""

    of: str
    recorded: str
    rule: Rule

    def number(self, counts: Counts) -> int:
        return counts[self.of] - counts[self.recorded]


@dataclass(frozen=True, slots=True, kw_only=True)
class Money(Figure):
    """A sum over leads in cents of the company's currency, kept for each cell; `amount` is its column."""

    rule: Rule
    amount: str
    take: Callable[[Lead], int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost(Figure):
    """What was spent, in cents; None where it cannot be told apart, as for one call-to-action."""

    def as_json(self, counts: Counts) -> int | None:
        return counts.cost_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPer(Figure):
    """What one lead of a count has cost, to the cent where that is no false precision.

    `is_mature`: the count has leads of equal age alone, and so has the cost: that of their days of intake.
    """

    count: str
    is_exact: bool = False
    is_mature: bool = False

    def cost(self, counts: Counts) -> int | None:
        """Cents; None when no cost is known."""
        return (counts.mature_cost_cents if self.is_mature else counts.cost_cents) or None

    def of(self, counts: Counts) -> int | None:
        """Cents; None when no cost is known or there is no lead."""
        cost = self.cost(counts)
        return cost_per_unit(cost_cents=cost, units=counts[self.count]) if cost else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Figure):
    """A count beside the count it is a part of."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Figure):
    """A count as a share of another, with its interval.

    `tone` is the colour of the team it belongs to, `asides` are counts said beside it. It is drawn from 0 to
    1, or where `is_stretched` to the highest that is shown.
    """

    part: str
    whole: str
    tone: str = ""
    asides: tuple[str, ...] = ()
    is_stretched: bool = False

    def of(self, counts: Counts) -> Rate:
        """The share of the part in the whole."""
        return _rate(successes=counts[self.part], trials=counts[self.whole])

    def as_json(self, counts: Counts) -> RateJson:
        rate = self.of(counts)
        return RateJson(value=rate.value, low=rate.low, high=rate.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatureShare(Share):
    """The share that became deals in time, of leads of equal age; given out with its counts."""

    def as_json(self, counts: Counts) -> CountedRateJson:
        rate = self.of(counts)
        return CountedRateJson(leads=rate.of, won=rate.count, value=rate.value, low=rate.low, high=rate.high)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoFar(Share):
    """Deals of all leads, whatever their age: never compared, and written without its interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag(Figure):
    """How long a step took, from one moment to another, both recorded.

    `number` stands for it in the stored counts and is never given to another. `after` says the median, and
    `before` that at least half of the steps ended before they began.
    """

    number: int
    start: str
    end: str
    rule: Rule
    take: Callable[[Lead], timedelta | None]
    after: Text
    before: Text
