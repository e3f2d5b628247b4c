from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from counting.models.cells import Keyed


class PathCell(Keyed):
    """Of the leads of one day of intake: so many deals in time whose person came by the same sources.

    `path` is oldest first; None in it is a touch nobody can name. Derived, like the counts.
    """

    day = models.DateField()
    path = ArrayField(models.TextField(null=True))
    deals = models.PositiveIntegerField()
    revenue_cents = models.PositiveBigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "day", "cta", "channel"], name="pathcell_by_cell"),
            models.Index(fields=["day"], name="pathcell_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.day} {self.path}"
