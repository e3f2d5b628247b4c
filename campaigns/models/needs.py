from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class NeedQuerySet(models.QuerySet["Need"]):
    def active(self) -> NeedQuerySet:
        return self.filter(is_active=True)


class Need(models.Model):
    """One entry of the kept list of what customers want, in both languages."""

    key = models.SlugField(max_length=40, unique=True)
    label_de = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(Lower("label_de"), name="need_label_once")]

    def __str__(self) -> str:
        return self.label_en if (get_language() or "de").startswith("en") else self.label_de
