from __future__ import annotations

from datetime import datetime
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from insights.models.saved_views import SavedView

USUAL_DAYS: Final = 30
MOST_DAYS: Final = 365


class ViewLinkQuerySet(models.QuerySet["ViewLink"]):
    def working(self, now: datetime) -> Self:
        """Neither ended by somebody nor by time."""
        return self.filter(revoked_at=None, expires_at__gt=now)


class ViewLink(models.Model):
    """A secret address at which strangers read the figures of one view; of the secret its hash is kept."""

    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    # As Django keeps those of people; empty where none is asked for.
    password = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ViewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="view_link_revoked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="view_link_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.view_id} {self.expires_at:%Y-%m-%d}"
