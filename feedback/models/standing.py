from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.models.outcomes import OutcomeKind
from feedback.models.ratings import ExpectationFit, Potential, Rating
from leads.models import Grade, Lead


class LeadStanding(models.Model):
    """Where a lead stands by sales' word: one derived row per lead that sales said anything about.

    Written only by `feedback.services` in the transaction of the fact it follows from; it can be rebuilt from
    attempts, ratings and outcomes at any time (`feedback.services.rebuild_standings`). Lists, filters and
    counts read it, so that none of them searches the facts.
    """

    lead = models.OneToOneField(Lead, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    attempt_count = models.PositiveIntegerField(default=0)
    contacted_at = models.DateTimeField(null=True)
    rating = models.ForeignKey(Rating, on_delete=models.SET_NULL, null=True, related_name="+")
    rated_at = models.DateTimeField(null=True)
    quality = models.CharField(max_length=1, choices=Grade.choices, blank=True)
    potential = models.CharField(max_length=7, choices=Potential.choices, blank=True)
    fit = models.CharField(max_length=9, choices=ExpectationFit.choices, blank=True)
    # "won", "lost" or blank; "reopened" reads as blank here.
    outcome = models.CharField(max_length=8, choices=OutcomeKind.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    value_cents = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("standing")
        # Deals are read one by one for where they came from: few of all leads are any.
        indexes = [
            models.Index(fields=["lead"], condition=models.Q(outcome=OutcomeKind.WON), name="standing_won")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=["", OutcomeKind.WON, OutcomeKind.LOST]),
                name="standing_outcome_known",
            ),
            models.CheckConstraint(
                condition=(models.Q(quality="") & models.Q(rated_at=None))
                | (~models.Q(quality="") & models.Q(rated_at__isnull=False)),
                name="standing_rated_with_quality",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id}"
