from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action, may_find
from campaigns.models.campaigns import Campaign
from values.days import check_day

if TYPE_CHECKING:
    from accounts.models import User


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: User) -> MilestoneQuerySet:
        """Those of the company, for whoever sees campaigns, and of every campaign this person sees."""
        if not may_find(user, Action.VIEW_CAMPAIGNS):
            return self.none()
        return self.filter(Q(campaign=None) | Q(campaign__in=Campaign.objects.visible_to(user)))

    def standing(self) -> MilestoneQuerySet:
        """Not taken away."""
        return self.filter(removed_at=None)

    def of(self, campaign: int | None) -> MilestoneQuerySet:
        """Of the company, and of this campaign, or of every one."""
        return self if campaign is None else self.filter(Q(campaign=None) | Q(campaign=campaign))


class Milestone(models.Model):
    """Something that happened on a day and may explain the figures after it, such as "new landing page".

    Of one campaign, or without one of the whole company. Never edited; one that was wrong is taken away, and
    stays with who did it.
    """

    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.CASCADE,
        related_name="milestones",
        null=True,
        editable=False,
    )
    day = models.DateField(_("day"), validators=[check_day])
    text = models.CharField(_("what happened"), max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        ordering = ["-day", "-id"]
        indexes = [models.Index(fields=["day"], name="milestone_by_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="milestone_says_what"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="milestone_removed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.text}"
