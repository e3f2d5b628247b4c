"""Campaigns beside each other as if the leads of all had gone to the same reps. No rep is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from campaigns.models import Campaign
from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.models import Subject
from counting.queries import Traits, read_traits_by
from counting.statistics import Direction, Rate, Standardised, Stratum, discoveries, standardise, wilson
from counting.statistics.proportion import SMALL_SAMPLE
from counting.waits import Wait
from figures.tables import maturity_days, young_since
from figures.waits import add_up, rate_of

Won = Mapping[int, Rate]


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignBeside:
    """A whole campaign in the period. `raw` is its plain rate, as everywhere, and `rest` that of all others.

    `direction` says where it lies beside the rest with the same reps, only beyond chance over all campaigns.
    """

    id: int
    name: str
    raw: Rate
    rest: Rate
    found: Standardised
    direction: Direction


@cache_while_unchanged
def campaigns_with_same_reps(filters: Filters, day: date) -> tuple[CampaignBeside, ...]:
    """Campaigns with leads old enough to judge, most of them first.

    All of the company in this period are compared; of what else is filtered only the campaign narrows, and
    only what is shown.
    """
    rows = _compare(filters.of_the_company, day)
    return tuple(row for row in rows if filters.campaign_id in {None, row.id})


@cache_while_unchanged
def _compare(period: Filters, day: date) -> tuple[CampaignBeside, ...]:
    subjects = [Subject.WAIT, Subject.REP_TELLING, Subject.REP_WON]
    traits = read_traits_by(period.before(young_since(day, maturity_days())), "campaign", subjects)
    raw = {key: add_up([rate_of(one[Subject.WAIT], wait) for wait in Wait]) for key, one in traits.items()}
    by_rep = {key: _by_rep(one) for key, one in traits.items()}
    company, everybody = _of_all(by_rep), add_up(list(raw.values()))
    found = {key: standardise(_strata(own, company)) for key, own in by_rep.items()}
    known = [one.probability if one.compared_leads >= SMALL_SAMPLE else None for one in found.values()]
    differ = dict(zip(found, discoveries(known), strict=True))
    names = dict(Campaign.objects.filter(pk__in=traits).values_list("pk", "name"))
    rows = [
        CampaignBeside(
            id=key,
            name=names.get(key, ""),
            raw=raw[key],
            rest=_subtract(everybody, raw[key]),
            found=one,
            direction=one.direction if differ[key] else "level",
        )
        for key, one in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.raw.of, row.name.casefold(), row.id)))


def _by_rep(traits: Traits) -> Won:
    won = traits.get(Subject.REP_WON, {})
    return {
        rep: wilson(successes=won.get(rep, 0), trials=leads)
        for rep, leads in traits.get(Subject.REP_TELLING, {}).items()
    }


def _of_all(campaigns: Mapping[int, Won]) -> Won:
    reps = {rep for own in campaigns.values() for rep in own}
    return {rep: add_up([own[rep] for own in campaigns.values() if rep in own]) for rep in reps}


def _strata(own: Won, company: Won) -> list[Stratum]:
    """A stratum for each rep of the campaign; leads of nobody met nobody and are compared with none."""
    return [Stratum(campaign=rate, rest=_subtract(company[rep], rate)) for rep, rate in own.items()]


def _subtract(whole: Rate, part: Rate) -> Rate:
    return wilson(successes=whole.count - part.count, trials=whole.of - part.of)
