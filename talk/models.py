"""What people say to each other about a lead, a campaign or a call-to-action."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Action, may_find
from campaigns.models import CallToAction, Campaign
from leads.models import Lead
from leads.veil import text_shown_to

EDITABLE_FOR: Final = timedelta(minutes=10)
Thing = Lead | Campaign | CallToAction


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, user: User) -> Self:
        """Those on what this person may see."""
        if may_find(user, Action.VIEW_EVERY_LEAD) and may_find(user, Action.VIEW_CAMPAIGNS):
            return self.all()
        return self.filter(
            Q(lead__in=Lead.objects.visible_to(user))
            | Q(campaign__in=Campaign.objects.visible_to(user))
            | Q(cta__in=CallToAction.objects.visible_to(user))
        )

    def about(self, thing: Thing) -> Self:
        return self.filter(**{column_of(thing): thing})


def column_of(thing: Thing) -> str:
    """The column that names such a thing."""
    if isinstance(thing, Lead):
        return "lead"
    return "campaign" if isinstance(thing, Campaign) else "cta"


class Comment(models.Model):
    """One comment, on exactly one thing. Its author changes it for ten minutes, and deletes it at any time.

    Of a deleted one remains who wrote it and when; its words are gone.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    lead = models.ForeignKey(
        Lead, on_delete=models.CASCADE, null=True, related_name="comments", editable=False
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, null=True, related_name="comments", editable=False
    )
    cta = models.ForeignKey(
        CallToAction, on_delete=models.CASCADE, null=True, related_name="comments", editable=False
    )
    text = models.TextField(_("comment"), max_length=2000)
    mentioned = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lead__isnull=False, campaign=None, cta=None)
                | Q(lead=None, campaign__isnull=False, cta=None)
                | Q(lead=None, campaign=None, cta__isnull=False),
                name="comment_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None) & ~Q(text="") | Q(deleted_at__isnull=False, text=""),
                name="comment_has_words_until_deleted",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def thing(self) -> Thing:
        """What it is about."""
        thing = self.lead or self.campaign or self.cta
        assert thing is not None, "A constraint keeps one of them."
        return thing

    @property
    def editable_until(self) -> datetime:
        return self.created_at + EDITABLE_FOR

    def text_for(self, reader: User) -> str:
        """Its words, without addresses and numbers of a lead whose contact the reader may not see."""
        return self.text if self.lead is None else text_shown_to(reader, self.lead, self.text)
