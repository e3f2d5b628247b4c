from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LeadExport(models.Model):
    """Somebody took a list of leads along as a file: who, when, how many, and by which filters."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("taken along"), default=timezone.now)
    leads = models.PositiveIntegerField(_("leads"))
    # Of how many e-mail and phone could be read.
    contacts = models.PositiveIntegerField(_("with e-mail and phone"))
    # As the address of the list had them.
    filters = models.JSONField(default=dict, blank=True)
    # By a program: the number of its token.
    token_id = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d} {self.leads}"

    @property
    def said(self) -> list[tuple[str, Any]]:
        """The filters with their values, for whoever reads the record."""
        return list(self.filters.items())
