from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from leads.models import CallToAction, Campaign, Channel


class ConversionCell(models.Model):
    """The counts of all real leads of one campaign, call-to-action, channel and day of intake.

    Derived: `insights.counting` writes it from leads and standings and may empty and rebuild it at any time.
    The funnel is monotone: whoever reached a stage reached the earlier ones, and `implied_…` says how many of
    a count were never recorded but follow from a later stage (imported history has only its end).

    won        → good, rated        accepted   → handed over
    lost       → rated              contacted  → accepted
    rated      → contacted
    """

    # No constraint in the database: the job must never wait for somebody who edits a campaign, and the counts
    # of a deleted one go when its leads do.
    campaign = models.ForeignKey(Campaign, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    cta = models.ForeignKey(
        CallToAction, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    channel = models.ForeignKey(
        Channel, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    day = models.DateField()

    leads = models.PositiveIntegerField()
    # Leads from before any signed definition, and how many of those were won.
    history_leads = models.PositiveIntegerField()
    history_won = models.PositiveIntegerField()
    handed_over = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    contacted = models.PositiveIntegerField()
    rated = models.PositiveIntegerField()
    good = models.PositiveIntegerField()
    won = models.PositiveIntegerField()
    lost = models.PositiveIntegerField()
    implied_accepted = models.PositiveIntegerField()
    implied_contacted = models.PositiveIntegerField()
    implied_rated = models.PositiveIntegerField()
    implied_good = models.PositiveIntegerField()
    fit_realistic = models.PositiveIntegerField()
    fit_too_high = models.PositiveIntegerField()
    fit_too_low = models.PositiveIntegerField()
    fit_other = models.PositiveIntegerField()
    revenue_cents = models.PositiveBigIntegerField()
    # How long the recorded steps took, in the buckets of insights.statistics.lags.
    lag_accepted = ArrayField(models.IntegerField(), help_text="received to accepted")
    lag_contacted = ArrayField(models.IntegerField(), help_text="accepted to contacted")
    lag_rated = ArrayField(models.IntegerField(), help_text="contacted to rated")
    lag_won = ArrayField(models.IntegerField(), help_text="received to won")

    class Meta:
        constraints = [
            # The cell without channel or call-to-action is one cell, too.
            models.UniqueConstraint(
                fields=["campaign", "cta", "channel", "day"], name="cell_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["day"], name="cell_by_day"),
            # Empty cells are removed at once; finding them must not read the others.
            models.Index(fields=["id"], name="cell_empty", condition=models.Q(leads=0)),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.cta_id}/{self.channel_id} {self.day}: {self.leads}"


LAG_COLUMNS = ("lag_accepted", "lag_contacted", "lag_rated", "lag_won")
