"""Once a week everybody hears of the figures: Monday morning by the company's clock, each week once."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count
from django.utils import timezone, translation

from accounts.kinds import Kind
from accounts.models import User
from accounts.own_company import company_zone, start_of
from accounts.permissions import Action, may
from accounts.services import notify
from feedback.models import CampaignAnswer, Outcome, OutcomeKind, Rating
from feedback.models.ratings import GOOD_QUALITIES
from feedback.services.campaign_answers import find_raters
from figures import overview
from insights.models import WeeklyWord
from insights.pages.weekly import DAYS, Week, last_days, word_week
from leads.models import LeadKind

MORNING: Final = time(7)
# Where nothing ran on Monday, it is told of until the end of the next day.
LATEST: Final = timedelta(days=2)
KEEP: Final = timedelta(days=60)


def tell_weekly(now: datetime | None = None) -> int:
    """Tell whoever was not told of last week yet; return how many were told. Nothing where nothing happened.

    May run at any time and several times at once: the row of a person's week lets one of them tell.
    """
    moment = (now or timezone.now()).astimezone(company_zone())
    monday = moment.date() - timedelta(days=moment.weekday())
    begins = datetime.combine(monday, MORNING, tzinfo=company_zone())
    if not begins <= moment < start_of(monday + LATEST):
        return 0
    told = WeeklyWord.objects.filter(monday=monday).values("user")
    readers = [
        user for user in User.objects.active().exclude(pk__in=told) if may(user, Action.VIEW_CONVERSION)
    ]
    if not readers:
        return 0
    WeeklyWord.objects.filter(monday__lt=monday - KEEP).delete()
    week = count_week(monday)
    return sum(tell_one(reader, week) for reader in readers)


@transaction.atomic
def tell_one(reader: User, week: Week) -> bool:
    """Tell this person of the week; False where somebody did before, or nothing happened."""
    _row, is_new = WeeklyWord.objects.get_or_create(user=reader, monday=week.monday)
    if not is_new or week.is_empty:
        return False
    with translation.override(reader.language), timezone.override(company_zone()):
        word = word_week(week, reader)
        notify(user=reader, kind=Kind.WEEKLY_FIGURES, title=word.title, body=word.text, path=word.path)
    return True


def count_week(monday: date) -> Week:
    """What happened in the seven days before this Monday, by the company's clock."""
    days = [start_of(day) for day in (monday - timedelta(days=DAYS), monday)]
    within = {"created_at__gte": days[0], "created_at__lt": days[1], "user__isnull": False}
    ratings = Rating.objects.filter(lead__kind=LeadKind.REAL, **within)
    by_person = ratings.order_by().values("user").annotate(number=Count("pk"))
    won = Outcome.objects.filter(kind=OutcomeKind.WON, lead__kind=LeadKind.REAL, **within)
    return Week(
        monday=monday,
        leads=overview(filters=last_days(monday, DAYS)).total.leads,
        good=ratings.filter(quality__in=GOOD_QUALITIES).count(),
        won=won.values("lead").distinct().count(),
        ratings=dict(by_person.values_list("user", "number")),
        answers=_count_answers(days[0], days[1]),
    )


def _count_answers(first: datetime, end: datetime) -> dict[int, int]:
    """How often marketing answered what somebody's rating says, by that person."""
    said = CampaignAnswer.objects.filter(created_at__gte=first, created_at__lt=end).exclude(text="")
    heard: Counter[int] = Counter()
    for answer in said.select_related("campaign", "promise", "need"):
        subject = answer.promise or answer.need
        if subject is not None:
            heard.update(find_raters(answer.campaign, subject).values_list("pk", flat=True))
    return dict(heard)
