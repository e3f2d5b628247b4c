from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import EntryQuerySet, WordedEntry


class ReasonOwner(models.TextChoices):
    """Who can do something about it is what a reason is for; lists have these headings, in this order."""

    MARKETING = "marketing", _("Marketing can fix it")
    SALES = "sales", _("Sales can fix it")
    PRODUCT = "product", _("Product or price")
    NOBODY = "nobody", _("Nobody can change it")


class ReasonUse(models.TextChoices):
    RETURN = "return", _("Return of a lead")
    RATING = "rating", _("Rating")
    LOST = "lost", _("Lost deal")


class ReasonQuerySet(EntryQuerySet["Reason"]):
    def for_use(self, use: ReasonUse) -> ReasonQuerySet:
        return self.filter(use=use).active()


class Reason(WordedEntry):
    """One entry of the kept list of reasons, in both languages; ratings and lost deals use it too."""

    use = models.CharField(max_length=6, choices=ReasonUse.choices, editable=False)
    owner = models.CharField(_("who can fix it"), max_length=9, choices=ReasonOwner.choices)
    key = models.SlugField(max_length=40, editable=False)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("reason")
        ordering = ["use", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["use", "key"], name="reason_key_once_per_use")]
