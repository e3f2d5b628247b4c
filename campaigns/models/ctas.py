from __future__ import annotations

import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from accounts.permissions import Action, may_find
from campaigns.models.campaigns import Campaign
from values.addresses import check_page


class CtaKind(models.TextChoices):
    VISIT = "visit", _("Visit")
    CONTACT_DETAILS = "contact_details", _("Contact details")
    DOWNLOAD = "download", _("Download")
    CALL = "call", _("Call")
    APPOINTMENT = "appointment", _("Appointment")
    PURCHASE = "purchase", _("Purchase")


def new_cta_key() -> str:
    """A public key nobody guesses: 16 random characters of URL-safe base64."""
    return secrets.token_urlsafe(12)


class CallToActionQuerySet(models.QuerySet["CallToAction"]):
    def visible_to(self, user: User) -> CallToActionQuerySet:
        return self.all() if may_find(user, Action.VIEW_CAMPAIGNS) else self.none()

    def ready(self) -> CallToActionQuerySet:
        """Active ones under a definition both teams signed; a campaign needs one to go live."""
        return self.filter(is_active=True, definition_in_force__isnull=False)

    def with_definitions(self) -> CallToActionQuerySet:
        """Each with all versions and what was said of them, in as many queries however many there are."""
        return self.select_related("definition_in_force").prefetch_related(
            "definitions__author",
            "definitions__signatures__user",
            "definitions__objections__user",
            "definitions__objections__ended_by",
        )

    def taking_leads(self) -> CallToActionQuerySet:
        """The ways in that are open: a live campaign and a definition both teams signed."""
        return self.ready().filter(campaign__status=Campaign.Status.LIVE)


class CallToAction(models.Model):
    """The set way in to a campaign, with its own public key."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="ctas", editable=False)
    name = models.CharField(_("Name of the call-to-action"), max_length=160)
    kind = models.CharField(_("kind"), max_length=16, choices=CtaKind.choices, help_text=_("What people do."))
    placement = models.CharField(
        _("placement"), max_length=200, blank=True, help_text=_("The ad or the page it stands on.")
    )
    page_url = models.CharField(
        _("address of the page"),
        max_length=500,
        blank=True,
        validators=[check_page],
        help_text=_("Sales opens it before calling."),
    )
    key = models.CharField(max_length=24, unique=True, default=new_cta_key, editable=False)
    is_active = models.BooleanField(
        _("takes leads"),
        default=True,
        help_text=_("Switched off, no new leads come in by it; those it has stay."),
    )
    # The newest definition with both signatures; set by the signing service, never by hand.
    definition_in_force = models.ForeignKey(
        "LeadDefinition", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    row_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CallToActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("call-to-action")
        verbose_name_plural = _("calls-to-action")
        ordering = ["campaign_id", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                "campaign",
                Lower("name"),
                name="cta_name_once_per_campaign",
                violation_error_message=_("This campaign already has a call-to-action with this name."),
            ),
            models.CheckConstraint(condition=models.Q(kind__in=CtaKind.values), name="cta_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def newest_definition(self) -> LeadDefinition | None:
        """The version proposed last, in force or waiting; reads the prefetched list where there is one."""
        return next(iter(self.definitions.all()), None)

    @property
    def waiting_definition(self) -> LeadDefinition | None:
        """The newest version while signatures are missing under it."""
        newest = self.newest_definition
        return newest if newest and newest.missing_teams else None


class LeadDefinition(models.Model):
    """What counts as a lead here and as a good one; a version is never edited, another follows it."""

    cta = models.ForeignKey(
        CallToAction, on_delete=models.CASCADE, related_name="definitions", editable=False
    )
    version = models.PositiveIntegerField(editable=False)
    lead_text = models.TextField(
        _("What counts as a lead here"),
        max_length=2000,
        help_text=_("What somebody must have done and left behind, so that sales calls."),
    )
    good_text = models.TextField(
        _("What counts as a good lead"),
        max_length=2000,
        help_text=_("How both teams recognise an A or a B: need, budget, say, time."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("lead definition")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["cta", "version"], name="definition_version_once")]

    def __str__(self) -> str:
        return f"{self.cta_id} v{self.version}"

    @property
    def missing_teams(self) -> list[Team]:
        """The teams whose signature is still due; none means it is agreed."""
        signed = {signature.team for signature in self.signatures.all()}
        return [team for team in Team if team not in signed]

    @property
    def said(self) -> list[DefinitionSignature | DefinitionObjection]:
        """Signatures and objections in the order they were given."""
        said: list[DefinitionSignature | DefinitionObjection] = [
            *self.signatures.all(),
            *self.objections.all(),
        ]
        return sorted(said, key=lambda one: one.said_at)

    @property
    def open_objections(self) -> list[DefinitionObjection]:
        """What somebody objects to it and nobody has answered, the oldest first."""
        return [objection for objection in self.objections.all() if objection.is_open]


class DefinitionSignature(models.Model):
    """One team's word under a definition, given by one person; immutable."""

    definition = models.ForeignKey(LeadDefinition, on_delete=models.CASCADE, related_name="signatures")
    team = models.CharField(max_length=9, choices=Team.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["definition", "team"], name="signature_once_per_team"),
            models.CheckConstraint(condition=models.Q(team__in=Team.values), name="signature_team_known"),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.team}"

    @property
    def said_at(self) -> datetime:
        return self.signed_at


class ObjectionEnd(models.TextChoices):
    NEW_VERSION = "new", _("Answered by a new version")
    SIGNED = "signed", _("Settled: the team has signed")
    WITHDRAWN = "withdrawn", _("Objection withdrawn")


class DefinitionObjectionQuerySet(models.QuerySet["DefinitionObjection"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class DefinitionObjection(models.Model):
    """Somebody of a team objects to the newest version, with a sentence; append-only but for its end.

    It takes no signature away: what both teams signed stays in force, and is asked to be written anew.
    """

    definition = models.ForeignKey(
        LeadDefinition, on_delete=models.CASCADE, related_name="objections", editable=False
    )
    # For which of the teams it was said: who objects may change the role later.
    team = models.CharField(max_length=9, choices=Team.choices, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    text = models.TextField(
        _("What speaks against it?"),
        max_length=2000,
        help_text=_("One sentence is enough: what does not fit, and how you would say it."),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    ended_how = models.CharField(max_length=9, choices=ObjectionEnd.choices, blank=True, editable=False)

    objects = DefinitionObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection to a lead definition")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "user"],
                condition=Q(ended_at=None),
                name="objection_open_once_per_person",
            ),
            models.CheckConstraint(
                condition=Q(team__in=Team.values) & ~Q(text=""), name="objection_says_why"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_how="")
                | Q(ended_at__isnull=False, ended_by__isnull=False, ended_how__in=ObjectionEnd.values),
                name="objection_ends_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.team}"

    @property
    def said_at(self) -> datetime:
        return self.created_at

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
