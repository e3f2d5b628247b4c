from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action, may_find


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: User) -> Self:
        """One's own, and those of the whole company; none for whoever keeps no views."""
        if not may_find(user, Action.KEEP_VIEWS):
            return self.none()
        return self.filter(Q(user=user) | Q(is_for_company=True))

    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class SavedView(models.Model):
    """An address of the joint page or one of its sheets under a name: which leads, and what is shown of them.

    Of the address its known names are kept, as they were said: "this month" is another month in a month.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    name = models.CharField(_("name"), max_length=60)
    is_for_company = models.BooleanField(_("for the whole company"), default=False)
    # "overview", or the name of a sheet.
    page = models.CharField(max_length=40, editable=False)
    # The values of the address, by name.
    said = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_once_per_name"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
