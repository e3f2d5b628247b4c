from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action, may_find
from feedback.models import Rating
from leads.models import Grade, Lead, LeadKind

# So long a second opinion can be given and corrected; then what was said stays.
LASTS: Final = timedelta(days=14)


class SecondOpinionQuerySet(models.QuerySet["SecondOpinion"]):
    def asked_of(self, user: User) -> Self:
        """Those this person is to give, as long as they can: of leads that count, and nobody else's."""
        if not may_find(user, Action.GIVE_SECOND_OPINIONS):
            return self.none()
        return self.counted().filter(user=user, asked_at__gt=timezone.now() - LASTS)

    def counted(self) -> Self:
        """On leads that count, whose first rating was not taken back."""
        return self.filter(lead__kind=LeadKind.REAL, rating__undone_by=None)

    def unanswered(self) -> Self:
        return self.exclude(Exists(SecondOpinionAnswer.objects.filter(opinion=OuterRef("pk"))))

    def with_quality(self) -> Self:
        """With `quality`: the letter said last, "" for “cannot tell”, None where nobody answered."""
        newest = SecondOpinionAnswer.objects.filter(opinion=OuterRef("pk")).order_by("-pk")
        return self.annotate(quality=models.Subquery(newest.values("quality")[:1]))


class SecondOpinion(models.Model):
    """Somebody is asked to rate a lead that somebody else rated, without having read that; append-only."""

    # Of a rating is asked once, whoever asks.
    rating = models.OneToOneField(
        Rating, on_delete=models.CASCADE, related_name="second_opinion", editable=False
    )
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="second_opinions", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    # Where `with_quality` fetched it.
    quality: str | None

    objects = SecondOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("second opinion")
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "asked_at"], name="second_opinion_waiting")]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.user_id}"

    @property
    def ends_at(self) -> datetime:
        """Until when it can be given and corrected."""
        return self.asked_at + LASTS


class SecondOpinionAnswer(models.Model):
    """The letter the second person gives; append-only, the newest counts. Blank: they could not tell."""

    opinion = models.ForeignKey(
        SecondOpinion, on_delete=models.CASCADE, related_name="answers", editable=False, db_index=False
    )
    quality = models.CharField(_("quality"), max_length=1, choices=Grade.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("answer of a second opinion")
        ordering = ["-id"]
        indexes = [models.Index(fields=["opinion", "-id"], name="second_answer_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(quality="") | Q(quality__in=Grade.values), name="second_answer_quality_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.quality}"
