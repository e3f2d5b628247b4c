"""Which leads are meant: a period of intake and what narrows it, as SQL over the kept counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

Value = date | int
Condition = tuple[str, Sequence[Value]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """Leads taken in from `start` to `end`, both included; None is open. The rest narrows further.

    `has_no_channel` means leads without any channel, which is not a channel called "unknown"; `has_no_cta`
    those without call-to-action, as only history has them.
    """

    start: date | None = None
    end: date | None = None
    campaign_id: int | None = None
    cta_id: int | None = None
    channel_id: int | None = None
    has_no_channel: bool = False
    has_no_cta: bool = False

    def since(self, day: date) -> Filters:
        """The same, but nothing from before this day."""
        return replace(self, start=day if self.start is None else max(day, self.start))

    def before(self, day: date) -> Filters:
        """The same, but nothing from this day or later."""
        last = day - timedelta(days=1)
        return replace(self, end=last if self.end is None else min(last, self.end))

    @property
    def of_the_company(self) -> Filters:
        """The same period of the whole company: what everything in it is compared with."""
        return Filters(start=self.start, end=self.end)

    @property
    def is_by_cta(self) -> bool:
        return self.cta_id is not None or self.has_no_cta

    @property
    def is_narrowed(self) -> bool:
        """By more than a period."""
        return self != self.of_the_company

    def lookups(self) -> dict[str, Any]:
        """What narrows further than the period, for rows with campaign, call-to-action and channel."""
        wanted = {
            "campaign": self.campaign_id,
            "cta": self.cta_id,
            "channel": self.channel_id,
            "channel__isnull": self.has_no_channel or None,
            "cta__isnull": self.has_no_cta or None,
        }
        return {name: value for name, value in wanted.items() if value is not None}

    def condition(self) -> Condition:
        """What `campaign_id`, `cta_id` and `channel_id` of a row must be."""
        wanted = {"campaign_id": self.campaign_id, "cta_id": self.cta_id, "channel_id": self.channel_id}
        given = {name: value for name, value in wanted.items() if value is not None}
        terms = [f"{name} = %s" for name in given]
        terms += ["channel_id IS NULL"] * self.has_no_channel + ["cta_id IS NULL"] * self.has_no_cta
        return " AND ".join(terms) or "TRUE", list(given.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """A period as whole months and the days left at both ends; each from … to, the latter not included."""

    months: tuple[date, date]
    head: tuple[date, date]
    tail: tuple[date, date]


def split(start: date | None, end: date | None) -> Split:
    """Cut a period so that whole months can be read added up and only the rest day by day."""
    first, after = start or date.min, _next_day(end or date.max)
    first_month = first if first.day == 1 else _next_month(first)
    last_month = after if after == date.max else after.replace(day=1)
    if first_month >= last_month:
        return Split(months=(after, after), head=(first, after), tail=(after, after))
    return Split(months=(first_month, last_month), head=(first, first_month), tail=(last_month, after))


def split_into_days(filters: Filters) -> Split:
    """The whole period day by day: a week is no part of a month."""
    first, after = filters.start or date.min, _next_day(filters.end or date.max)
    return Split(months=(after, after), head=(first, after), tail=(after, after))


def _next_day(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _next_month(day: date) -> date:
    if (day.year, day.month) == (date.max.year, 12):
        return date.max
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
