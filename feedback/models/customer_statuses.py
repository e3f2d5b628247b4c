from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Lead, Undoable
from values.days import check_day


class CustomerStatus(Undoable):
    """Whether whoever bought is still a customer: as of `day`, or no longer since `day`; append-only.

    Of a lead the newest word counts, by `said_on`: what somebody says here is as new as the day it is said, a
    file as new as the day it names, since files come in any order. Without `user` a file said it.
    `feedback.retention` says what follows from it.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="customer_statuses", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    is_customer = models.BooleanField(_("still a customer"))
    day = models.DateField(_("day"), validators=[check_day])
    said_on = models.DateField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("customer status")
        verbose_name_plural = _("customer statuses")
        ordering = ["-said_on", "-id"]
        indexes = [models.Index(fields=["lead", "-said_on", "-id"], name="customer_status_newest")]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.is_customer} {self.day}"
