"""What every page asks of the own company: its days, its currency and its country."""

from __future__ import annotations

import time
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from accounts.models import Company

KEPT_SECONDS = 5


def own_company() -> Company:
    """The company, to read: before the set-up one without a name, in the installation's time zone.

    A change reaches other processes within 5 seconds, so that neither a page nor a lead costs a query for it.
    """
    return _read(int(time.monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=1)
def _read(_tick: int) -> Company:
    return Company.objects.current() or Company(time_zone=settings.TIME_ZONE)


def forget_own_company() -> None:
    """Read it anew at the next call of `own_company` in this process."""
    _read.cache_clear()


def company_zone() -> ZoneInfo:
    """The company's time zone."""
    return own_company().zone


def company_currency() -> str:
    """The company's currency code; euro before the set-up."""
    return own_company().currency


def company_country() -> str:
    """Whose phones are typed here without country code, as ISO 3166-1 says it; Germany before the set-up."""
    return own_company().country


def day_of(when: datetime) -> date:
    """Return the company's day in which this aware moment lies: the day a lead is counted on."""
    return when.astimezone(company_zone()).date()


def start_of(day: date) -> datetime:
    """Return the moment in which this day begins for the company."""
    return datetime.combine(day, datetime.min.time(), tzinfo=company_zone())


def today() -> date:
    """Return the company's day of now."""
    return day_of(timezone.now())
