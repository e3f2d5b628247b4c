from __future__ import annotations

import uuid
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models.user import User
from values.compiled import Compiled, given_key


class NotificationQuerySet(models.QuerySet["Notification"]):
    def for_user(self, user: User) -> NotificationQuerySet:
        return self.filter(user=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)

    def to_mail(self) -> NotificationQuerySet:
        """Neither read nor mailed, and the person may sign in."""
        return self.unread().filter(mailed_at=None, user__is_active=True)


def count_unread(user: User) -> int:
    """How many the header of every page says are unread."""
    return sum(_UNREAD.rows(user=user.pk))


class Notification(models.Model):
    """One thing a person should know. The app it comes from words it in that person's language."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "read_at", "-id"], name="notification_inbox")]

    def __str__(self) -> str:
        return self.title

    @property
    def fingerprint(self) -> uuid.UUID:
        """Names the mail of those that waited together, of which this is the first, whoever sends it."""
        return uuid.uuid5(uuid.NAMESPACE_OID, f"notification {self.pk} {self.created_at.timestamp():.6f}")


_UNREAD: Final = Compiled(
    lambda: (
        Notification.objects.filter(user=given_key("user"))
        .unread()
        .order_by()
        .values("user")
        .annotate(number=models.Count("pk"))
        .values_list("number", flat=True)
    )
)
