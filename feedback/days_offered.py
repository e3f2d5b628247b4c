"""The days one reaches for when a lead is to be followed up, each a button that names its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from values.days import months_later
from values.formats import with_weekday


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A day, how far away it is in words, and the day as the button writes it."""

    day: date
    title: str
    written: str


def offer_days(today: date) -> list[Offer]:
    """Tomorrow, in three days, next Monday, in a month; a day at a weekend is said, not moved."""
    return [Offer(day=day, title=title, written=with_weekday(day)) for day, title in _days(today)]


def _days(today: date) -> Iterator[tuple[date, str]]:
    yield today + timedelta(days=1), _("Tomorrow")
    yield today + timedelta(days=3), _("In 3 days")
    yield today + timedelta(days=7 - today.weekday()), _("Next week")
    yield months_later(today, 1), _("In a month")
