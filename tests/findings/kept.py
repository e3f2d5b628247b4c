"""Kept counts of weeks, written as the job would keep them: what findings read, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F

from campaigns.models import Campaign
from counting.first_ratings import first_rating_number
from counting.models import ConversionCell, Subject, TraitCell, TraitMonth
from counting.waits import Wait, wait_number
from counting.weeks import WEEK

# A Monday; the newest week with ratings old enough begins on 23 February, with deals on 22 December.
MONDAY = date(2026, 3, 30)


def keep_deals(campaign: Campaign, week: date, *, leads: int, won: int) -> None:
    ConversionCell.objects.create(
        campaign=campaign, day=week + timedelta(days=2), leads=leads, telling=leads, won_in_time=won
    )


def keep_ratings(
    campaign: Campaign, week: date, *, rated: int, good: int, too_high: int = 0, after: int = 3
) -> None:
    """The first `too_high` of the others than the good ones "promised too much"."""
    words = [(True, False)] * good + [(False, True)] * too_high
    words += [(False, False)] * (rated - len(words))
    for said in set(words):
        number = first_rating_number(after, is_good=said[0], is_too_high=said[1])
        keep(campaign, week, Subject.FIRST_RATED, number, words.count(said))


def keep_waits(campaign: Campaign, week: date, *, in_time: int, late: int) -> None:
    keep(campaign, week, Subject.WAIT, wait_number(Wait.WITHIN_DAY, is_won=False), in_time)
    keep(campaign, week, Subject.WAIT, wait_number(Wait.LATER, is_won=False), late)


def keep(campaign: Campaign, week: date, subject: Subject, number: int, count: int) -> None:
    """Of one day, and added to its month."""
    if count:
        day, said = week + timedelta(days=2), {"campaign": campaign, "subject": subject, "number": number}
        TraitCell.objects.create(day=day, count=count, **said)
        month, _ = TraitMonth.objects.get_or_create(month=day.replace(day=1), defaults={"count": 0}, **said)
        TraitMonth.objects.filter(pk=month.pk).update(count=F("count") + count)


def weeks_before(monday: date, weeks: int, *, age: int) -> list[date]:
    """The Mondays of so many weeks, the newest `age` whole weeks before the last one; the oldest first."""
    return [monday - WEEK * at for at in range(weeks + age, age, -1)]
