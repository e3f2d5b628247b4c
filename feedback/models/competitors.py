from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from campaigns.models import Entry, EntryQuerySet


class CompetitorQuerySet(EntryQuerySet["Competitor"]):
    def named(self, name: str) -> Competitor | None:
        """Who is called so, whatever the case, or whom this one was merged into."""
        known = self.filter(name__iexact=name).select_related("merged_into").first()
        return known and known.current


class Competitor(Entry):
    """Somebody to whom deals are lost, as the company calls them."""

    name = models.CharField(_("competitor"), max_length=160)

    objects = CompetitorQuerySet.as_manager()

    class Meta:
        verbose_name = _("competitor")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="competitor_name_once")]

    def __str__(self) -> str:
        return self.name
