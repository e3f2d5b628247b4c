"""What ratings say of the leads a finding is about, and how its figure stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.own_company import today
from counting.filters import Filters
from counting.models import Subject
from counting.queries import read_counts, read_traits
from counting.statistics import Rate
from counting.weeks import WEEK, last_ripe_week, monday_of
from findings.models import Finding, FindingKind
from findings.series import add_weeks, age_of, read_series, rest_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """How many of the ratings say "promised too much", and what they name most; None for nothing."""

    too_high: int
    rated: int
    promise: int | None = None
    blamed: int = 0
    heard: int = 0
    reason: int | None = None
    reason_count: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """The same figure of the leads up to the newest week that is old enough, which ended on `end`."""

    rate: Rate
    other: Rate
    end: date


def read_evidence(filters: Filters) -> Evidence:
    """Of the leads of a campaign; of equally many the one that was there first."""
    counts = read_counts(filters, (), {"too_high": "too_high", "rated": "rated_recorded"})[None, None]
    traits = read_traits(filters)
    blamed, reasons = traits.get(Subject.PROMISE_BLAMED, {}), traits.get(Subject.REASON, {})
    promise, reason = _most(blamed), _most(reasons)
    return Evidence(
        **counts,
        promise=promise,
        blamed=blamed.get(promise or 0, 0),
        heard=traits.get(Subject.PROMISE_HEARD, {}).get(promise or 0, 0),
        reason=reason,
        reason_count=reasons.get(reason or 0, 0),
    )


def read_raters(filters: Filters) -> set[int]:
    """Who rated these leads."""
    return set(read_traits(filters).get(Subject.RATER, {}))


def filters_of(finding: Finding) -> Filters:
    """The leads it is about."""
    return Filters(start=finding.since or finding.start, end=finding.end, campaign_id=finding.campaign_id)


def read_standing(finding: Finding) -> Standing:
    """How it stands now: of the leads since the same day, the newer ones added that are old enough."""
    kind = FindingKind(finding.kind)
    end = max(last_ripe_week(today(), age_of(kind)) + WEEK, monday_of(finding.end) + WEEK)
    series = read_series(kind, finding.start, end)
    who = finding.campaign_id, finding.promise_id if kind == FindingKind.PROMISE else None
    own = [series.get(who, {})]
    last = end - timedelta(days=1)
    if finding.since is None:
        rate, rest = (add_weeks(weeks, finding.start, end) for weeks in (own, rest_of(series, who)))
        return Standing(rate=rate, other=rest, end=last)
    return Standing(
        rate=add_weeks(own, finding.since, end),
        other=add_weeks(own, finding.start, finding.since),
        end=last,
    )


def _most(counts: dict[int, int]) -> int | None:
    return min(counts, key=lambda key: (-counts[key], key), default=None)
