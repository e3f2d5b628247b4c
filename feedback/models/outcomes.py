from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from feedback.models.competitors import Competitor
from handoff.models import Reason
from leads.models import Lead, Undoable
from values.money import IN_REACH


class OutcomeKind(models.TextChoices):
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    REOPENED = "reopened", _("Open again")


class Outcome(Undoable):
    """What was said of how a lead ended; append-only. A correction is another row, "reopened" included.

    A won row is one deal; further deals said in the same breath are rows `together_with` the first.
    `feedback.deals` says which rows count. Without `decided_at` nobody knows when it was decided.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="outcomes", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    together_with = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="further_deals", editable=False
    )
    kind = models.CharField(_("outcome"), max_length=8, choices=OutcomeKind.choices)
    number = models.CharField(_("number of the deal"), max_length=80, blank=True)
    value_cents = models.PositiveBigIntegerField(_("value"), null=True, blank=True, validators=IN_REACH)
    reason = models.ForeignKey(
        Reason, verbose_name=_("reason"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason_text = models.CharField(_("reason in words"), max_length=300, blank=True)
    # As it was typed, and whom of the kept list it means; until somebody said so it waits.
    competitor = models.CharField(_("competitor"), max_length=160, blank=True)
    named_competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    is_competitor_taken = models.BooleanField(default=False, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("outcome")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["lead", "-id"], name="outcome_newest"),
            # What was decided in a few days, however much was before.
            models.Index(
                fields=["created_at"], condition=~models.Q(kind=OutcomeKind.REOPENED), name="outcome_by_day"
            ),
            models.Index(
                Lower("competitor"),
                name="competitors_waiting",
                condition=~models.Q(competitor="") & models.Q(is_competitor_taken=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OutcomeKind.values), name="outcome_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=OutcomeKind.WON) | models.Q(value_cents=None),
                name="outcome_value_only_when_won",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=OutcomeKind.WON) | models.Q(together_with=None),
                name="outcome_only_deals_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.kind}"

    @property
    def lost_to(self) -> str:
        """The competitor as the kept list calls it, else as it was typed; blank where nobody was named."""
        return str(self.named_competitor or self.competitor)

    @property
    def breath(self) -> Sequence[Outcome]:
        """What was said together, the first of which this is."""
        return [self, *sorted(self.further_deals.all(), key=lambda deal: deal.pk)]

    @property
    def deals(self) -> Sequence[Outcome]:
        """The deals said together, the first of which this is; none unless it was won."""
        return self.breath if self.kind == OutcomeKind.WON else []

    @property
    def sum_cents(self) -> int | None:
        """The value of all deals said together, as far as it is known."""
        known = [one.value_cents for one in self.deals if one.value_cents is not None]
        return sum(known) if known else None
