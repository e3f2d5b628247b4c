"""Which firms are customers: what was said of it, by people and by lists, and the periods it comes to."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from files.models import ImportRun
from firms.models.organisations import Organisation


class CustomerFactQuerySet(models.QuerySet["CustomerFact"]):
    def standing(self) -> CustomerFactQuerySet:
        """Those that hold: not of a list that was taken back."""
        return self.filter(undone_at=None)

    def in_order(self) -> CustomerFactQuerySet:
        """As they were said, the earliest first."""
        return self.order_by("pk")


class CustomerFact(models.Model):
    """Somebody said since when a firm is a customer, until when it was, or that it never was.

    Append-only, but for its being taken back with the list that said it.
    """

    class Kind(models.TextChoices):
        SINCE = "since", _("Customer since")
        ENDED = "ended", _("No longer a customer since")
        NEVER = "never", _("Never was a customer")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="customer_facts", editable=False
    )
    kind = models.CharField(max_length=5, choices=Kind.choices)
    day = models.DateField(null=True)
    # None: a list that a command imported.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    # The list it stood in; None where somebody said it.
    run = models.ForeignKey(
        ImportRun, on_delete=models.SET_NULL, null=True, related_name="+", editable=False, db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
    )

    objects = CustomerFactQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer history")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="never", day=None)
                | (models.Q(kind__in=["since", "ended"]) & models.Q(day__isnull=False)),
                name="customer_fact_has_its_day",
            )
        ]
        indexes = [
            models.Index(fields=["run"], condition=~models.Q(run=None), name="customer_fact_by_run"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.kind} {self.day}"


class CustomerPeriod(models.Model):
    """From which day on a firm was a customer, and from which no more; derived from its facts.

    Written anew with each fact and each merge. Triggers of `leads` follow it.
    """

    is_derived: ClassVar = True
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="customer_periods")
    start = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gt=models.F("start")),
                name="customer_period_has_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.start} – {self.until}"

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.until is None or day < self.until)


class CustomerListing(models.Model):
    """What a list of customers brought of one firm, so that it can be taken back.

    rows: which of the file's. taught: {"name": [name, folded, new name], "other_names": [new ones],
    "domains": [new ones]}, what the firm had not been known by. `version_before` and `version` are those of
    the firm around it: while the latter holds, nothing came after.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="listings", editable=False
    )
    rows = ArrayField(models.PositiveIntegerField(), default=list, editable=False)
    is_made = models.BooleanField(default=False, editable=False)
    taught = models.JSONField(default=dict, editable=False)
    version_before = models.PositiveIntegerField(editable=False)
    version = models.PositiveIntegerField(editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "organisation"], name="listing_once_per_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.organisation_id}"
