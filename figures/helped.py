"""Whether working together has helped: the leads of before and since the introduction, at equal age.

All comparisons are one family: what is called better or worse is a false discovery in at most 5 % of cases. A
figure that was not measured before is compared within the time since, its second half with its first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final, Literal

from counting.benefits import KEPT, POTENTIALS, last_deal_of_age
from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.models import Subject
from counting.queries import Traits, read_traits
from counting.statistics import (
    Difference,
    Mean,
    MeanDifference,
    Rate,
    cases_needed,
    discoveries,
    mean_of,
    subtract_means,
    subtract_rates,
    wilson,
)
from feedback.models import Potential
from feedback.retention import HALF_YEAR, YEAR
from figures.introduction import (
    Cohorts,
    Introduction,
    find_introduction,
    split_cohorts,
    split_questions,
)
from figures.rows import Figures
from figures.tables import conversion, maturity_days
from surveys.figures import read_satisfaction

Name = Literal[
    "communication",
    "knowledge",
    "waste",
    "quality",
    "revenue",
    "satisfaction",
    "misunderstandings",
    "win_rate",
    "kept_half_year",
    "kept_year",
    "deals",
]
Basis = Literal["before", "halves"]
Verdict = Literal["better", "worse", "unsure", "unknown"]
Measured = Rate | Mean
# The seven benefits the field names, in its order; then what became of the leads.
BENEFITS: Final[tuple[Name, ...]] = (
    "communication",
    "knowledge",
    "waste",
    "quality",
    "revenue",
    "satisfaction",
    "misunderstandings",
)
RESULTS: Final[tuple[Name, ...]] = ("win_rate", "deals", "kept_half_year", "kept_year")
# Of these less is better.
FALLING: Final = frozenset({"waste", "misunderstandings"})
RETENTION: Final[dict[Name, int]] = {"kept_half_year": HALF_YEAR, "kept_year": YEAR}


class Group:
    """The leads of one cohort, and the day on which they are looked at; `age` is the maturity age in days.

    Counts and traits are read when they are first asked for.
    """

    def __init__(self, *, filters: Filters, day: date, age: int) -> None:
        self.filters, self.day, self.age = filters, day, age

    @cached_property
    def figures(self) -> Figures:
        return conversion(by="month", filters=self.filters).total.figures

    @cached_property
    def traits(self) -> Traits:
        return read_traits(self.filters)

    def sum(self, subject: Subject, *numbers: int) -> int:
        """How many leads have one of these numbers; without any, whatever theirs is."""
        found = self.traits.get(subject, {})
        return sum(count for number, count in found.items() if not numbers or number in numbers)

    def sum_until(self, subject: Subject, last: int) -> int:
        return sum(count for number, count in self.traits.get(subject, {}).items() if number <= last)


@dataclass(frozen=True, kw_only=True, slots=True)
class Customers:
    """Of the deals that are old enough: who was still a customer, of those of whom it is known.

    `least` and `most` are the share if none and if all of the others were.
    """

    rate: Rate
    unknown: int
    least: float | None
    most: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """One figure, of `now` and `before`, and what can be said of it.

    With "halves" both are of the time since the introduction. `needed` is how many further cases it takes at
    least, if the difference stays as it is; None where that cannot be said.
    """

    name: Name
    basis: Basis
    now: Measured
    before: Measured
    now_filters: Filters
    before_filters: Filters
    difference: Difference | MeanDifference
    verdict: Verdict
    needed: int | None = None

    @property
    def change(self) -> float | None:
        """By how much of itself the figure has grown; None without one before, or one of nothing."""
        if self.now.value is None or not self.before.value:
            return None
        return self.now.value / self.before.value - 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Helped:
    """All comparisons by their name, in the order of BENEFITS and RESULTS; and who is still a customer."""

    introduction: Introduction | None
    cohorts: Cohorts | None
    comparisons: Mapping[Name, Comparison]
    # Beside the comparisons of the same name: of now, and of before.
    customers: Mapping[Name, tuple[Customers, Customers]]

    def count(self, verdict: Verdict) -> int:
        """How many of the seven benefits have it."""
        return sum(self.comparisons[name].verdict == verdict for name in BENEFITS)


@cache_while_unchanged
def find_helped(filters: Filters, day: date) -> Helped:
    """What can be said on this day of the company."""
    introduction = find_introduction()
    if introduction is None:
        return Helped(introduction=None, cohorts=None, comparisons={}, customers={})
    cohorts = split_cohorts(filters, introduction, day)
    read = _Reader(day)
    asked = split_questions(filters, introduction, day)
    drafts = {
        name: _compare(name, asked if name == "satisfaction" else cohorts, read)
        for name in (*BENEFITS, *RESULTS)
    }
    comparisons = _judge(drafts)
    return Helped(
        introduction=introduction,
        cohorts=cohorts,
        comparisons=comparisons,
        customers={
            name: (
                count_customers(read(comparisons[name].now_filters), months),
                count_customers(read(comparisons[name].before_filters), months),
            )
            for name, months in RETENTION.items()
        },
    )


class _Reader:
    """The group of each cohort, once."""

    def __init__(self, day: date) -> None:
        self.day, self._groups = day, dict[Filters, Group]()

    def __call__(self, filters: Filters) -> Group:
        group = Group(filters=filters, day=self.day, age=maturity_days())
        return self._groups.setdefault(filters, group)


def _compare(name: Name, cohorts: Cohorts, read: Callable[[Filters], Group]) -> Comparison:
    """With before where there are ten cases of it, else the halves of the time since; nothing decided yet."""
    measure = MEASURES[name]
    basis: Basis = "before"
    of_now, of_before = cohorts.since, cohorts.before
    if measure(read(of_before)).is_small and cohorts.early is not None and cohorts.late is not None:
        basis, of_now, of_before = "halves", cohorts.late, cohorts.early
    now, before = measure(read(of_now)), measure(read(of_before))
    difference = subtract(now, before)
    is_known = not now.is_small and not before.is_small and difference.probability is not None
    return Comparison(
        name=name,
        basis=basis,
        now=now,
        before=before,
        now_filters=of_now,
        before_filters=of_before,
        difference=difference,
        verdict="unsure" if is_known else "unknown",
        needed=cases_needed(difference) if isinstance(difference, Difference) else None,
    )


def subtract(now: Measured, before: Measured) -> Difference | MeanDifference:
    """Shares from shares, means from means."""
    if isinstance(now, Rate) and isinstance(before, Rate):
        return subtract_rates(now, before)
    if isinstance(now, Mean) and isinstance(before, Mean):
        return subtract_means(now, before)
    raise TypeError(f"{now} and {before} are no figures of one kind")


def _judge(drafts: Mapping[Name, Comparison]) -> dict[Name, Comparison]:
    """A verdict where the test of all together finds a difference and its interval leaves out none."""
    known = [one.difference.probability if one.verdict == "unsure" else None for one in drafts.values()]
    return {
        name: replace(one, verdict=_side(one)) if is_found else one
        for (name, one), is_found in zip(drafts.items(), discoveries(known), strict=True)
    }


def _side(one: Comparison) -> Verdict:
    low, high = one.difference.low, one.difference.high
    if low is None or high is None or low <= 0 <= high:
        return "unsure"
    return "better" if (low > 0) != (one.name in FALLING) else "worse"


def count_customers(group: Group, months: int) -> Customers:
    """Of the deals that are so many months old; the unknown are those of whom nobody knows it."""
    kept_subject, left_subject = KEPT[months]
    last = last_deal_of_age(months, group.day)
    kept, left = group.sum_until(kept_subject, last), group.sum_until(left_subject, last)
    deals = group.sum_until(Subject.DEAL_ON, last)
    unknown = deals - kept - left
    return Customers(
        rate=wilson(successes=kept, trials=kept + left),
        unknown=unknown,
        least=kept / deals if deals else None,
        most=(kept + unknown) / deals if deals else None,
    )


def _customers(months: int) -> Callable[[Group], Rate]:
    return lambda group: count_customers(group, months).rate


def _share(subject: Subject, *numbers: int) -> Callable[[Group], Rate]:
    """The leads with one of these numbers, of all that have one."""
    return lambda group: wilson(successes=group.sum(subject, *numbers), trials=group.sum(subject))


def _win_rate(group: Group) -> Rate:
    """Won in time, of those won or lost in time."""
    won, lost = (group.sum_until(subject, group.age) for subject in (Subject.WON_AFTER, Subject.LOST_AFTER))
    return wilson(successes=won, trials=won + lost)


def _revenue(group: Group) -> Mean:
    """What a lead brought within the maturity age, in cents; deals without a value bring nothing."""
    return mean_of(
        total=group.figures.revenue_in_time_cents,
        of=group.figures.mature_leads,
        amounts=group.traits.get(Subject.WORTH, {}),
    )


def _misunderstandings(group: Group) -> Rate:
    told = [group.figures[name] for name in ("too_high", "realistic", "too_low", "other_fit")]
    return wilson(successes=told[0], trials=sum(told))


def _satisfaction(group: Group) -> Rate:
    """By the day of the question; of one way in or channel nobody knows it."""
    filters = group.filters
    if filters.is_by_cta or filters.has_no_channel or filters.channel_id is not None:
        return wilson(successes=0, trials=0)
    campaigns = None if filters.campaign_id is None else [filters.campaign_id]
    return read_satisfaction(first=filters.start, last=filters.end, campaign_ids=campaigns).satisfied


MEASURES: Final[Mapping[Name, Callable[[Group], Measured]]] = {
    "communication": _share(Subject.ANSWERED, 1),
    "knowledge": _share(Subject.UNDERSTOOD, 1),
    "waste": _share(Subject.POTENTIAL, POTENTIALS[Potential.NO]),
    "quality": lambda group: group.figures.good_share,
    "revenue": _revenue,
    "satisfaction": _satisfaction,
    "misunderstandings": _misunderstandings,
    "win_rate": _win_rate,
    "deals": lambda group: group.figures.mature,
    "kept_half_year": _customers(HALF_YEAR),
    "kept_year": _customers(YEAR),
}
