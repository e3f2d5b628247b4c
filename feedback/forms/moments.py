from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from accounts.own_company import company_zone, day_of
from leads.models import Lead


def moment_on(day: date, *, lead: Lead) -> datetime:
    """A moment on a company's day: now for today, else noon, but not before the enquiry of that very day."""
    now = timezone.now()
    if day == day_of(now):
        return now
    noon = datetime.combine(day, time(12), tzinfo=company_zone())
    return max(noon, lead.received_at) if day == lead.received_on else noon
