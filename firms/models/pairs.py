"""Which firms may be one, and which somebody said are not."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from firms.models.organisations import Organisation

LONGEST_KEY = 60


class PairQuerySet(models.QuerySet[Any]):
    def concerning(self, *firms: int) -> Self:
        """Of one of these, which stand for themselves, and any other."""
        return self.filter(models.Q(low__in=firms) | models.Q(high__in=firms))

    def between(self, firm: int, other: int) -> Self:
        """Of these two, which stand for themselves."""
        return self.filter(low=min(firm, other), high=max(firm, other))


class PairOfFirms(models.Model):
    """Two firms as they came in, merged or not, and those that stand for them now.

    A trigger keeps the latter; a merge and its undo let it look again (`services/merging.py`).
    """

    low = models.BigIntegerField(default=0, db_default=0, editable=False)
    high = models.BigIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        abstract = True


class DistinctionQuerySet(PairQuerySet):
    def standing(self) -> DistinctionQuerySet:
        return self.filter(undone_at=None)


class Distinction(PairOfFirms):
    """Somebody said that two firms are not one; append-only but for its being taken back."""

    one = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="told_from_later", editable=False
    )
    other = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="told_from_earlier", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    objects = DistinctionQuerySet.as_manager()

    class Meta:
        verbose_name = _("“not the same company”")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other"], condition=models.Q(undone_at=None), name="distinction_once"
            ),
            models.CheckConstraint(
                condition=models.Q(one__lt=models.F("other")), name="distinction_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["low", "high"], name="distinction_by_both"),
            models.Index(fields=["high"], name="distinction_by_high"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"


class FirmPairQuerySet(PairQuerySet):
    def open(self) -> FirmPairQuerySet:
        """Those worth a look: not merged, and nobody said that they are not one."""
        told = Distinction.objects.standing()
        is_told = told.filter(low=models.OuterRef("low"), high=models.OuterRef("high"))
        return self.filter(~models.Exists(is_told), low__lt=models.F("high"))

    def once(self) -> FirmPairQuerySet:
        """Of several pairs that stand for the same two firms the surest, and of those the newest."""
        surer = models.Q(why__lt=models.OuterRef("why"))
        surer |= models.Q(why=models.OuterRef("why"), pk__gt=models.OuterRef("pk"))
        same = FirmPair.objects.filter(surer, low=models.OuterRef("low"), high=models.OuterRef("high"))
        return self.filter(~models.Exists(same))


class Likeness(models.IntegerChoices):
    """Why two firms may be one, the surest first."""

    SAME_NAME = 1, _("the same name")
    SAME_DOMAIN = 2, _("the same domain but for its ending")
    LIKE_NAME = 3, _("a similar name")


class FirmKey(models.Model):
    """What a name or domain of a firm comes to: firms that share one may be the same. Derived."""

    is_derived: ClassVar = True
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=LONGEST_KEY)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "organisation"], name="firm_key_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.key}"


class FirmPair(PairOfFirms):
    """Two firms that may be one; derived by the job that compares them (`services/comparing.py`).

    Names and domains stay with a firm that is merged, and so do its pairs; `open` says which still are two.
    """

    is_derived: ClassVar = True
    one = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    why = models.PositiveSmallIntegerField(choices=Likeness.choices)

    objects = FirmPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="firm_pair_once"),
            models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="firm_pair_in_order"),
        ]
        indexes = [
            models.Index(fields=["why", "-id"], name="firm_pair_by_why"),
            models.Index(fields=["low"], name="firm_pair_by_low"),
            models.Index(fields=["high"], name="firm_pair_by_high"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} ~ {self.other_id}"
