from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Expression, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from leads.life import LeadStage
from leads.models import Lead
from values.days import check_day
from values.formats import on_day, planned

# From then on somebody is told of what has a day and no time, in the zone of whoever it lies with.
MORNING: Final = time(7)
# It came after the lead went to sales for the last time, and there the lead still is.
IS_WITH_SALES: Final = Q(lead__stage__in=LeadStage.with_sales) & (
    Q(lead__handed_over_at=None) | Q(lead__handed_over_at__lte=F("created_at"))
)


class FollowUpEnd(models.TextChoices):
    DONE = "done", pgettext_lazy("follow-up", "Done")
    REPLACED = "replaced", _("Replaced by a newer one")
    OUTCOME = "outcome", _("Ended by the outcome")
    LEFT = "left", _("The lead left sales")
    TAKEN_BACK = "back", pgettext_lazy("follow-up", "Taken back")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> Self:
        """Those that still remind somebody, at most one per lead.

        A return to marketing ends one without a word here: it does not count while the lead is not with
        sales, nor after the lead was handed over anew.
        """
        return self.filter(IS_WITH_SALES, ended_at=None)

    def due(self, day_end: datetime) -> Self:
        """Open ones of days or moments before `day_end`, overdue ones among them.

        `day_end` is the first moment after the reader's day, in the reader's zone: next midnight. By lead:
        `Lead.objects.filter(follow_ups__in=FollowUp.objects.lying_with(user).due(day_end))`.
        """
        return self.due_by(day_end, (day_end - timedelta.resolution).date())

    def due_by(self, day_end: datetime | Expression, last_day: date | Expression) -> Self:
        """As `due`, whose last day is `last_day`: values, or their places in a statement that is kept."""
        return self.open().filter(Q(due_at__lt=day_end) | Q(due_at=None, day__lte=last_day))

    def lying_with(self, user: User) -> Self:
        """Those of leads that lie with this person, whoever set them."""
        return self.filter(lead__assigned_to=user)

    def untold_until(self, now: datetime) -> Self:
        """Not ended, and so near that they may be due now in some zone: a range of one index."""
        return self.filter(ended_at=None, told_at=None, day__lte=now.date() + timedelta(days=1))

    def to_tell(self, now: datetime, zones: Iterable[str]) -> Self:
        """Open ones that are due now for whom they lie with and were never told of.

        `zones` are all that active people live in. Their mornings are reckoned here: PostgreSQL need not know
        every zone that a person may choose.
        """
        has_come = Q(due_at__lte=now)
        for zone in zones:
            day = last_morning(now, ZoneInfo(zone))
            has_come |= Q(due_at=None, day__lte=day, lead__assigned_to__time_zone=zone)
        near = self.untold_until(now).filter(has_come, lead__assigned_to__is_active=True)
        return near.open()


def last_morning(now: datetime, zone: ZoneInfo) -> date:
    """The latest day whose morning has come in this zone."""
    local = now.astimezone(zone)
    return local.date() if local.time() >= MORNING else local.date() - timedelta(days=1)


class FollowUp(models.Model):
    """When sales wants to come back to a lead; append-only but for its end.

    It belongs to the lead and is for whoever that lies with. One is open per lead: a newer one replaces it.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="follow_ups", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    # The day of whoever set it.
    day = models.DateField(_("day"), validators=[check_day])
    # The moment, where a time was said.
    due_at = models.DateTimeField(null=True, editable=False)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # When whoever it lay with was told of it by notification and mail.
    told_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    # Nobody where the lead left sales, or its outcome was imported.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    ended_how = models.CharField(max_length=8, choices=FollowUpEnd.choices, blank=True, editable=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], condition=Q(ended_at=None), name="follow_up_open_once_per_lead"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="")
                | Q(ended_at__isnull=False, ended_how__in=FollowUpEnd.values),
                name="follow_up_ends_somehow",
            ),
        ]
        indexes = [
            # The job that tells of what is due.
            models.Index(fields=["day"], condition=Q(ended_at=None, told_at=None), name="follow_up_to_tell"),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.day}"

    @property
    def when(self) -> date | datetime:
        """The moment, or the day where no time was said."""
        return self.due_at or self.day

    @property
    def said(self) -> str:
        """The same in the reader's words and zone, for a page of today."""
        return on_day(self.when)

    @property
    def planned(self) -> str:
        """The same for what is read later."""
        return planned(self.when)
