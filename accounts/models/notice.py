"""How a person wants to hear of what concerns them, and the mails that wait for their time."""

from __future__ import annotations

from datetime import time
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.notification import Notification

USUAL_DIGEST: Final = time(7, 30)


class Way(models.TextChoices):
    """How one kind of notification reaches a person. All but the last also stand on their page."""

    PAGE = "page", _("Portal only")
    MAIL = "mail", _("Mail at once")
    DIGEST = "digest", _("Daily digest")
    OFF = "off", _("Off")


class NoticeChoice(models.Model):
    """What a person chose for one kind; without a row the usual way holds (`accounts.kinds`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    way = models.CharField(_("way"), max_length=6, choices=Way.choices)
    # Set where a link in a mail chose, so that the person learns of it on their page.
    unsubscribed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once"),
            models.CheckConstraint(condition=Q(way__in=Way.values), name="notice_way_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.way}"


class NoticeTimes(models.Model):
    """When a person's mails may come, on the company's clock; without a row at any time, the digest early."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    digest_at = models.TimeField(_("daily digest at"), default=USUAL_DIGEST)
    quiet_from = models.TimeField(_("no mails from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)
    quiet_weekends = models.BooleanField(_("no mails on Saturdays and Sundays"), default=False)

    SAID: ClassVar = ("digest_at", "quiet_from", "quiet_until", "quiet_weekends")

    class Meta:
        verbose_name = _("times of mails")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
                name="notice_quiet_begins_and_ends",
            )
        ]

    @property
    def is_ever_quiet(self) -> bool:
        return self.quiet_weekends or self.quiet_from is not None


class WaitingMail(models.Model):
    """A notification whose mail waits: for the end of quiet hours, or without `held_until` for the digest.

    The row goes with the mail; what was read meanwhile is not mailed.
    """

    notification = models.OneToOneField(
        Notification, on_delete=models.CASCADE, primary_key=True, related_name="waiting"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    held_until = models.DateTimeField(null=True)


class Digest(models.Model):
    """The one digest of a person's day; what came after `until`, when it is due, waits for the next."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    until = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
