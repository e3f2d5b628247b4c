from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Promise
from feedback.models.ratings import ExpectationFit


class CampaignJudgementQuerySet(models.QuerySet["CampaignJudgement"]):
    def standing(self) -> Self:
        """What counts: the newest of each person and campaign, unless it takes the one before back."""
        newer = CampaignJudgement.objects.filter(
            campaign=OuterRef("campaign"), user=OuterRef("user"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(newer)).exclude(fit="")


class CampaignJudgement(models.Model):
    """What somebody of sales thinks of a campaign's ads, without a lead; append-only, their newest counts.

    It is an opinion and no rating: no figure reads it. Without `fit` it takes back what they said before.
    """

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="judgements", editable=False, db_index=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    fit = models.CharField(_("expectation"), max_length=9, choices=ExpectationFit.choices, blank=True)
    promises = models.ManyToManyField(
        Promise, verbose_name=_("promises it is about"), related_name="judgements", blank=True
    )
    text = models.TextField(_("in a sentence"), max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CampaignJudgementQuerySet.as_manager()

    class Meta:
        verbose_name = _("judgement of the ads")
        ordering = ["-id"]
        indexes = [models.Index(fields=["campaign", "user", "-id"], name="judgement_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fit="", text="")
                | Q(fit=ExpectationFit.REALISTIC)
                | (Q(fit__in=ExpectationFit.values) & ~Q(text="")),
                name="judgement_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.fit}"
