"""The example company has some ratings given twice: mostly the same letter, seldom two apart."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import OuterRef, Subquery

from accounts.models import Role, User
from demo.lives import ZONE
from demo.stage import insert
from feedback.models import Rating
from leads.models import Grade, LeadKind
from second_opinions.models import LASTS, SecondOpinion, SecondOpinionAnswer, SecondOpinionSettings

PERCENT: Final = 8
ON_FOR: Final = timedelta(days=120)
ASKED_AFTER: Final = timedelta(days=1)
UNANSWERED, CANNOT_TELL = 0.12, 0.07
# How far the second letter lies from the first, and how often.
STEPS: Final = (0, -1, 1, 2)
OFTEN: Final = (62, 14, 19, 5)


def give_ratings_twice(rng: random.Random, *, now: datetime) -> int:
    """Switch second opinions on some months ago and write what came of them; return how many."""
    lena = User.objects.filter(role=Role.SALES_LEAD).order_by("pk").first()
    since = now - ON_FOR
    SecondOpinionSettings.objects.create(
        share_percent=PERCENT, on_since=since, changed_by=lena, changed_at=since
    )
    opinions = insert(SecondOpinion, _opinions(rng, since=since, now=now))
    insert(SecondOpinionAnswer, _answers(rng, opinions, now=now))
    return len(opinions)


def _opinions(rng: random.Random, *, since: datetime, now: datetime) -> Iterator[SecondOpinion]:
    """Asked of one rep after the other, of whoever did not rate."""
    reps = list(User.objects.active().filter(role=Role.SALES_REP).order_by("pk"))
    first = Rating.objects.filter(lead=OuterRef("lead")).order_by("pk").values("pk")[:1]
    ratings = Rating.objects.filter(
        pk=Subquery(first),
        user__isnull=False,
        lead__kind=LeadKind.REAL,
        rated_at__range=(since, now - ASKED_AFTER),
    )
    turn = 0
    for rating in ratings.select_related("lead").order_by("pk"):
        if rng.random() * 100 < PERCENT:
            others = [rep for rep in reps if rep.pk not in (rating.user_id, rating.lead.assigned_to_id)]
            at = (rating.rated_at + ASKED_AFTER).astimezone(ZONE).replace(hour=6, minute=30)
            if others and at < now:
                yield SecondOpinion(
                    rating=rating, lead=rating.lead, user=others[turn % len(others)], asked_at=at
                )
                turn += 1


def _answers(
    rng: random.Random, opinions: Sequence[SecondOpinion], *, now: datetime
) -> Iterator[SecondOpinionAnswer]:
    """Some wait still; of those whose time is over some were never given."""
    letters = list(Grade)
    for opinion in opinions:
        at = opinion.asked_at + timedelta(hours=rng.randrange(2, 24 * LASTS.days - 1))
        chance, step = rng.random(), rng.choices(STEPS, OFTEN)[0]
        if at > now or chance < UNANSWERED:
            continue
        place = letters.index(Grade(opinion.rating.quality)) + step
        second = letters[min(max(place, 0), len(letters) - 1)]
        quality = "" if chance < UNANSWERED + CANNOT_TELL else second
        yield SecondOpinionAnswer(opinion=opinion, quality=quality, created_at=at)
