"""Leads that end at all ages, around the days on which calendars go wrong, and a plain look at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from campaigns.models import CallToAction
from counting import job
from counting.filters import Filters
from feedback.models import LeadStanding
from leads.models import Lead, LeadKind
from tests.factories import make_campaign, make_channel, make_cta, make_lead

BERLIN = ZoneInfo("Europe/Berlin")
# A Monday, from which all ages of these tests are counted.
THAT_DAY = date(2027, 2, 15)
# A leap day, both nights on which the clocks change, the turn of a year with 53 weeks and of one with 52.
ODD_DAYS = [
    *(date(2024, 2, day) for day in (28, 29)),
    *(date(2026, 3, day) for day in (28, 29, 30)),
    *(date(2026, 10, day) for day in (24, 25, 26)),
    *(date(2025, 12, day) for day in (28, 29, 31)),
    *(date(2026, 12, day) for day in (27, 28, 31)),
    *(date(2027, 1, day) for day in (1, 3, 4, 31)),
    *(THAT_DAY - timedelta(days=age) for age in (0, 6, 7, 8, 30, 89, 90, 91, 180, 181)),
]
AGES_AT_THE_END = (-400, -2, -1, 0, 1, 6, 7, 8, 30, 89, 90, 91, 180, 181, 400)


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What of a lead matters here; `age` is that of its end, None where it is open or nobody knows."""

    campaign: int
    day: date
    end: str
    age: int | None

    @property
    def tells(self) -> bool:
        return self.end != "won" or self.age is not None


def moment(day: date, clock: str = "12:00") -> datetime:
    """This day and time in the company's zone."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=BERLIN)


def add_lead(
    day: date, *, end: str = "", age: int | None = None, clock: str = "12:00", **fields: Any
) -> Lead:
    """A lead of this day that ended so many days later; nothing else is known of it."""
    lead = make_lead(received_at=moment(day, clock), **fields)
    if end:
        decided = None if age is None else moment(day + timedelta(days=age), "23:59" if age % 2 else "00:00")
        LeadStanding.objects.create(lead=lead, outcome=end, decided_at=decided)
    return lead


def make_ageing(random: Random, *, leads: int = 60) -> list[CallToAction]:
    """Leads of odd days and of others, open, won and lost at odd ages; counted."""
    channels = [make_channel("Suche"), make_channel("Messe"), None]
    ctas = [make_cta(make_campaign(channel=channel)) for channel in channels]
    for _ in range(leads):
        ordinary = THAT_DAY - timedelta(days=random.randrange(800))
        day = random.choice(ODD_DAYS) if random.random() < 0.6 else ordinary
        ages = [age for age in AGES_AT_THE_END if day + timedelta(days=age) <= THAT_DAY]
        add_lead(
            day,
            end=random.choice(["won", "won", "lost", ""]),
            age=random.choice([*ages, None]),
            clock=random.choice(["00:00", "00:30", "02:30", "12:00", "23:30", "23:59"]),
            cta=random.choice(ctas),
            channel=random.choice(channels),
            kind=random.choice([LeadKind.REAL] * 8 + [LeadKind.SPAM]),
        )
    job.compute()
    return ctas


def choose(random: Random, ctas: Sequence[CallToAction]) -> Filters:
    """A period and what narrows it, each or neither."""
    start = random.choice([None, random.choice(ODD_DAYS)])
    end = random.choice([None, *(day for day in ODD_DAYS if start is None or day >= start)])
    narrow: dict[str, Any] = random.choice(
        [{}, {"campaign_id": random.choice(ctas).campaign_id}, {"channel_id": make_channel("Suche").pk}]
    )
    return Filters(start=start, end=end, **narrow)


def look_at(filters: Filters) -> list[Told]:
    """The leads meant, row by row."""
    return [
        _tell(lead)
        for lead in Lead.objects.filter(kind=LeadKind.REAL, **filters.lookups()).select_related("standing")
        if (filters.start or date.min) <= lead.received_on <= (filters.end or date.max)
    ]


def _tell(lead: Lead) -> Told:
    said = getattr(lead, "standing", LeadStanding())
    decided = said.decided_at
    age = None if decided is None else (decided.astimezone(BERLIN).date() - lead.received_on).days
    return Told(campaign=lead.campaign_id, day=lead.received_on, end=said.outcome, age=age)
