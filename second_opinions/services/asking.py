"""Who is asked for a second opinion on what, each day: drawn, so that nobody chooses and nobody foresees it.

A rating is drawn by a number that only the portal can compute from it, so whoever rates does not know whether
it will be, and a job that runs again draws the same ones. Asked is who cannot open the lead and had nothing
to do with it: they have read neither the first letter nor the words beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.permissions import TABLE, Action
from feedback.models import ContactAttempt, Rating
from handoff.deputies import read_absent
from handoff.models import Handoff, HandoffAnswer
from leads.models import Lead, LeadKind
from second_opinions.models import SecondOpinion, SecondOpinionSettings

# A rating has a day to be taken back or corrected; later than a week nobody is asked any more.
EARLIEST: Final = timedelta(days=1)
LATEST: Final = timedelta(days=7)
# Nobody is asked more often than the others: those of so many days are counted.
LOOKED_BACK: Final = timedelta(days=30)
_PERCENT: Final = 100
_FINENESS: Final = 1_000_000


def ask() -> int:
    """Ask for what is due, each once, however many do this at once; return for how many."""
    with transaction.atomic():
        # Its row lets one job ask at a time; another one has nothing to wait for.
        rows = SecondOpinionSettings.objects.select_for_update(skip_locked=True, no_key=True)
        settings = rows.filter(share_percent__gt=0).first()
        if settings is None:
            return 0
        now = timezone.now()
        drawn = [one for one in find_due(settings, now) if is_drawn(one.pk, settings.share_percent)]
        absent = frozenset(read_absent())
        return sum(_ask(rating, now, absent) for rating in drawn)


def find_due(settings: SecondOpinionSettings, now: datetime) -> QuerySet[Rating]:
    """First ratings of leads that count, said here since it was switched on, a day old, not asked about."""
    first = Rating.objects.filter(lead=OuterRef("lead")).order_by("pk").values("pk")[:1]
    return Rating.objects.filter(
        pk=Subquery(first),
        user__isnull=False,
        rated_at__gte=max(settings.on_since or now, now - LATEST),
        rated_at__lte=now - EARLIEST,
        lead__kind=LeadKind.REAL,
        second_opinion=None,
    ).order_by("pk")


def is_drawn(rating_id: int, percent: int) -> bool:
    """Whether this one belongs to the share: as likely as the share is, and for ever the same."""
    number = int(salted_hmac("second_opinions.draw", str(rating_id), algorithm="sha256").hexdigest(), 16)
    return number % _FINENESS < percent * _FINENESS // _PERCENT


def _ask(rating: Rating, now: datetime, absent: frozenset[int]) -> bool:
    """Whether there is somebody to ask; who was asked least of late comes first."""
    user = next(iter(find_blind(rating, now, absent)), None)
    if user is None:
        return False
    SecondOpinion.objects.create(rating=rating, lead_id=rating.lead_id, user=user, asked_at=now)
    return True


def find_blind(rating: Rating, now: datetime, absent: frozenset[int]) -> Iterable[User]:
    """Who may give one, is none of the absent and knows nothing of the lead: never its rater."""
    lead = rating.lead
    lately = (
        SecondOpinion.objects.filter(user=OuterRef("pk"), asked_at__gt=now - LOOKED_BACK)
        .order_by()
        .values("user")
        .annotate(count=Count("pk"))
        .values("count")
    )
    candidates = (
        User.objects.active()
        .filter(role__in=TABLE[Action.GIVE_SECOND_OPINIONS])
        .exclude(pk__in=absent)
        .exclude(Exists(ContactAttempt.with_undone.filter(lead=lead, user=OuterRef("pk"))))
        .exclude(Exists(Rating.with_undone.filter(lead=lead, user=OuterRef("pk"))))
        .exclude(Exists(HandoffAnswer.with_undone.filter(handoff__lead=lead, user=OuterRef("pk"))))
        .exclude(Exists(Handoff.with_undone.filter(lead=lead, to_user=OuterRef("pk"))))
        .annotate(lately=Subquery(lately))
        .order_by(F("lately").asc(nulls_first=True), "pk")
    )
    # Deputies and whoever sees the pool may open it today without having touched it.
    return (one for one in candidates if not Lead.objects.visible_to(one).filter(pk=lead.pk).exists())
