from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from firms.models import Organisation
from leads.models.persons import Person


class FirmPlacing(models.Model):
    """Somebody said of which firm a person is, or of none; append-only. From then on nothing else decides."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="placings", editable=False)
    was = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, editable=False, related_name="left_by"
    )
    became = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, editable=False, related_name="joined_by"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("correction of a person’s company")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.was_id} → {self.became_id}"
