from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class CalendarAddress(models.Model):
    """The secret address under which a calendar reads one person's follow-ups; only its hash is kept."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id}"
