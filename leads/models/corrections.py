from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leads.models.leads import Lead


class ContactField(models.TextChoices):
    """What of a contact can be corrected; named as the columns of a person."""

    NAME = "name", _("Name")
    COMPANY = "company", pgettext_lazy("column", "Company")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class ContactCorrection(models.Model):
    """Somebody said what is right instead of what was given or understood; append-only."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="corrections", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    field = models.CharField(max_length=7, choices=ContactField.choices)
    was = models.CharField(max_length=254, blank=True)
    became = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("correction of contact data")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.field}"
