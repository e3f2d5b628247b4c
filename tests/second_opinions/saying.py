"""Ratings that are given twice, written straight into the models."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Role, User
from leads.models import Grade, Lead, LeadStage
from second_opinions.models import SecondOpinion, SecondOpinionAnswer, SecondOpinionSettings
from tests.factories import make_lead, make_user


def switch_on(*, percent: int = 10, since: datetime | None = None) -> SecondOpinionSettings:
    """Second opinions are asked for on whatever was rated in the last month."""
    since = since or timezone.now() - timedelta(days=30)
    return SecondOpinionSettings.objects.create(share_percent=percent, on_since=since)


def make_rated(
    rater: User | None = None, *, hours: float = 30, quality: Grade = Grade.B, **fields: Any
) -> Lead:
    """A lead whose first rating was given so many hours ago."""
    rater = rater or make_user(Role.SALES_REP)
    received = timezone.now() - timedelta(hours=hours + 4)
    return make_lead(
        stage=LeadStage.RATED, assigned_to=rater, received_at=received, quality=quality, **fields
    )


def make_opinion(lead: Lead | None = None, *, of: User | None = None, **fields: Any) -> SecondOpinion:
    """A second opinion is asked of somebody, on the first rating of the lead."""
    lead = lead or make_rated()
    user = of or make_user(Role.SALES_REP)
    rating = lead.ratings.order_by("pk")[0]
    return SecondOpinion.objects.create(lead=lead, rating=rating, user=user, **fields)


def make_pair(first: Grade, second: Grade | str, **fields: Any) -> SecondOpinion:
    """Somebody said the first letter, somebody else the second; "" for could not tell."""
    opinion = make_opinion(make_rated(quality=first, **fields))
    SecondOpinionAnswer.objects.create(opinion=opinion, quality=second)
    return opinion
