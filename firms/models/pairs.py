"""Which firms may be one, and which somebody said are not."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_lazy as _

from firms.models.organisations import Organisation

LONGEST_KEY = 60


def _current(column: str) -> Coalesce:
    """The firm that stands for the one in this column."""
    return Coalesce(f"{column}__merged_into", column)


class PairQuerySet(models.QuerySet[Any]):
    def with_current(self) -> Self:
        """With `low` and `high`, the numbers of the firms that stand for the two, in their order."""
        one, other = _current("one"), _current("other")
        return self.annotate(low=Least(one, other), high=Greatest(one, other))

    def concerning(self, firms: Collection[int]) -> Self:
        """Of one of these and any other; say whom they stand for as well."""
        return self.with_current().filter(models.Q(one__in=firms) | models.Q(other__in=firms))

    def between(self, firms: Collection[int], others: Collection[int]) -> Self:
        """Of one of the first and one of the others."""
        there = models.Q(one__in=firms, other__in=others)
        return self.filter(there | models.Q(one__in=others, other__in=firms))


class DistinctionQuerySet(PairQuerySet):
    def standing(self) -> DistinctionQuerySet:
        return self.filter(undone_at=None)


class Distinction(models.Model):
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

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"


class FirmPairQuerySet(PairQuerySet):
    def open(self) -> FirmPairQuerySet:
        """Those worth a look: not merged, and nobody said that they are not one."""
        told = Distinction.objects.standing().with_current()
        is_told = models.Exists(told.filter(low=models.OuterRef("low"), high=models.OuterRef("high")))
        return self.with_current().filter(~is_told, low__lt=models.F("high"))


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


class FirmPair(models.Model):
    """Two firms that may be one; derived by the job that compares them (`services/comparing.py`).

    Of firms as they came in, merged or not, since names and domains stay with them. Which of them are worth a
    look now, `open` says.
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
        indexes = [models.Index(fields=["why", "-id"], name="firm_pair_by_why")]

    def __str__(self) -> str:
        return f"{self.one_id} ~ {self.other_id}"
