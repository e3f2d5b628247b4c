from __future__ import annotations

from typing import Final, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from feedback.models import Outcome
from leads.models import Lead, LeadKind

LONGEST_TEXT: Final = 1_000
LOWEST_MARK, HIGHEST_MARK = 1, 5
BAD_MARK: Final = 2  # and what is below


class PromiseKept(models.TextChoices):
    """Whether what the ads promised turned out to be true, as the customer says."""

    YES = "yes", _("Yes")
    PARTLY = "partly", _("Partly")
    NO = "no", _("No")
    UNKNOWN = "unknown", _("I do not know")


class SurveyQuerySet(models.QuerySet["Survey"]):
    def counted(self) -> Self:
        """Whose mail has left, about a lead that counts."""
        return self.filter(sent_at__isnull=False, lead__kind=LeadKind.REAL)


class Survey(models.Model):
    """A customer is asked how satisfied they are; append-only but for when the mail left.

    Nothing of the person stands here, only their lead. One that turns out as not to be sent is deleted: then
    nobody was asked.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="surveys", editable=False)
    # What it is about; of one outcome is asked once, whoever asks.
    outcome = models.OneToOneField(Outcome, on_delete=models.CASCADE, related_name="survey", editable=False)
    language = models.CharField(max_length=2, choices=Language.choices, editable=False)
    # The company's day of `created_at`: the day it is counted on.
    asked_on = models.DateField(editable=False)
    created_at = models.DateTimeField(editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to a customer")
        ordering = ["-id"]
        indexes = [models.Index(fields=["asked_on"], name="survey_by_day")]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.asked_on}"


class SurveyAnswerQuerySet(models.QuerySet["SurveyAnswer"]):
    def newest(self) -> Self:
        """Those that count: of each survey the last."""
        later = SurveyAnswer.objects.filter(survey=OuterRef("survey"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later))


class SurveyAnswer(models.Model):
    """What a customer said; append-only, of each survey the newest counts."""

    survey = models.ForeignKey(
        Survey, on_delete=models.CASCADE, related_name="answers", editable=False, db_index=False
    )
    mark = models.PositiveSmallIntegerField(
        _("satisfaction"), validators=[MinValueValidator(LOWEST_MARK), MaxValueValidator(HIGHEST_MARK)]
    )
    promise_kept = models.CharField(_("promise kept"), max_length=7, choices=PromiseKept.choices)
    text = models.TextField(_("in own words"), max_length=LONGEST_TEXT, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SurveyAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer of a customer")
        ordering = ["-id"]
        indexes = [models.Index(fields=["survey", "-id"], name="survey_answer_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mark__range=(LOWEST_MARK, HIGHEST_MARK)), name="survey_mark_on_scale"
            ),
            models.CheckConstraint(
                condition=models.Q(promise_kept__in=PromiseKept.values), name="survey_promise_kept_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.mark}"

    @property
    def is_bad(self) -> bool:
        """Whether somebody should call this customer."""
        return self.mark <= BAD_MARK


class OptOut(models.Model):
    """An address that wants no such mail, for ever: a keyed hash, from which nobody reads it."""

    address_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("address that wants no mails")

    def __str__(self) -> str:
        return self.address_hash[:8]
