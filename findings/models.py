"""What the weekly look at the figures found, what it said, and what people answered; nothing is edited."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Action, may_find
from campaigns.models import Campaign, Promise
from counting.statistics import Rate, wilson
from handoff.models import Reason

if TYPE_CHECKING:
    from accounts.models import User


class FindingKind(models.TextChoices):
    """What can be found."""

    FEW_DEALS = "few_deals", _("Many leads, few deals")
    TOO_MUCH = "too_much", _("Promised too much")
    PROMISE = "promise", _("A promise misleads")
    QUALITY = "quality", _("Quality of leads changed")
    CONVERSION = "conversion", _("Conversion changed")
    CONTACT = "contact", _("First contact in time changed")


# Of what came before them and after, not of one campaign and the others.
CHANGES: Final = (FindingKind.QUALITY, FindingKind.CONVERSION, FindingKind.CONTACT)


class FindingDirection(models.TextChoices):
    """On which side of what it is held against a share lies."""

    UP = "up", _("higher")
    DOWN = "down", _("lower")


class FindingStep(models.TextChoices):
    """What somebody did with a finding."""

    SEEN = "seen", _("Acknowledged")
    CHANGED = "changed", _("Something was changed")
    UNCHANGED = "unchanged", _("Nothing is changed")
    CLOSED = "closed", _("Closed")


class Look(models.Model):
    """One look at all figures, of the weeks before this Monday: the row of a week lets one job make it."""

    monday = models.DateField(unique=True)
    # How many comparisons it made, and by which way.
    tested = models.PositiveIntegerField(default=0)
    method = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.monday}: {self.tested}"


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> Self:
        """Both teams read all of them; whoever may read no figures, none."""
        return self if may_find(user, Action.VIEW_CONVERSION) else self.none()

    def open(self) -> Self:
        """Not closed yet."""
        return self.exclude(Exists(_answers().filter(step=FindingStep.CLOSED)))

    def closed(self) -> Self:
        return self.filter(Exists(_answers().filter(step=FindingStep.CLOSED)))

    def with_state(self) -> Self:
        """With `state`, the newest step, "" where nobody did anything."""
        newest = _answers().order_by("-pk").values("step")[:1]
        return self.annotate(state=models.functions.Coalesce(Subquery(newest), models.Value("")))

    def in_state(self, steps: Collection[str]) -> Self:
        """Those whose newest step is one of these."""
        return self.with_state().filter(state__in=steps)

    def with_names(self) -> Self:
        return self.select_related("campaign__owner", "promise", "reason")


def _answers() -> models.QuerySet[FindingAnswer]:
    return FindingAnswer.objects.filter(finding=OuterRef("pk"))


class Finding(models.Model):
    """What stood out by more than chance explains, as it was said on that day.

    `count` of `of` leads from `start` to `end`, held against `other_count` of `other_of`; where something
    changed, those are the leads from `since` on and those before. `low` and `high` are the 95 % limits of the
    difference, or, of a promise, of how many times as often; `high` is NULL without a limit. `tested` is how
    many comparisons were made that week. Beside it what ratings of the same leads say: how many of `rated`
    "promised too much", the promise and the reason named most.
    """

    look = models.ForeignKey(Look, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=10, choices=FindingKind.choices)
    direction = models.CharField(max_length=4, choices=FindingDirection.choices)
    # NULL: of the whole company.
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, null=True, related_name="findings")
    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, null=True, related_name="+")
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True, related_name="+")
    start = models.DateField()
    since = models.DateField(null=True)
    end = models.DateField()
    # Within how many days; leads younger than that are in neither group.
    days = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    other_count = models.PositiveIntegerField()
    other_of = models.PositiveIntegerField()
    low = models.FloatField()
    high = models.FloatField(null=True)
    probability = models.FloatField()
    too_high = models.PositiveIntegerField(default=0)
    rated = models.PositiveIntegerField(default=0)
    blamed = models.PositiveIntegerField(default=0)
    heard = models.PositiveIntegerField(default=0)
    reason_count = models.PositiveIntegerField(default=0)
    said_at = models.DateTimeField(default=timezone.now)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["look", "kind", "campaign", "promise"],
                name="finding_once_a_look",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind=FindingKind.CONTACT, campaign=None)
                | (Q(campaign__isnull=False) & ~Q(kind=FindingKind.CONTACT)),
                name="finding_of_a_campaign",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=CHANGES, since__isnull=False) | (~Q(kind__in=CHANGES) & Q(since=None)),
                name="finding_since_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.campaign_id} {self.direction}"

    @property
    def rate(self) -> Rate:
        return wilson(successes=self.count, trials=self.of)

    @property
    def other(self) -> Rate:
        return wilson(successes=self.other_count, trials=self.other_of)

    @property
    def is_change(self) -> bool:
        return self.kind in CHANGES

    @property
    def is_good_news(self) -> bool:
        return self.direction == FindingDirection.UP and self.is_change


class FindingAnswer(models.Model):
    """What somebody did with a finding: acknowledged it, answered it in words, or closed it; append-only."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="answers", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    step = models.CharField(_("what was done"), max_length=9, choices=FindingStep.choices)
    text = models.TextField(_("in a sentence"), max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("answer to a finding")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(step=FindingStep.SEEN) | (Q(step__in=FindingStep.values) & ~Q(text="")),
                name="finding_answer_says_why",
            ),
            models.UniqueConstraint(
                fields=["finding"], condition=Q(step=FindingStep.CLOSED), name="finding_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.step}"
