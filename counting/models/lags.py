from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from counting.measures import LAGS
from counting.models.cells import Keyed


class LagCell(Keyed):
    """How long the steps of the leads of one day took: for each lag the buckets of its leads, ascending.

    Each lag is a column of its name, its buckets those of counting.statistics.lags. A cell in which no step
    is recorded has no row.
    """

    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "day", "cta", "channel"], name="lagcell_once", nulls_distinct=False
            )
        ]
        indexes = [
            models.Index(fields=["day"], name="lagcell_by_day"),
            models.Index(
                fields=["id"], name="lagcell_empty", condition=models.Q(**{lag.name: [] for lag in LAGS})
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.cta_id}/{self.channel_id} {self.day}"


for lag in LAGS:
    LagCell.add_to_class(lag.name, ArrayField(models.SmallIntegerField(), db_default=[]))


class LagSum(models.Model):
    """How many steps of one lag, by its number, fell into which buckets: two lists side by side."""

    lag = models.PositiveSmallIntegerField()
    buckets = ArrayField(models.SmallIntegerField())
    counts = ArrayField(models.IntegerField())

    class Meta:
        abstract = True


class LagMonth(Keyed, LagSum):
    """The lags of one campaign, call-to-action and channel in one month of intake."""

    # Its first day.
    month = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "month", "cta", "channel", "lag"],
                name="lagmonth_once",
                nulls_distinct=False,
            )
        ]
        indexes = [
            models.Index(fields=["month"], name="lagmonth_by_month"),
            models.Index(fields=["id"], name="lagmonth_empty", condition=models.Q(buckets=[])),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.cta_id}/{self.channel_id} {self.month:%Y-%m}, lag {self.lag}"


class Span(models.TextChoices):
    DAY = "day"
    MONTH = "month"


class LagTotal(LagSum):
    """The lags of the whole company in one month of intake, and for the rest of a period on one day.

    Measured with 50 campaigns over 18 months and a million leads: 1 ms instead of 60 ms for the whole time,
    7 ms instead of 70 ms for the days of two months.
    """

    span = models.CharField(max_length=5, choices=Span.choices)
    # Its first day.
    start = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["span", "start", "lag"], name="lagtotal_once")]
        indexes = [models.Index(fields=["id"], name="lagtotal_empty", condition=models.Q(buckets=[]))]

    def __str__(self) -> str:
        return f"{self.span} {self.start}, lag {self.lag}"
