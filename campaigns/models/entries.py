"""What the lists have in common that people keep themselves: needs, channels and, above, reasons."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound="Entry", covariant=True)


class EntryQuerySet(models.QuerySet[Row]):
    def active(self) -> Self:
        """What is offered where something is said."""
        return self.filter(is_active=True)

    def offered_to(self, *said: int | None) -> Self:
        """The same, and what was said already in what is changed now, though it is archived since."""
        return self.filter(models.Q(is_active=True) | models.Q(pk__in=said))

    def kept(self) -> Self:
        """All that something can stand for: archived ones too, but none that was merged into another."""
        return self.filter(merged_into=None)


class Entry(models.Model):
    """One entry of a kept list; it is never deleted, since what was said with it must stay explained.

    An archived one is no longer offered, and still shown. What was said with one that is `merged_into`
    another stands for that other.
    """

    is_active = models.BooleanField(default=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    row_version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def current(self) -> Self:
        """Itself, or the one it was merged into; that one never was."""
        return self.merged_into or self  # type: ignore[return-value]  # the plugin takes "self" for Entry


class WordedEntry(Entry):
    """An entry in both languages, in an order of the company's."""

    label_de = models.CharField(_("in German"), max_length=120)
    label_en = models.CharField(_("in English"), max_length=120)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label_en if (get_language() or "de").startswith("en") else self.label_de


class ListChange(models.Model):
    """That somebody changed a kept list, and what stood there before; append-only."""

    class What(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("moved")
        ARCHIVED = "archived", _("archived")
        RESTORED = "restored", _("offered again")
        MERGED = "merged", _("merged")
        # Words somebody typed freely became this entry, or were put aside: then `entry_id` is NULL.
        HEARD = "heard", _("free text taken")

    list_name = models.CharField(max_length=20)
    entry_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=8, choices=What.choices)
    # As people read it, so that it says the same when everything has another name.
    was = models.CharField(max_length=400, blank=True)
    became = models.CharField(max_length=400, blank=True)
    # How many rows stood for it and stand for the other one since.
    uses = models.PositiveIntegerField(default=0)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("change of a list")
        ordering = ["-id"]
        indexes = [models.Index(fields=["list_name", "-id"], name="listchange_newest")]

    def __str__(self) -> str:
        return f"{self.list_name} {self.what}: {self.was} → {self.became}"
