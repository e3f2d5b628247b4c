from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import models
from django.db.models.functions import Now

from counting.models.cells import Keyed

# The counts and sums whose changes are noted, by the names of their columns in the cells.
NOTED: Final = (
    "leads",
    "rated_recorded",
    "good_recorded",
    "won",
    "lost",
    "telling",
    "won_in_time",
    "revenue_cents",
)
COST: Final = "cost_cents"


class Moved(Keyed):
    """By how much figures of one day of intake moved. `noted_on` is the company's day on which that was
    counted.
    """

    day = models.DateField()

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> int: ...


for name in NOTED:
    number = models.BigIntegerField if name == "revenue_cents" else models.IntegerField
    Moved.add_to_class(name, number(db_default=0))


class FigureChange(Moved):
    """By how much the counts of a cell of a past month changed on one day, as the job found it; append-only.

    What a figure was at the end of a day is what it is now, less all that was noted after that day.
    """

    noted_on = models.DateField()

    class Meta:
        constraints = [
            # By the day it was noted: whoever reads wants what came after one.
            models.UniqueConstraint(
                fields=["noted_on", "campaign", "day", "cta", "channel"],
                name="figurechange_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.noted_on}: {self.campaign_id}/{self.cta_id}/{self.channel_id} {self.day}"


class CauseKind(models.IntegerChoices):
    """What moved a figure of the past; the number is stored and never given to another."""

    ENTERED = 1
    WON = 2
    LOST = 3
    CORRECTED = 4
    RATED = 5
    RATED_ANEW = 6
    OUT = 7
    BACK = 8
    MOVED = 9
    DELETED = 10
    SPENT = 11


class ChangeCause(Moved):
    """What happened to one lead, or to the cost of a day, and by how much that moved the figures of its cell.

    Written by triggers in the transaction of the change, whatever the path; the statement that counts the
    change says on which day it did. So all causes noted on a day add up to what the job noted on that day.
    Plain numbers instead of foreign keys: a cause outlives its lead.
    """

    kind = models.PositiveSmallIntegerField()
    lead_id = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField(db_default=Now())
    # NULL until it is counted.
    noted_on = models.DateField(null=True)
    cost_cents = models.BigIntegerField(db_default=0)

    class Meta:
        indexes = [
            # What is not counted yet is found here, too.
            models.Index(fields=["noted_on", "day"], name="causes_by_day"),
            models.Index(fields=["lead_id"], name="causes_of_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.lead_id}"


class NoteKind(models.IntegerChoices):
    """What else the diary notes, in one line; the number is stored and never given to another."""

    BEGUN = 1
    REBUILT = 2
    # From then on deals are in time by another age, or by days of another calendar.
    OTHER_AGE = 3


class DiaryNote(models.Model):
    """That the diary began, or that everything was counted anew and no single change noted."""

    kind = models.PositiveSmallIntegerField()
    noted_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.noted_at}: {self.kind}"
