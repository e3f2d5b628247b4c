from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.models.leads import Door


class PutAsideQuerySet(models.QuerySet["PutAside"]):
    def untaken(self) -> PutAsideQuerySet:
        """To be taken in, in the order they came."""
        return self.filter(refused_at=None).order_by("id")

    def refused(self) -> PutAsideQuerySet:
        """Not to be taken in as they are: somebody has to look."""
        return self.filter(refused_at__isnull=False, discarded_at=None).order_by("id")

    def discarded(self) -> PutAsideQuerySet:
        """Given up by a person: by whom and when is all they still say, and of which call-to-action."""
        return self.filter(discarded_at__isnull=False).order_by("-discarded_at")

    def expired(self) -> PutAsideQuerySet:
        """Refused PUT_ASIDE_DAYS ago, whatever was decided."""
        return self.filter(refused_at__lt=timezone.now() - timedelta(days=settings.PUT_ASIDE_DAYS))

    def counts(self) -> dict[str, int]:
        """How many are to be taken in (`untaken`), and how many are `refused`."""
        is_untaken = models.Q(refused_at=None)
        return self.filter(discarded_at=None).aggregate(
            untaken=models.Count("pk", filter=is_untaken), refused=models.Count("pk", filter=~is_untaken)
        )

    def oldest_at(self) -> datetime | None:
        """Since when the first of those to be taken in waits."""
        return self.untaken().values_list("came_at", flat=True).first()


class PutAside(models.Model):
    """An enquiry that was acknowledged while somebody else, mostly an import, was writing the same person.

    Deleted with all it says in the moment it is taken in; one that is refused then is kept until somebody
    tries it again or discards it, at most PUT_ASIDE_DAYS. `receipt` is what the sender got, and becomes the
    `uuid` of the lead.
    """

    receipt = models.UUIDField(default=uuid.uuid4, editable=False)
    door = models.CharField(_("came by"), max_length=7, choices=Door.choices)
    # Who sent it, as `leads.capture.senders.Sender` says; may be gone when it is taken in.
    sender = models.CharField(max_length=40, blank=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    # See pages.models.Receipt; "" without a key.
    key_hash = models.CharField(max_length=64, blank=True)
    fingerprint = models.CharField(max_length=64)
    enquiry: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField()
    came_at = models.DateTimeField()
    # When its people were last found to be held.
    tried_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    refusal = models.TextField(blank=True)
    discarded_at = models.DateTimeField(null=True)
    discarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = PutAsideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_hash"],
                condition=~models.Q(key_hash="") & models.Q(refused_at=None),
                name="putaside_once_per_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.receipt}"

    @property
    def kept_until(self) -> datetime | None:
        """When a refused one is deleted."""
        return self.refused_at and self.refused_at + timedelta(days=settings.PUT_ASIDE_DAYS)

    @property
    def said(self) -> dict[str, str]:
        """The texts of the enquiry, by the names of their fields."""
        said: dict[str, str] = self.enquiry["values"]
        return said
