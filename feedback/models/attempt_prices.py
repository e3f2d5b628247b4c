from __future__ import annotations

from fractions import Fraction
from typing import Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from values.days import check_day
from values.money import IN_REACH

MOST_MINUTES: Final = 480  # a working day
_HOUR: Final = 60


class AttemptPriceQuerySet(models.QuerySet["AttemptPrice"]):
    def standing(self) -> AttemptPriceQuerySet:
        """Not taken away."""
        return self.filter(removed_at=None)


class AttemptPrice(models.Model):
    """What one contact attempt costs the company from a day on: so many minutes at so much an hour.

    It holds for the attempts of that day and later, until the next one; of two for the same day the newer
    one. Never edited, so what held at the time stays; one that was wrong is taken away, and stays with who
    did it.
    """

    valid_from = models.DateField(_("valid from"), validators=[check_day])
    minutes = models.PositiveSmallIntegerField(
        _("minutes per contact attempt"),
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MINUTES)],
        help_text=_("With what goes before and after it."),
    )
    hourly_cents = models.PositiveBigIntegerField(
        _("cost of an hour"),
        validators=[*IN_REACH],
        help_text=_("What an hour of sales costs the company, wages and all that goes with them."),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    objects = AttemptPriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("price of a contact attempt")
        ordering = ["-valid_from", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__range=(1, MOST_MINUTES)), name="attempt_price_minutes"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attempt_price_removed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valid_from} {self.minutes}"

    @property
    def cents(self) -> Fraction:
        """Of one attempt, exactly."""
        return Fraction(self.minutes * self.hourly_cents, _HOUR)

    @property
    def whole_cents(self) -> int:
        """The same as an amount of money."""
        return round(self.cents)
