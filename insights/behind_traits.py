"""The leads of which a trait is true: both teams' first words (counting.pairs), the wait (counting.waits)."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import (
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.own_company import company_zone
from campaigns.models import Promise
from counting.kinds import Text
from counting.pairs import GRADES
from counting.waits import EDGES, Wait
from feedback.models import Rating
from handoff.models import Handoff
from leads.models import LeadQuerySet

# On which side of each other both letters lie; the best one is the first.
ANY: Final = "any"
SAME: Final = "same"
OPTIMISTIC: Final = "optimistic"
PESSIMISTIC: Final = "pessimistic"
_SIDES: Final[dict[str, Q]] = {
    ANY: Q(first_grade__isnull=False),
    SAME: Q(first_grade=F("first_quality")),
    OPTIMISTIC: Q(first_grade__lt=F("first_quality")),
    PESSIMISTIC: Q(first_grade__gt=F("first_quality")),
}
PAIRS: Final[list[tuple[str, Any]]] = [
    (ANY, _("both letters")),
    (SAME, _("the same letter")),
    (OPTIMISTIC, _("marketing's letter is better")),
    (PESSIMISTIC, _("marketing's letter is worse")),
    *((grade + quality, f"{grade} → {quality}") for grade in GRADES for quality in GRADES),
]
WAITS: Final[dict[Wait, Text]] = {
    Wait.WITHIN_HOUR: _("within an hour"),
    Wait.WITHIN_DAY: _("within a day"),
    Wait.WITHIN_THREE_DAYS: _("within three days"),
    Wait.WITHIN_WEEK: _("within a week"),
    Wait.LATER: _("later than a week"),
    Wait.UNKNOWN: _("never reached or not written down"),
}
# As an address says them: wait=within_hour.
WAIT_CHOICES: Final[list[tuple[str, Any]]] = [(wait.name.lower(), label) for wait, label in WAITS.items()]


def with_pair(leads: LeadQuerySet, pair: str) -> LeadQuerySet:
    """Those that sales has rated and whose first two words are this pair: two letters, or how they lie.

    The first word of sales counts though it was taken back, the grade is that of the handoff before it.
    """
    ratings = Rating.with_undone.filter(lead=OuterRef("pk")).order_by("pk")
    handoffs = Handoff.objects.filter(lead=OuterRef("pk"), created_at__lte=OuterRef("first_rated_at"))
    paired = leads.filter(standing__rating__isnull=False).annotate(
        first_quality=Subquery(ratings.values("quality")[:1]),
        first_rated_at=Subquery(ratings.values("created_at")[:1]),
        first_grade=Subquery(handoffs.order_by("-pk").values("grade")[:1]),
    )
    side = _SIDES.get(pair)
    return paired.filter(side or Q(first_grade=pair[:1], first_quality=pair[1:]))


def rated_within(leads: LeadQuerySet, days: int) -> LeadQuerySet:
    """Those whose first rating came at most so many days of the company's calendar after their intake."""
    ratings = Rating.with_undone.filter(lead=OuterRef("pk")).order_by("pk")
    rated = leads.filter(standing__rating__isnull=False).annotate(
        rated_on=TruncDate(Subquery(ratings.values("rated_at")[:1]), tzinfo=company_zone())
    )
    last = ExpressionWrapper(F("received_on") + Value(days), output_field=DateField())
    return rated.filter(rated_on__lte=last)


def who_heard(leads: LeadQuerySet, promise: Promise) -> LeadQuerySet:
    """Those with a rating that came in while their campaign promised this, or whose rating blames it."""
    came = Q(campaign=promise.campaign_id)
    if promise.promised_at is not None:
        came &= Q(received_at__gte=promise.promised_at)
    if promise.withdrawn_at is not None:
        came &= Q(received_at__lt=promise.withdrawn_at)
    blaming = Rating.misleading_promises.through.objects.filter(
        promise=promise, rating=OuterRef("standing__rating")
    )
    return leads.filter(came | Q(Exists(blaming)), standing__rating__isnull=False)


def with_wait(leads: LeadQuerySet, wait: Wait) -> LeadQuerySet:
    """Those whose first contact came in this band after their intake."""
    if wait == Wait.UNKNOWN:
        return leads.filter(standing__contacted_at=None)
    took = ExpressionWrapper(F("standing__contacted_at") - F("received_at"), output_field=DurationField())
    within = leads.filter(standing__contacted_at__isnull=False).annotate(took=took)
    if wait != Wait.LATER:
        within = within.filter(took__lte=EDGES[wait - 1])
    return within.filter(took__gt=EDGES[wait - 2]) if wait != Wait.WITHIN_HOUR else within
