from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Coalesce, Lower, TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action, may_find
from campaigns.models.entries import Entry, EntryQuerySet
from campaigns.models.needs import Need
from files.models import ImportRun
from values.days import check_day
from values.money import IN_REACH


class ChannelQuerySet(EntryQuerySet["Channel"]):
    pass


class Channel(Entry):
    """Where leads come by, as the company calls it; made as found, never blank ("no channel" is NULL).

    Files and programs name it, so one that was merged keeps its name: who uses it means the other.
    """

    name = models.CharField(_("channel"), max_length=120)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="channel_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="channel_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


# Live, then in preparation, then ended; within each the newest start first.
RUNNING_FIRST = ("turn", "-begins_on", "name", "id")


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> CampaignQuerySet:
        """Campaigns are open to both teams: sales must see what was promised."""
        return self.all() if may_find(user, Action.VIEW_CAMPAIGNS) else self.none()

    def live(self) -> CampaignQuerySet:
        return self.filter(status=Campaign.Status.LIVE)

    def matching(self, words: str) -> CampaignQuerySet:
        """Campaigns whose name, target group or utm_campaign contains every one of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(name__icontains=word)
                | models.Q(target_group__icontains=word)
                | models.Q(utm_campaign__icontains=word)
            )
        return found

    def with_progress(self) -> CampaignQuerySet:
        """Each with `cta_count`, `signed_count` (of those, with a definition in force), `promise_count`."""
        active = models.Q(ctas__is_active=True)
        signed = active & models.Q(ctas__definition_in_force__isnull=False)
        return self.annotate(
            cta_count=models.Count("ctas", filter=active, distinct=True),
            signed_count=models.Count("ctas", filter=signed, distinct=True),
            promise_count=models.Count(
                "promises", filter=models.Q(promises__withdrawn_at=None), distinct=True
            ),
        )

    def with_order(self) -> CampaignQuerySet:
        """What RUNNING_FIRST orders by: `turn` of its status, and `begins_on`, which is never NULL."""
        turn = models.Case(
            models.When(status=Campaign.Status.LIVE, then=0),
            models.When(status=Campaign.Status.DRAFT, then=1),
            default=2,
            output_field=models.SmallIntegerField(),
        )
        return self.annotate(turn=turn, begins_on=Coalesce("starts_on", models.Value(date.min)))


class Campaign(models.Model):
    """One marketing effort; its leads may still have come by another channel than its usual one."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        LIVE = "live", _("Live")
        ENDED = "ended", _("Ended")

    name = models.CharField(_("Name of the campaign"), max_length=160)
    channel = models.ForeignKey(
        Channel,
        verbose_name=_("usual channel"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("Choose one or type a new one. Single leads may come by another."),
    )
    target_group = models.CharField(
        _("target group"), max_length=300, blank=True, help_text=_("Who it speaks to, in a few words.")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Hears of questions from sales and signs for marketing."),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True, validators=[check_day])
    ends_on = models.DateField(_("until"), null=True, blank=True, validators=[check_day])
    utm_campaign = models.CharField(
        "utm_campaign", max_length=160, blank=True, help_text=_("As it stands in the links of your ads.")
    )
    target_leads = models.PositiveIntegerField(
        _("target: leads per month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
        help_text=_("How many marketing wants to bring; its verdict on the overview is measured by this."),
    )
    target_cost_cents = models.PositiveBigIntegerField(
        _("target: cost per lead"),
        null=True,
        blank=True,
        validators=IN_REACH,
        help_text=_("What a lead may cost at most."),
    )
    needs = models.ManyToManyField(
        Need,
        verbose_name=_("needs it speaks to"),
        related_name="campaigns",
        blank=True,
        help_text=_("What its ads and pages offer an answer to. What sales hears is held against it."),
    )
    status = models.CharField(
        _("status"), max_length=5, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    row_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="campaign_name_once",
                violation_error_message=_("There is already a campaign with this name."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None)
                | models.Q(starts_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "live", "ended"]), name="campaign_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PromiseQuerySet(models.QuerySet["Promise"]):
    def in_force(self) -> PromiseQuerySet:
        return self.filter(withdrawn_at=None)

    def in_force_at(self, when: datetime | models.Expression) -> PromiseQuerySet:
        is_made = models.Q(promised_at=None) | models.Q(promised_at__lte=when)
        return self.filter(is_made, models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gt=when))

    def withdrawn(self) -> PromiseQuerySet:
        return self.filter(withdrawn_at__isnull=False)


class Promise(models.Model):
    """One thing the ads or pages of a campaign promise; withdrawn rather than deleted, and never rewritten.

    The first promises of a campaign hold for all its leads (`promised_at` NULL), others from when they were
    made. Made again after it was withdrawn, a promise is another row: what held in between stays true.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="promises")
    text = models.CharField(_("promise"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    promised_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text

    def was_in_force_at(self, when: datetime) -> bool:
        is_made = self.promised_at is None or self.promised_at <= when
        return is_made and (self.withdrawn_at is None or self.withdrawn_at > when)


class DailyCostQuerySet(models.QuerySet["DailyCost"]):
    def total_cents(self) -> int:
        return int(self.aggregate(total=models.Sum("amount_cents"))["total"] or 0)

    def in_month(self, month: date) -> DailyCostQuerySet:
        return self.filter(day__year=month.year, day__month=month.month)

    def by_month(self) -> Iterable[Mapping[str, Any]]:
        """Rows `{"month", "total", "days"}`, the newest month first; totals in cents."""
        months = self.annotate(month=TruncMonth("day")).order_by().values("month")
        return months.annotate(
            total=models.Sum("amount_cents"), days=models.Count("day", distinct=True)
        ).order_by("-month")


class DailyCost(models.Model):
    """What a campaign cost on one day, in cents of the company's currency; with or without one channel."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="daily_costs")
    day = models.DateField(_("day"))
    channel = models.ForeignKey(
        Channel,
        verbose_name=_("channel"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Blank where the cost was not for one channel: then it counts for the campaign only."),
    )
    amount_cents = models.PositiveBigIntegerField(_("cost"))
    # The import or the entry that said so. No index and no constraint: only what is taken back asks, of rows
    # it knows.
    import_run = models.ForeignKey(
        ImportRun,
        on_delete=models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    entry = models.ForeignKey(
        "campaigns.CostEntry",
        on_delete=models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )

    objects = DailyCostQuerySet.as_manager()

    class Meta:
        verbose_name = _("cost of a day")
        ordering = ["-day", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "day", "channel"], name="cost_once_a_day", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.amount_cents}"
