"""How far the data of each campaign can be relied on: is it still coming in, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil
from typing import Final

from campaigns.models import Campaign
from counting.cache import cache_while_unchanged, current_state
from counting.day_numbers import number_of_day
from counting.filters import Filters
from counting.gaps import (
    Traffic,
    Uncosted,
    read_doors,
    read_traffic,
    read_traits_of_campaigns,
    read_uncosted,
)
from counting.measures import LAGS
from counting.models import Subject
from counting.of_one_lead import DOORS
from counting.queries import read_lags
from counting.statistics import Rate, find_silent, probability_of_silence, quantile, wilson
from figures.rows import Figures
from figures.tables import conversion
from leads.models import Door

# So many days are looked at to know how often leads come: half a year, each day of the week as often.
WATCHED_DAYS: Final = 26 * 7
# The share of ratings that took no longer is the usual time, and so of accepted leads no more should be late.
USUAL: Final = 0.8
FEW_RATINGS: Final = 20
# Costs are entered by the week, so a week without them is no news.
COST_DAYS: Final = 7
# One in ten may lack something before somebody should look.
MOST_LACKING: Final = 0.1
# By these ways leads come by themselves; what a person enters may rest.
BY_ITSELF: Final = (Door.API, Door.FORM, Door.WEBHOOK)
_LAG: Final = {lag.name: lag.number for lag in LAGS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Usual:
    """After how many days sales has usually contacted an accepted lead, and rated a contacted one.

    Both None where there are too few ratings to say so.
    """

    contact: int | None = None
    rating: int | None = None

    def contacted_before(self, day: date) -> date | None:
        """A lead contacted before this day and not rated yet is late."""
        return None if self.rating is None else day - timedelta(days=self.rating)

    def accepted_before(self, day: date) -> date | None:
        """A lead accepted before this day and not contacted yet is late."""
        if self.rating is None or self.contact is None:
            return None
        return day - timedelta(days=self.contact + self.rating)


@dataclass(frozen=True, kw_only=True, slots=True)
class DataOfCampaign:
    """The data of one campaign; shares are of its leads meant, the rest whatever is chosen.

    `late` of those accepted, `unsourced` of all leads; `undated` and `unvalued` of the deals.
    """

    id: int
    name: str
    is_live: bool
    leads: int
    last_on: date | None
    is_silent: bool
    uncosted: Uncosted | None
    late: Rate
    unsourced: Rate
    undated: Rate
    unvalued: Rate
    history: Rate
    troubles: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        found = {
            "silent": self.is_silent,
            "costs": self.uncosted is not None and self.uncosted.days >= COST_DAYS,
            "ratings": _is_more(self.late, 1 - USUAL),
            "source": _is_more(self.unsourced, MOST_LACKING),
            "deals": _is_more(self.undated, MOST_LACKING) or _is_more(self.unvalued, MOST_LACKING),
        }
        object.__setattr__(self, "troubles", tuple(name for name, is_so in found.items() if is_so))


@dataclass(frozen=True, kw_only=True, slots=True)
class DoorTraffic:
    """The last day by which leads came by one of the doors."""

    door: Door
    last_on: date
    is_silent: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """The campaigns, those first that need a hand, then those that run; the doors; the proof of the counts.

    `drift` is in how many cells the last proof found a count wrong, and mended it.
    """

    campaigns: tuple[DataOfCampaign, ...]
    doors: tuple[DoorTraffic, ...]
    usual: Usual
    verified_at: datetime | None
    drift: int


def find_usual(day: date) -> Usual:
    """What is usual in the company, by the leads of the last twelve months."""
    lags = read_lags(Filters(start=day - timedelta(days=365)))
    contact, rating = lags.get(_LAG["lag_contacted"], {}), lags.get(_LAG["lag_rated"], {})
    if sum(rating.values()) < FEW_RATINGS or not contact:
        return Usual()
    return Usual(contact=_days(contact), rating=_days(rating))


@cache_while_unchanged
def find_health(filters: Filters, day: date) -> Health:
    """How the data of the leads meant are, on this day of the company."""
    figures = {row.id: row.figures for row in conversion(by="campaign", filters=filters).rows}
    campaigns = list(Campaign.objects.only("name", "status"))
    live = [campaign.pk for campaign in campaigns if campaign.status == Campaign.Status.LIVE]
    since = day - timedelta(days=WATCHED_DAYS)
    traffic = read_traffic([campaign.pk for campaign in campaigns], since=since, before=day)
    doors = read_doors(since=since, before=day)
    silent_campaigns, silent_doors = _find_silent(
        {pk: traffic[pk] for pk in live if pk in traffic},
        {DOORS[door]: doors[DOORS[door]] for door in BY_ITSELF if DOORS[door] in doors},
        since=since,
        day=day,
    )
    usual = find_usual(day)
    lacking = _lacking(filters, usual, day)
    uncosted = read_uncosted([campaign.pk for campaign in campaigns], before=day)
    shown = [
        _of_campaign(
            campaign,
            figures.get(campaign.pk, Figures()),
            traffic.get(campaign.pk),
            uncosted.get(campaign.pk),
            lacking.get(campaign.pk, {}),
            is_silent=campaign.pk in silent_campaigns,
        )
        for campaign in campaigns
        if campaign.pk in figures or (campaign.pk in live and not filters.is_narrowed)
    ]
    shown.sort(key=lambda one: (not one.troubles, not one.is_live, -one.leads, one.name.casefold()))
    state = current_state()
    return Health(
        campaigns=tuple(shown),
        doors=tuple(
            DoorTraffic(door=door, last_on=doors[number].last, is_silent=number in silent_doors)
            for door, number in DOORS.items()
            if number in doors
        ),
        usual=usual,
        verified_at=state.verified_at,
        drift=state.drift.get("cells", 0),
    )


def _of_campaign(
    campaign: Campaign,
    figures: Figures,
    traffic: Traffic | None,
    uncosted: Uncosted | None,
    lacking: Mapping[str, int],
    *,
    is_silent: bool,
) -> DataOfCampaign:
    def share(name: str, of: str) -> Rate:
        return wilson(successes=lacking.get(name, 0), trials=figures[of])

    return DataOfCampaign(
        id=campaign.pk,
        name=campaign.name,
        is_live=campaign.status == Campaign.Status.LIVE,
        leads=figures.leads,
        last_on=traffic.last if traffic else None,
        is_silent=is_silent,
        uncosted=uncosted,
        late=share("late", "accepted_recorded"),
        unsourced=share("unsourced", "leads"),
        unvalued=share("unvalued", "won"),
        undated=wilson(successes=figures.won_undated, trials=figures.won),
        history=wilson(successes=figures.history_leads, trials=figures.leads),
    )


def _find_silent(
    campaigns: Mapping[int, Traffic], doors: Mapping[int, Traffic], *, since: date, day: date
) -> tuple[set[int], set[int]]:
    """Which have gone silent, all of them looked at together."""
    chances = [_chance(traffic, since, day) for traffic in (*campaigns.values(), *doors.values())]
    found = find_silent(chances)
    return (
        {pk for pk, is_silent in zip(campaigns, found, strict=False) if is_silent},
        {number for number, is_silent in zip(doors, found[len(campaigns) :], strict=True) if is_silent},
    )


def _chance(traffic: Traffic, since: date, day: date) -> float | None:
    """How likely it is to be quiet for so long, by its own days; its first one says nothing of its pace."""
    if traffic.last >= day:
        return None
    first = max(since, traffic.first + timedelta(days=1))
    active = {(one - first).days for one in traffic.days if one >= first}
    return probability_of_silence(active, days=max(0, (day - first).days))


def _lacking(filters: Filters, usual: Usual, day: date) -> dict[int, dict[str, int]]:
    """Of each campaign how many leads lack something."""
    subjects = (
        Subject.UNSOURCED,
        Subject.UNVALUED,
        Subject.UNRATED_SINCE_CONTACT,
        Subject.UNRATED_SINCE_ACCEPTANCE,
    )
    return {
        campaign: {
            "unsourced": sum(traits.get(Subject.UNSOURCED, {}).values()),
            "unvalued": sum(traits.get(Subject.UNVALUED, {}).values()),
            "late": _before(traits.get(Subject.UNRATED_SINCE_CONTACT, {}), usual.contacted_before(day))
            + _before(traits.get(Subject.UNRATED_SINCE_ACCEPTANCE, {}), usual.accepted_before(day)),
        }
        for campaign, traits in read_traits_of_campaigns(filters, subjects).items()
    }


def _before(days: Mapping[int, int], day: date | None) -> int:
    limit = None if day is None else number_of_day(day)
    return sum(count for number, count in days.items() if limit is not None and number < limit)


def _days(lags: Mapping[int, int]) -> int:
    """The usual time in whole days, at least one."""
    return max(1, ceil((quantile(lags, USUAL) or 0) / timedelta(days=1).total_seconds()))


def _is_more(rate: Rate, most: float) -> bool:
    """Whether a share is higher than that, beyond chance."""
    return rate.low is not None and not rate.is_small and rate.low > most


def count_needing(campaigns: Iterable[DataOfCampaign]) -> int:
    """How many of them need a hand."""
    return sum(bool(campaign.troubles) for campaign in campaigns)
