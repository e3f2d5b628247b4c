from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from campaigns.models.entries import EntryQuerySet, WordedEntry


class NeedQuerySet(EntryQuerySet["Need"]):
    pass


class Need(WordedEntry):
    """One entry of the kept list of what customers want, in both languages."""

    key = models.SlugField(max_length=40, unique=True, editable=False)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("label_de"), name="need_label_once", condition=models.Q(merged_into=None)
            )
        ]
