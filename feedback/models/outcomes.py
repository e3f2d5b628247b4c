from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from handoff.models import Reason
from leads.models import Lead
from values.money import IN_REACH


class OutcomeKind(models.TextChoices):
    WON = "won", _("Won")
    LOST = "lost", _("Lost")
    REOPENED = "reopened", _("Open again")


class Outcome(models.Model):
    """How a lead ended; append-only. The newest counts: a correction is another row, "reopened" included."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="outcomes", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    kind = models.CharField(_("outcome"), max_length=8, choices=OutcomeKind.choices)
    value_cents = models.PositiveBigIntegerField(_("value"), null=True, blank=True, validators=IN_REACH)
    reason = models.ForeignKey(
        Reason, verbose_name=_("reason"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason_text = models.CharField(_("reason in words"), max_length=300, blank=True)
    competitor = models.CharField(_("competitor"), max_length=160, blank=True)
    decided_at = models.DateTimeField(_("decided"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("outcome")
        ordering = ["-id"]
        indexes = [models.Index(fields=["lead", "-id"], name="outcome_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=OutcomeKind.values), name="outcome_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="won") | models.Q(value_cents=None),
                name="outcome_value_only_when_won",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.kind}"
