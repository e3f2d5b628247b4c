from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import models

from counting.models.marks import Mark
from values.compiled import Compiled


class CountStateManager(models.Manager["CountState"]):
    def current(self) -> CountState:
        """The one row, or an unsaved one with version 0 before anything was counted, with what waits."""
        state: CountState
        for state in _CURRENT.rows():
            state.pending_since, state.has_new_names = state.oldest_mark, state.any_name  # type: ignore[attr-defined]
            return state
        state = CountState()
        state.pending_since = Mark.objects.oldest_marked_at()
        return state


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

    # As `current` reads them: since when the oldest change waits to be counted, None when all is counted, and
    # whether one of a name or of what stands beside the counts is among them.
    pending_since: datetime | None = None
    has_new_names: bool = False

    objects = CountStateManager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="countstate_only_one")]

    def __str__(self) -> str:
        return f"v{self.version}"


_CURRENT: Final[Compiled[Any]] = Compiled(
    lambda: CountState.objects.annotate(
        oldest_mark=models.Subquery(Mark.objects.order_by("id").values("marked_at")[:1]),
        any_name=models.Exists(Mark.objects.filter(campaign_id=None)),
    )
)
