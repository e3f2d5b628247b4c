from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class WeeklyWord(models.Model):
    """That somebody was told of the figures of a week, or that there was nothing to tell: once for each."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Its Monday, on which the week before is told of.
    monday = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["user", "monday"], name="weekly_word_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.monday}"
