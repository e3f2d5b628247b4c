from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models.functions import Now


class MarkQuerySet(models.QuerySet["Mark"]):
    def oldest_marked_at(self) -> datetime | None:
        """Since when something waits to be counted; None when every change is in the counts.

        Marks are numbered as they come, so this is one step into the primary key.
        """
        return self.order_by("id").values_list("marked_at", flat=True).first()


class Mark(models.Model):
    """One cell in which something changed, written by the triggers in the transaction of the change itself.

    Without campaign it stands for no cell: a cost or a name changed, which pages show beside the counts. With
    a campaign and no day it stands for all of its cells with a rating: the time of a promise changed.

    Append-only and without a unique key, so that two captures into one cell never wait for each other; the
    job takes the marks away. Plain numbers instead of foreign keys: a mark must outlive what it names.
    """

    campaign_id = models.BigIntegerField(null=True)
    cta_id = models.BigIntegerField(null=True)
    channel_id = models.BigIntegerField(null=True)
    day = models.DateField(null=True)
    marked_at = models.DateTimeField(db_default=Now())

    objects = MarkQuerySet.as_manager()

    class Meta:
        # Asked with every page; there are hardly any, however many of cells wait behind an import.
        indexes = [
            models.Index(fields=["id"], name="mark_of_names", condition=models.Q(campaign_id=None)),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.cta_id}/{self.channel_id} {self.day}"
