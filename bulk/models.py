"""One deed that somebody does to many leads, and what became of it with each of them."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.models import Lead

LONGEST_DEED: Final = 20


class LineState(models.TextChoices):
    WAITING = "waiting", _("Waits its turn")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    TAKEN_BACK = "back", _("Taken back")
    # It was done, and could not be taken back.
    STAYS = "stays", _("Stays")


class BulkAction(models.Model):
    """`said` is what was said for all of the leads alike; `undone_at` is when its undo was asked for."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    deed = models.CharField(max_length=LONGEST_DEED, editable=False)
    said = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    undone_at = models.DateTimeField(null=True, editable=False)
    undo_ended_at = models.DateTimeField(null=True, editable=False)
    # The outbox's message that does what is left of it.
    message_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("action on many leads")
        ordering = ["-id"]
        indexes = [models.Index(fields=["created_at"], name="bulk_action_age")]

    def __str__(self) -> str:
        return f"{self.deed} #{self.pk}"

    @property
    def is_running(self) -> bool:
        """Whether it, or its undo, still has something to do."""
        return self.ended_at is None or (self.undone_at is not None and self.undo_ended_at is None)

    def count_lines(self) -> dict[LineState, int]:
        """How many leads are in each state, 0 included."""
        rows = self.lines.values_list("state").annotate(number=Count("pk")).order_by()
        found = dict(rows)
        return {state: found.get(state.value, 0) for state in LineState}


class BulkLine(models.Model):
    """One of the leads: what was said for it alone, the number of the fact that came of it, or why none."""

    action = models.ForeignKey(BulkAction, on_delete=models.CASCADE, related_name="lines", editable=False)
    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="+", editable=False)
    said = models.JSONField(default=dict, editable=False)
    state = models.CharField(
        max_length=8, choices=LineState.choices, default=LineState.WAITING, editable=False
    )
    why = models.TextField(blank=True, editable=False)
    fact_id = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("lead of an action on many")
        ordering = ["lead_id"]
        constraints = [models.UniqueConstraint(fields=["action", "lead"], name="bulk_line_once_per_lead")]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.lead_id} {self.state}"
