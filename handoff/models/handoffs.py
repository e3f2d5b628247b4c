from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from handoff.models.reasons import Reason
from leads.models import Grade, Lead, Undoable


class Handoff(Undoable):
    """The event of a lead passing to a rep, or to the pool (`to_user` NULL); append-only.

    It comes from marketing, or from the rep it lay with.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="handoffs")
    from_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    grade = models.CharField(_("marketing's grade"), max_length=1, choices=Grade.choices)
    note = models.TextField(_("note for sales"), max_length=2000, blank=True)
    # Passed on by whoever took somebody's sign-in away: neither marketing's nor a rep's own doing.
    is_move = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("handoff")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(grade__in=Grade.values), name="handoff_grade_given")
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} #{self.pk}"


class Answer(models.TextChoices):
    ACCEPT = "accept", _("Accepted")
    RETURN = "return", _("Returned")
    QUESTION = "question", _("Question to marketing")
    REPLY = "reply", _("Reply from marketing")


class HandoffAnswer(Undoable):
    """What sales said to a handoff, and marketing's replies to questions; append-only."""

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Answer.choices)
    reason = models.ForeignKey(Reason, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=Answer.RETURN) | models.Q(reason__isnull=False),
                name="return_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=[Answer.QUESTION, Answer.REPLY]) | ~models.Q(text=""),
                name="question_has_words",
            ),
            models.UniqueConstraint(
                fields=["handoff", "kind"],
                condition=models.Q(kind__in=[Answer.ACCEPT, Answer.RETURN], undone_by=None),
                name="handoff_settled_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handoff_id} {self.kind}"
