from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from campaigns.models.campaigns import Campaign
from campaigns.models.entered_costs import SaidCost
from files.models import ImportRun


class ImportedCost(SaidCost):
    """What a file said that a day cost.

    `cost_id` is the row of `DailyCost`, which may be gone by now. `rows` are those of the file.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+", editable=False)
    day = models.DateField(editable=False)
    cost_id = models.BigIntegerField(editable=False)
    amount_cents = models.PositiveBigIntegerField(editable=False)
    rows = ArrayField(models.PositiveIntegerField(), default=list, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "cost_id"], name="imported_cost_once")]
        indexes = [models.Index(fields=["cost_id"], name="imports_of_cost")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.cost_id}"
