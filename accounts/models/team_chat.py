"""Channels of Slack, Microsoft Teams and the like that hear what concerns a team, and lines on their way."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import Language, Team


class ChatFormat(models.TextChoices):
    """In what shape a chat takes a line."""

    TEAMS = "teams", _("Microsoft Teams (Workflows)")
    SLACK = "slack", _("Slack or compatible")


class TeamEvent(models.TextChoices):
    """What a chat can hear of; each also says when it was taken back. In the order of the page."""

    POOL = "pool", _("Leads come into the pool")
    RETURNED = "returned", _("Sales returns a lead")
    QUESTION = "question", _("Sales asks about a lead")
    REPLY = "reply", _("Marketing replies to a question")
    WON = "won", _("A lead is won")
    LOST = "lost", _("A lead is lost")
    DISPUTE = "dispute", _("A rating is questioned or settled")
    ANSWER = "answer", _("Marketing answers what sales rates")
    DEFINITION = "definition", _("A lead definition is proposed or agreed")
    LEFT_BEHIND = "left_behind", _("Leads lie with somebody who has left")
    FINDING = "finding", _("Something in the figures stands out by more than chance")


class TeamChatQuerySet(models.QuerySet["TeamChat"]):
    def hearing(self, events: Collection[TeamEvent]) -> TeamChatQuerySet:
        """Those that hear one of these and take lines: switched on, and not stopped by a refusal."""
        return self.filter(is_active=True, stopped_at=None, events__overlap=[str(event) for event in events])


class TeamChat(models.Model):
    """A channel of a team, written to by the address that its chat gave out.

    Whoever knows the address can write there, so it is kept encrypted (`accounts.chats.secrets`), and in
    clear only its host. `failure` is a code of `accounts.chats.faults`; what was refused for good sets
    `stopped_at`, until a line arrives again.
    """

    team = models.CharField(_("team"), max_length=16, choices=Team.choices)
    name = models.CharField(
        _("name of the channel"), max_length=80, help_text=_("As it is called in the chat, such as #sales.")
    )
    format = models.CharField(_("chat program"), max_length=8, choices=ChatFormat.choices)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, default=Language.GERMAN
    )
    events = ArrayField(
        models.CharField(max_length=16, choices=TeamEvent.choices), verbose_name=_("what it hears of")
    )
    is_active = models.BooleanField(
        _("switched on"), default=True, help_text=_("Switched off, it hears nothing; a test still arrives.")
    )
    sealed_address = models.TextField(editable=False)
    host = models.CharField(max_length=253, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)
    arrived_at = models.DateTimeField(null=True, editable=False)
    failed_at = models.DateTimeField(null=True, editable=False)
    failure = models.CharField(max_length=16, blank=True, editable=False)
    stopped_at = models.DateTimeField(null=True, editable=False)
    row_version = models.PositiveIntegerField(default=1, editable=False)

    objects = TeamChatQuerySet.as_manager()

    class Meta:
        verbose_name = _("team chat")
        ordering = ["team", "name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(team__in=Team.values), name="team_chat_team_known"),
            models.CheckConstraint(condition=Q(format__in=ChatFormat.values), name="team_chat_format_known"),
            models.CheckConstraint(condition=~Q(events=[]), name="team_chat_hears_something"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_failed_last(self) -> bool:
        return self.failed_at is not None and (self.arrived_at is None or self.arrived_at < self.failed_at)


class TeamLine(models.Model):
    """One line for one chat, worded as it happened, in the chat's language; the row goes once it has arrived.

    Colleagues, campaigns and reasons stand in it, never whom a lead is about: a channel is read by people who
    may not see that lead.
    """

    chat = models.ForeignKey(TeamChat, on_delete=models.CASCADE, related_name="lines")
    text = models.TextField()
    path = models.CharField(max_length=300, blank=True)
    is_test = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.chat_id} #{self.pk}"
