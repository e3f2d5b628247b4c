from __future__ import annotations

from datetime import date

from django.db import models

from accounts.models import Company


class CountStateManager(models.Manager["CountState"]):
    def current(self) -> CountState:
        """The one row with `introduced_on`, or an unsaved one with version 0 before anything was counted."""
        said = models.Subquery(Company.objects.values("introduced_on")[:1])
        row = self.annotate(said_introduced_on=said).first()
        if row is None:
            return CountState()
        row.introduced_on = row.said_introduced_on
        return row


class CountState(models.Model):
    """How far the counts are: one row with id 1.

    `version` rises with every change of a count, so whoever keeps figures made from the counts knows them
    stale by comparing one number. `named_at` says when a name, a cost or whatever else stands beside the
    counts last changed: what is made of names alone outlives a change of the counts.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    version = models.PositiveBigIntegerField(default=0)
    computed_at = models.DateTimeField(null=True)
    named_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    # What the counts of deals in time depend on, as the company had it when they were made.
    maturity_days = models.PositiveSmallIntegerField(null=True)
    time_zone = models.CharField(max_length=64, db_default="")
    # {"cells": how many differed, "examples": [{"campaign_id", "cta_id", "channel_id", "day"}, …]}
    drift = models.JSONField(default=dict)
    # What the company says, read along with the row: figures compare by it, and no count depends on it.
    introduced_on: date | None = None

    objects = CountStateManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="countstate_only_one")]

    def __str__(self) -> str:
        return f"v{self.version}"
