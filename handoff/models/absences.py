from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from values.days import check_day, written

ONCE = "absence_once_per_person_and_day"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def running(self, day: date | models.Expression) -> AbsenceQuerySet:
        """Those of this day of the company's."""
        return self.filter(first_day__lte=day, last_day__gte=day)

    def not_over(self, day: date) -> AbsenceQuerySet:
        """Those of this day and of later ones."""
        return self.filter(last_day__gte=day)

    def between(self, first_day: date, last_day: date) -> AbsenceQuerySet:
        """Those that share a day with these."""
        return self.filter(first_day__lte=last_day, last_day__gte=first_day)

    def with_names(self) -> AbsenceQuerySet:
        return self.select_related("person", "deputy")


class Absence(models.Model):
    """Somebody is away from one day of the company's calendar to another, both of them included.

    The deputy is who was named; who stands in on a day, `handoff.deputies` says.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        on_delete=models.CASCADE,
        related_name="absences",
        # The exclusion constraint has the index.
        db_index=False,
    )
    first_day = models.DateField(_("first day"), validators=[check_day])
    last_day = models.DateField(_("last day"), validators=[check_day])
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("deputy"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Sees and works on these leads meanwhile. Nothing is moved."),
    )
    note = models.CharField(
        _("note"),
        max_length=200,
        blank=True,
        help_text=_("Only you, sales leads and administrators read it."),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    row_version = models.PositiveIntegerField(default=1, editable=False)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        ordering = ["first_day", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=models.Q(deputy=None) | ~models.Q(deputy=models.F("person")),
                name="absence_deputy_is_somebody_else",
            ),
            # As a range of one number the person needs no extension of PostgreSQL's.
            ExclusionConstraint(
                name=ONCE,
                expressions=[
                    (
                        models.Func("person", "person", models.Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        models.Func("first_day", "last_day", models.Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            # Who is away today: asked wherever a rep's leads are.
            models.Index(fields=["last_day", "first_day"], name="absence_days"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.days}"

    @property
    def days(self) -> str:
        """From when to when, in the reader's form; one day as itself."""
        if self.first_day == self.last_day:
            return written(self.first_day)
        return f"{written(self.first_day)} – {written(self.last_day)}"
