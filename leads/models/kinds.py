from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.leads import Lead, LeadKind

LONGEST_REASON = 300


class KindChange(models.Model):
    """Somebody said that a lead is a test, spam or real after all; append-only, the newest counts."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="kind_changes", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    was = models.CharField(max_length=8, choices=LeadKind.choices, editable=False)
    kind = models.CharField(_("kind"), max_length=8, choices=LeadKind.choices)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change of kind")
        ordering = ["-id"]
        indexes = [models.Index(fields=["lead", "-id"], name="kindchange_newest")]

    def __str__(self) -> str:
        return f"{self.lead_id}: {self.was} → {self.kind}"
