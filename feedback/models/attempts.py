from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models import Lead, Undoable


class AttemptChannel(models.TextChoices):
    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    MEETING = "meeting", _("Meeting")
    MESSAGE = "message", _("Message")


class ContactAttempt(Undoable):
    """One try of sales to reach the person; append-only. The first one that reached is the first contact."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="attempts", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    channel = models.CharField(_("channel"), max_length=7, choices=AttemptChannel.choices)
    was_reached = models.BooleanField(_("reached"))
    note = models.TextField(_("note"), max_length=2000, blank=True)
    happened_at = models.DateTimeField(_("when"))
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("contact attempt")
        ordering = ["happened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=AttemptChannel.values), name="attempt_channel_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.happened_at:%Y-%m-%d}"
