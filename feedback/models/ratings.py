from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from campaigns.models import Need, Promise
from handoff.models import Reason
from leads.models import Grade, Lead, Undoable


class Potential(models.TextChoices):
    YES = "yes", _("Yes")
    NOT_YET = "not_yet", _("Not yet")
    NO = "no", _("No")


class ExpectationFit(models.TextChoices):
    """Each in the same words wherever it is said, so that nobody looks for two things."""

    REALISTIC = "realistic", _("Realistic expectation")
    TOO_HIGH = "too_high", _("Promised too much")
    TOO_LOW = "too_low", _("Promised too little")
    OTHER = "other", _("Expected something else")


# On the anchored scale, A and B are a good lead.
GOOD_QUALITIES = (Grade.A, Grade.B)


class Rating(Undoable):
    """Sales' word on a lead after first contact; append-only, the newest counts.

    Imported history may carry a quality alone, so `potential` and `fit` can be blank there (`user` NULL).
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="ratings", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    potential = models.CharField(_("potential customer"), max_length=7, choices=Potential.choices, blank=True)
    quality = models.CharField(_("quality"), max_length=1, choices=Grade.choices)
    fit = models.CharField(_("expectation"), max_length=9, choices=ExpectationFit.choices, blank=True)
    misleading_promises = models.ManyToManyField(
        Promise, verbose_name=_("misleading promises"), related_name="misled", blank=True
    )
    reason = models.ForeignKey(
        Reason, verbose_name=_("reason"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    needs = models.ManyToManyField(Need, verbose_name=_("needs"), related_name="ratings", blank=True)
    need_text = models.CharField(_("another need"), max_length=300, blank=True)
    # Whether a manager has made a need of these words, or put them aside.
    is_need_text_taken = models.BooleanField(default=False, editable=False)
    note = models.TextField(_("note"), max_length=4000, blank=True)
    # Said by the link of a mail, in the name of whom it was sent to.
    is_from_mail = models.BooleanField(default=False, db_default=False, editable=False)
    rated_at = models.DateTimeField(editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("rating")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["lead", "-id"], name="rating_newest"),
            models.Index(
                Lower("need_text"),
                name="need_texts_waiting",
                condition=~models.Q(need_text="") & models.Q(is_need_text_taken=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(quality__in=Grade.values), name="rating_quality_given"),
            models.CheckConstraint(
                condition=models.Q(user=None)
                | (models.Q(potential__in=Potential.values) & models.Q(fit__in=ExpectationFit.values)),
                name="rating_complete_unless_history",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead_id} {self.quality}"
