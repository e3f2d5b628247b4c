from __future__ import annotations

from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.leads import Lead


class Undo(models.Model):
    """Somebody took back what was just said or done; append-only. What it took back names it and stays."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="undos", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("undo")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.lead_id} #{self.pk}"


Fact = TypeVar("Fact", bound=models.Model)


class Standing(models.Manager[Fact]):
    """Without what was taken back: it counts nowhere."""

    def get_queryset(self) -> models.QuerySet[Fact]:
        return super().get_queryset().filter(undone_by=None)


class Undoable(models.Model):
    """A fact that can be taken back. `objects` and what is related know it no more; `with_undone` does."""

    undone_by = models.ForeignKey(
        Undo, on_delete=models.RESTRICT, null=True, editable=False, related_name="+", db_index=False
    )

    objects: ClassVar[models.Manager[Self]] = Standing()
    with_undone: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True
