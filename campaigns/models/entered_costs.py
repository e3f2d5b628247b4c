from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models.campaigns import Campaign, Channel, DailyCost
from files.models import ImportRun

# Beside the numbers of channels, which begin with 1.
_NO_CHANNEL = models.Value(0, output_field=models.BigIntegerField())


class CostEntryQuerySet(models.QuerySet["CostEntry"]):
    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(undone_at=None)

    def since(self, moment: datetime) -> Self:
        return self.filter(created_at__gte=moment)

    def with_sums(self) -> Self:
        """Each with `first`, `last`, `total_cents`, `count` of its days, `removed` and `changed` of them."""
        days = EnteredCost.objects.filter(entry=models.OuterRef("pk")).standing().order_by().values("entry")
        standing = days.annotate(standing=models.Count("pk")).values("standing")
        return self.annotate(
            count=models.Count("days"),
            removed=models.Count("days", filter=Q(days__amount_cents=None)),
            changed=models.F("count") - Coalesce(models.Subquery(standing), 0),
            first=models.Min("days__day"),
            last=models.Max("days__day"),
            total_cents=Coalesce(models.Sum("days__amount_cents"), 0, output_field=models.BigIntegerField()),
        )


class CostEntry(models.Model):
    """What somebody said at once of a campaign's costs: pasted, spread over days, or sent by a program.

    Its days stay as they were said; one that was taken back stays with who did it and when.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="cost_entries", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    objects = CostEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of costs")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="cost_entry_undone_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} #{self.pk}"


class EnteredCostQuerySet(models.QuerySet["EnteredCost"]):
    def standing(self) -> Self:
        """Those of whose day nobody said anything since."""
        outer = models.OuterRef
        said = DailyCost.objects.filter(
            pk=outer("cost_id"), entry=outer("entry"), amount_cents=outer("amount_cents")
        )
        # Where the channel was merged since, the day's cost would stand there.
        merged = Channel.objects.filter(pk=outer(outer("channel_number"))).values("merged_into")
        there = DailyCost.objects.annotate(place=Coalesce("channel_id", _NO_CHANNEL)).filter(
            campaign=outer("entry__campaign"),
            day=outer("day"),
            place=Coalesce(models.Subquery(merged), outer("channel_number"), _NO_CHANNEL),
        )
        is_gone = Q(amount_cents=None) & ~models.Exists(there)
        return self.filter(is_gone | models.Exists(said))


class SaidCost(models.Model):
    """What was said that a day cost keeps what stood there before it, so that it can be taken back.

    `before_cents` is None where nothing stood there; `before_run` or `before_entry` is what had said it, and
    may be gone by now.
    """

    before_cents = models.PositiveBigIntegerField(null=True, editable=False)
    before_run = models.ForeignKey(
        ImportRun,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        editable=False,
        db_constraint=False,
        db_index=False,
    )
    before_entry = models.ForeignKey(
        CostEntry,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        editable=False,
        db_constraint=False,
        db_index=False,
    )

    class Meta:
        abstract = True


class EnteredCost(SaidCost):
    """What an entry said that a day cost.

    `amount_cents` is None where the entry took the day's cost away. `cost_id` is the row of `DailyCost`,
    which may be gone by now; `channel_number` its channel then.
    """

    entry = models.ForeignKey(CostEntry, on_delete=models.CASCADE, related_name="days", editable=False)
    day = models.DateField(editable=False)
    channel_number = models.BigIntegerField(null=True, editable=False)
    cost_id = models.BigIntegerField(editable=False)
    amount_cents = models.PositiveBigIntegerField(null=True, editable=False)

    objects = EnteredCostQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "cost_id"], name="entered_cost_once")]
        indexes = [models.Index(fields=["cost_id"], name="entries_of_cost")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.cost_id}"
