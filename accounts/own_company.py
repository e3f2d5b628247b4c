"""What every page asks of the own company: its days, and its currency."""

from __future__ import annotations

import time
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from asgiref.local import Local
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.utils import timezone

from accounts.models import Company

ZONE_KEPT_SECONDS = 5
_cached = Local()


def company_zone() -> ZoneInfo:
    """Return the company's time zone; before the set-up, the installation's.

    A change reaches other processes within 5 seconds, so that counting a lead costs no query for its day.
    """
    return _read_zone(int(time.monotonic() // ZONE_KEPT_SECONDS))


@lru_cache(maxsize=1)
def _read_zone(_tick: int) -> ZoneInfo:
    company = Company.objects.current()
    return company.zone if company else ZoneInfo(settings.TIME_ZONE)


def forget_company_zone() -> None:
    """Read the zone anew at the next call of `company_zone` in this process."""
    _read_zone.cache_clear()


def day_of(when: datetime) -> date:
    """Return the company's day in which this aware moment lies: the day a lead is counted on."""
    return when.astimezone(company_zone()).date()


def today() -> date:
    """Return the company's day of now."""
    return day_of(timezone.now())


def company_currency() -> str:
    """The company's currency code; asked once per request, euro before the company is set up."""
    known: str | None = getattr(_cached, "currency", None)
    if known is not None:
        return known
    company = Company.objects.current()
    currency = company.currency if company else "EUR"
    if getattr(_cached, "is_in_request", False):
        _cached.currency = currency
    return currency


def _begin_request(**_kwargs: object) -> None:
    _cached.currency, _cached.is_in_request = None, True


def _end_request(**_kwargs: object) -> None:
    _cached.currency, _cached.is_in_request = None, False


request_started.connect(_begin_request, dispatch_uid="values.money.begin")
request_finished.connect(_end_request, dispatch_uid="values.money.end")
