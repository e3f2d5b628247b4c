"""Campaigns and their promises: made, edited, put live and ended. Costs are set in `leads.services.costs`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise, may
from campaigns.errors import LeadDefinitionMissing
from campaigns.models import CallToAction, Campaign, Channel
from campaigns.services.promises import hold_exactly
from values.checking import Findings, check_fields, shown
from values.days import FIRST_DAY, LAST_DAY, written
from values.refusals import Conflict, IllegalMove, StaleVersion
from values.text import clean_line

Status = Campaign.Status
MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.LIVE}),
    Status.LIVE: frozenset({Status.ENDED}),
    Status.ENDED: frozenset({Status.LIVE}),
}


class CampaignData(TypedDict, total=False):
    """What people say about a campaign; a key that is missing stays as it is."""

    name: str
    channel: str  # its name, made as found; "" is no channel
    target_group: str
    owner: User | None
    starts_on: date | None
    ends_on: date | None
    utm_campaign: str
    promises: Sequence[str]  # all that hold from now; others are withdrawn


LINES = ("name", "target_group", "utm_campaign")
FIELDS = ("name", "channel", "target_group", "owner", "starts_on", "ends_on", "utm_campaign")


def create_campaign(*, actor: User, **data: Unpack[CampaignData]) -> Campaign:
    """Make a campaign in preparation, owned by the actor unless `owner` says otherwise.

    Raises ValidationError with a message per field.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    with transaction.atomic():
        campaign = Campaign(owner=actor)
        _take(campaign, data)
        _save(campaign, update_fields=None)
        hold_exactly(campaign, data.get("promises", ()))
    return campaign


def update_campaign(
    *, actor: User, campaign: Campaign, expected_version: int | None, **changes: Unpack[CampaignData]
) -> Campaign:
    """Change a campaign somebody read as `expected_version`; None overwrites whatever is there.

    Raises StaleVersion with both values of each differing field when somebody else was faster, else
    ValidationError with a message per field. Returns the changed row.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    with transaction.atomic():
        locked = _locked(campaign)
        if expected_version is not None and expected_version != locked.row_version:
            raise StaleVersion(
                expected=expected_version,
                current=locked.row_version,
                conflicts=_find_conflicts(locked, changes),
            )
        _take(locked, changes)
        locked.row_version += 1
        _save(locked, update_fields=[name for name in FIELDS if name in changes] + ["row_version"])
        if "promises" in changes:
            hold_exactly(locked, changes["promises"])
    return locked


def set_status(*, actor: User, campaign: Campaign, status: str) -> Campaign:
    """Put a campaign live, end it, or put an ended one live again.

    Live needs at least one active call-to-action under a definition both teams signed, else
    LeadDefinitionMissing; any other move raises IllegalMove. The status it already has changes nothing.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    if status not in Status.values:
        allowed = ", ".join(Status.values)
        message = _("“%(value)s” is not a status. Allowed are: %(allowed)s.")
        raise ValidationError({"status": message % {"value": status[:40], "allowed": allowed}})
    target = Status(status)
    with transaction.atomic():
        locked = _locked(campaign)
        if locked.status == target:
            return locked
        if target not in MOVES[Status(locked.status)]:
            message = _("A campaign cannot pass from “%(old)s” to “%(new)s”.")
            raise IllegalMove(message % {"old": Status(locked.status).label, "new": target.label})
        if target == Status.LIVE and not CallToAction.objects.filter(campaign=locked).ready().exists():
            raise LeadDefinitionMissing(
                _(
                    "“%(campaign)s” cannot go live yet: none of its active calls-to-action has a lead"
                    " definition that marketing and sales have both signed."
                )
                % {"campaign": locked.name}
            )
        locked.status = target
        locked.save(update_fields=["status"])
    return locked


def channel_named(name: str) -> Channel | None:
    """The channel with this name whatever its case, made when it is new; None for a blank name.

    Raises ValidationError when the name is too long.
    """
    label = clean_line("channel", name)
    if not label:
        return None
    if known := Channel.objects.filter(name__iexact=label).first():
        return known
    try:
        check_fields(channel := Channel(name=label), {"name"})
    except ValidationError as error:
        raise ValidationError({"channel": error.messages}) from error
    try:
        with transaction.atomic():
            channel.save(force_insert=True)
    except IntegrityError:  # somebody made it in this very moment
        return Channel.objects.get(name__iexact=label)
    return channel


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def _take(campaign: Campaign, data: CampaignData) -> None:
    """Put the words into the row and check them all; nothing is written, but a new channel is made."""
    findings = Findings()
    for field in LINES:
        if field in data:
            with findings.collect():
                setattr(campaign, field, clean_line(field, data[field]))  # type: ignore[literal-required]
    if "channel" in data:
        with findings.collect():
            campaign.channel = channel_named(data["channel"])
    if "owner" in data and data["owner"] != campaign.owner:
        with findings.collect():
            campaign.owner = _check_owner(data["owner"])
    with findings.collect():
        _take_period(campaign, data)
    with findings.collect():
        check_fields(campaign, ({"name"} | set(LINES) & set(data)) - findings.errors.keys())
    with findings.collect():
        _check_name(campaign)
    findings.raise_if_any()


def _take_period(campaign: Campaign, data: CampaignData) -> None:
    for field in ("starts_on", "ends_on"):
        if field in data:
            setattr(campaign, field, _check_day(field, data[field]))
    if campaign.starts_on and campaign.ends_on and campaign.ends_on < campaign.starts_on:
        message = _("The end, %(end)s, lies before the start, %(start)s.")
        days = {"end": written(campaign.ends_on), "start": written(campaign.starts_on)}
        raise ValidationError({"ends_on": message % days})


def _check_name(campaign: Campaign) -> None:
    if Campaign.objects.filter(name__iexact=campaign.name).exclude(pk=campaign.pk).exists():
        raise _name_taken(campaign)


def _name_taken(campaign: Campaign) -> ValidationError:
    message = _("There is already a campaign called “%(name)s”.")
    return ValidationError({"name": message % {"name": campaign.name}})


def _check_owner(owner: User | None) -> User | None:
    if owner is not None and not may(owner, Action.EDIT_CAMPAIGNS):
        message = _("%(person)s cannot own a campaign. Allowed are active people of marketing.")
        raise ValidationError({"owner": message % {"person": owner}})
    return owner


def _check_day(field: str, day: date | None) -> date | None:
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        message = _("“%(value)s” is out of reach. Allowed are days from 2000 to 2099.")
        raise ValidationError({field: message % {"value": day.isoformat()}})
    return day


def _save(campaign: Campaign, *, update_fields: list[str] | None) -> None:
    """Write the row; a name that another campaign got in this very moment is an error beside the field."""
    try:
        with transaction.atomic():
            campaign.save(update_fields=update_fields)
    except IntegrityError as error:
        if "campaign_name_once" not in str(error):
            raise
        raise _name_taken(campaign) from error


def _find_conflicts(stored: Campaign, changes: CampaignData) -> list[Conflict]:
    """Every field that was meant to become something else than what now stands there."""
    now = {name: shown(getattr(stored, name)) for name in FIELDS}
    now["promises"] = "\n".join(stored.promises.in_force().values_list("text", flat=True))
    yours = {name: shown(value) for name, value in changes.items()}
    if "promises" in changes:
        yours["promises"] = "\n".join(changes["promises"])
    labels = {name: str(Campaign._meta.get_field(name).verbose_name) for name in FIELDS}  # type: ignore[union-attr]
    labels["promises"] = _("promises")
    return [
        Conflict(field=name, label=labels[name], theirs=now[name], yours=value)
        for name, value in yours.items()
        if value != now[name]
    ]
