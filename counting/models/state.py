from __future__ import annotations

from django.db import models


class CountStateManager(models.Manager["CountState"]):
    def current(self) -> CountState:
        """The one row, or an unsaved one with version 0 before anything was counted."""
        return self.first() or CountState()


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

    objects = CountStateManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="countstate_only_one")]

    def __str__(self) -> str:
        return f"v{self.version}"
