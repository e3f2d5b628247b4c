"""Why leads became what they did: what their newest ratings speak of, from the kept counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Prefetch

from accounts.models import User
from campaigns.models import RUNNING_FIRST, Campaign, Need, Promise
from counting.cache import cache_while_unchanged
from counting.filters import Filters
from counting.models import Subject
from counting.queries import Traits, read_traits
from counting.statistics import Rate, wilson
from handoff.models import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class PromiseShare:
    """Of the rated leads that came in while a promise held, those whose rating calls it misleading."""

    id: int
    text: str
    campaign_id: int
    campaign: str
    since: datetime | None
    until: datetime | None
    misled: Rate


@dataclass(frozen=True, kw_only=True, slots=True)
class ReasonCount:
    reason: Reason
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedCount:
    """How many ratings heard a need, and the campaigns that speak to it, live ones first."""

    need: Need
    count: int
    campaigns: tuple[tuple[int, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RaterCount:
    name: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Why:
    """Each list with what is named most often first."""

    promises: tuple[PromiseShare, ...]
    reasons: tuple[ReasonCount, ...]
    needs: tuple[NeedCount, ...]
    raters: tuple[RaterCount, ...]


@cache_while_unchanged
def why(filters: Filters) -> Why:
    traits = read_traits(filters)
    return Why(
        promises=_promises(traits),
        reasons=_reasons(traits.get(Subject.REASON, {})),
        needs=_needs(traits.get(Subject.NEED, {})),
        raters=_raters(traits.get(Subject.RATER, {})),
    )


def find_most_blamed(filters: Filters, campaign: int) -> PromiseShare | None:
    """Of one whole campaign in this period, whatever else is filtered; None where no rating blames one."""
    promises = _promises(read_traits(replace(filters.of_the_company, campaign_id=campaign)))
    return promises[0] if promises and promises[0].misled.count else None


def _promises(traits: Traits) -> tuple[PromiseShare, ...]:
    heard, blamed = traits.get(Subject.PROMISE_HEARD, {}), traits.get(Subject.PROMISE_BLAMED, {})
    shares = [
        PromiseShare(
            id=promise.pk,
            text=promise.text,
            campaign_id=promise.campaign_id,
            campaign=promise.campaign.name,
            since=promise.promised_at,
            until=promise.withdrawn_at,
            misled=wilson(successes=blamed.get(promise.pk, 0), trials=heard[promise.pk]),
        )
        for promise in Promise.objects.filter(pk__in=heard).select_related("campaign")
    ]
    return tuple(sorted(shares, key=lambda share: (-share.misled.count, -share.misled.of, share.id)))


def _reasons(counts: Mapping[int, int]) -> tuple[ReasonCount, ...]:
    reasons = Reason.objects.filter(pk__in=counts)
    rows = [ReasonCount(reason=reason, count=counts[reason.pk]) for reason in reasons]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.reason.position, row.reason.pk)))


def _needs(counts: Mapping[int, int]) -> tuple[NeedCount, ...]:
    campaigns = Prefetch("campaigns", Campaign.objects.with_order().order_by(*RUNNING_FIRST))
    rows = [
        NeedCount(
            need=need,
            count=counts[need.pk],
            campaigns=tuple((campaign.pk, campaign.name) for campaign in need.campaigns.all()),
        )
        for need in Need.objects.filter(pk__in=counts).prefetch_related(campaigns)
    ]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.need.position, row.need.pk)))


def _raters(counts: Mapping[int, int]) -> tuple[RaterCount, ...]:
    people = User.objects.in_bulk(list(counts))
    rows = [RaterCount(name=str(people[pk]), count=count) for pk, count in counts.items() if pk in people]
    return tuple(sorted(rows, key=lambda row: (-row.count, row.name)))
