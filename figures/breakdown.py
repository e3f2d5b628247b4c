"""The leads meant, told apart by where they came in, or by the rep they lie with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from campaigns.models import CallToAction
from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.models import Subject
from counting.queries import Dimension, read_traits
from counting.statistics import Direction, Rate, discoveries, subtract_rates, wilson
from figures.rows import Figures
from figures.tables import conversion, maturity_days, young_since


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One part of the leads: by `key`, None for those without.

    `good` of the rated ones, `mature` the deals in time of those old enough to judge.
    """

    key: str | None
    name: str
    leads: int
    good: Rate
    mature: Rate


@cache_while_unchanged
def by_kind(filters: Filters) -> tuple[Part, ...]:
    """By kind of call-to-action, as campaigns.models.CtaKind orders them; `name` is empty.

    A kind without leads is left out. History without a call-to-action is a part of its own, the last.
    """
    rows = conversion(by="cta", filters=filters).rows
    kinds = dict(CallToAction.objects.values_list("pk", "kind"))
    sums: defaultdict[str | None, list[Figures]] = defaultdict(list)
    for row in rows:
        sums[kinds.get(row.id) if row.id else None].append(row.figures)
    return tuple(
        Part(
            key=kind,
            name="",
            leads=_sum(sums[kind], "leads"),
            good=_rate(sums[kind], "good_recorded", "rated_recorded"),
            mature=_rate(sums[kind], "mature_won", "mature_leads"),
        )
        for kind in [*_ordered(sums), None]
        if _sum(sums[kind], "leads")
    )


def by_place(by: Dimension, filters: Filters) -> tuple[Part, ...]:
    """By campaign, call-to-action or channel, those with most leads first and the leads without last."""
    rows = [row for row in conversion(by=by, filters=filters).rows if row.figures.leads]
    rows.sort(key=lambda row: row.id is None)
    return tuple(
        Part(
            key=None if row.id is None else str(row.id),
            name=f"{row.parent} · {row.name}" if row.parent else row.name,
            leads=row.figures.leads,
            good=row.figures.good_share,
            mature=row.figures.mature,
        )
        for row in rows
    )


def compare_with_the_rest(parts: Sequence[Part], total: Rate) -> list[Direction]:
    """Of each part whether deals are more or less likely than in all other leads; "level" is no verdict.

    Beyond chance over all parts compared: of all that are told apart, at most 5 % are so by chance.
    """
    differences = [
        subtract_rates(
            part.mature,
            wilson(successes=total.count - part.mature.count, trials=total.of - part.mature.of),
        )
        for part in parts
    ]
    comparable = [not (each.now.is_small or each.before.is_small) for each in differences]
    found = discoveries(
        [each.probability if fits else None for each, fits in zip(differences, comparable, strict=True)]
    )
    return [
        each.direction if is_found else "level" for each, is_found in zip(differences, found, strict=True)
    ]


@cache_while_unchanged
def by_rep(filters: Filters, day: date) -> tuple[Part, ...]:
    """By the rep the lead lies with now, those with most leads first; the leads of nobody come last."""
    whole = read_traits(filters)
    mature = read_traits(filters.before(young_since(day, maturity_days())))
    total = conversion(by="campaign", filters=filters).total.figures
    people = User.objects.in_bulk(list(whole.get(Subject.REP, {})))
    parts = [
        Part(
            key=str(pk),
            name=str(people[pk]) if pk in people else "",
            leads=leads,
            good=wilson(
                successes=whole.get(Subject.REP_GOOD, {}).get(pk, 0),
                trials=whole.get(Subject.REP_RATED, {}).get(pk, 0),
            ),
            mature=wilson(
                successes=mature.get(Subject.REP_WON, {}).get(pk, 0),
                trials=mature.get(Subject.REP_TELLING, {}).get(pk, 0),
            ),
        )
        for pk, leads in whole.get(Subject.REP, {}).items()
    ]
    parts.sort(key=lambda part: (-part.leads, part.name))
    return (*parts, *_of_nobody(total, parts))


def _of_nobody(total: Figures, parts: list[Part]) -> list[Part]:
    """What the reps leave of the total."""
    leads = total.leads - sum(part.leads for part in parts)
    if not leads:
        return []
    return [
        Part(
            key=None,
            name="",
            leads=leads,
            good=_rest(total.good_share, [part.good for part in parts]),
            mature=_rest(total.mature, [part.mature for part in parts]),
        )
    ]


def _rest(total: Rate, rates: list[Rate]) -> Rate:
    successes = total.count - sum(rate.count for rate in rates)
    return wilson(successes=successes, trials=total.of - sum(rate.of for rate in rates))


def _ordered(sums: defaultdict[str | None, list[Figures]]) -> list[str]:
    order = list(CallToAction._meta.get_field("kind").choices or [])
    return [kind for kind, _label in order if kind in sums]


def _sum(figures: list[Figures], name: str) -> int:
    return sum(one[name] for one in figures)


def _rate(figures: list[Figures], part: str, whole: str) -> Rate:
    return wilson(successes=_sum(figures, part), trials=_sum(figures, whole))
