from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Need, Promise
from feedback.models.ratings import ExpectationFit
from values.days import check_day

# What marketing answers to; each a column of the answer.
Subject = Promise | Need | ExpectationFit


class AnswerStep(models.TextChoices):
    """How far marketing is with what sales says."""

    SEEN = "seen", _("Seen")
    ANSWERED = "answered", _("Answered")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Not changed")


def column_of_subject(subject: Subject) -> str:
    """The column of an answer that names it."""
    if isinstance(subject, ExpectationFit):
        return "fit"
    return "promise" if isinstance(subject, Promise) else "need"


class CampaignAnswerQuerySet(models.QuerySet["CampaignAnswer"]):
    def about(self, campaign: Campaign, subject: Subject) -> Self:
        return self.filter(campaign=campaign, **{column_of_subject(subject): subject})


class CampaignAnswer(models.Model):
    """Marketing answers what sales says of a campaign: of a promise, a need or the ads; append-only.

    The newest says how it stands. What else is found of a campaign gets a column beside these three.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="answers", editable=False)
    promise = models.ForeignKey(
        Promise, on_delete=models.CASCADE, null=True, related_name="answers", editable=False
    )
    need = models.ForeignKey(Need, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    # What sales says of the ads without a lead.
    fit = models.CharField(
        max_length=9, choices=ExpectationFit.choices, blank=True, default="", db_default="", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    step = models.CharField(_("what marketing did"), max_length=9, choices=AnswerStep.choices)
    text = models.TextField(_("in a sentence"), max_length=2000, blank=True)
    changed_on = models.DateField(_("changed on"), null=True, blank=True, validators=[check_day])
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CampaignAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to sales")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(promise=None, need__isnull=False, fit="")
                | Q(promise__isnull=False, need=None, fit="")
                | Q(promise=None, need=None, fit__in=ExpectationFit.values),
                name="campaign_answer_about_one",
            ),
            models.CheckConstraint(
                condition=Q(step=AnswerStep.SEEN) | (Q(step__in=AnswerStep.values) & ~Q(text="")),
                name="campaign_answer_says_why",
            ),
            models.CheckConstraint(
                condition=Q(changed_on=None) | Q(step=AnswerStep.CHANGED),
                name="campaign_answer_day_of_change",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.step}"

    @property
    def subject_name(self) -> str:
        """What it is about, in words."""
        return str(self.promise or self.need or self.get_fit_display())
