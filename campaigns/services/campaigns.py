"""Campaigns and their promises: made, edited, put live and ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise, may
from campaigns.errors import LeadDefinitionMissing
from campaigns.models import CallToAction, Campaign, Channel, Need
from campaigns.services.promises import hold_exactly
from values.checking import Findings, check_choice
from values.columns import clean_value, take
from values.days import written
from values.errors import beside, field_error, unless_taken
from values.refusals import Conflict, IllegalMove
from values.text import nest_quotes
from values.versions import lock_row, save_row

Status = Campaign.Status
MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.LIVE}),
    Status.LIVE: frozenset({Status.ENDED}),
    Status.ENDED: frozenset({Status.LIVE}),
}


NAME_ONCE: Final = "campaign_name_once"


def create_campaign(
    *, actor: User, promises: Sequence[str] = (), needs: Iterable[Need] = (), **said: Any
) -> Campaign:
    """Make a campaign in preparation, owned by the actor unless `owner` says otherwise.

    `said` are editable columns, the channel by its name. Raises ValidationError with a message per field.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    with transaction.atomic():
        campaign = Campaign(owner=actor)
        _take(campaign, said)
        with unless_taken(NAME_ONCE, _name_taken(campaign)):
            campaign.save(force_insert=True)
        hold_exactly(campaign, promises)
        campaign.needs.set(needs)
    return campaign


def update_campaign(
    *,
    actor: User,
    campaign: Campaign,
    expected_version: int | None,
    promises: Sequence[str] | None = None,
    needs: Iterable[Need] | None = None,
    **said: Any,
) -> Campaign:
    """Change a campaign somebody read as `expected_version`; None overwrites whatever is there.

    `said` as in `create_campaign`; what is not said stays. `promises` are all that hold from now, `needs` all
    it speaks to. Raises StaleVersion with both values of each differing field when somebody else was faster,
    else ValidationError with a message per field. Returns the changed row.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    with transaction.atomic():
        locked = lock_row(
            campaign,
            expected_version=expected_version,
            changes=said,
            besides=lambda stored: (*_compare_promises(stored, promises), *_compare_needs(stored, needs)),
        )
        _take(locked, said)
        with unless_taken(NAME_ONCE, _name_taken(locked)):
            save_row(locked, said)
        if promises is not None:
            hold_exactly(locked, promises)
        if needs is not None:
            locked.needs.set(needs)
    return locked


@transaction.atomic
def pass_on_campaigns(*, actor: User, owner: User, to: User) -> int:
    """Let somebody look after all campaigns of a colleague who leaves; return how many these are.

    By whoever takes the sign-in away. Raises PermissionDenied, ValidationError (`owner`).
    """
    authorise(actor, Action.DEACTIVATE_PEOPLE)
    _check_owner(owner, to)
    campaigns = Campaign.objects.filter(owner=owner).order_by("pk")
    rows = list(campaigns.select_for_update(of=("self",), no_key=True))
    for campaign in rows:
        campaign.owner = to
        save_row(campaign, {"owner"})
    return len(rows)


def set_status(*, actor: User, campaign: Campaign, status: str) -> Campaign:
    """Put a campaign live, end it, or put an ended one live again.

    Live needs at least one active call-to-action under a definition both teams signed, else
    LeadDefinitionMissing; any other move raises IllegalMove. The status it already has changes nothing.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    check_choice("status", status, Status)
    target = Status(status)
    with transaction.atomic():
        locked = lock_row(campaign)
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
                % {"campaign": nest_quotes(locked.name)}
            )
        locked.status = target
        locked.save(update_fields=["status"])
    return locked


def channel_named(name: str) -> Channel | None:
    """The channel with this name whatever its case, made when it is new; None for a blank name.

    Raises ValidationError when the name is too long.
    """
    if not name.strip():
        return None
    with beside("channel"):
        label = clean_value(Channel, "name", name)
    if known := Channel.objects.filter(name__iexact=label).select_related("merged_into").first():
        return known.current
    try:
        with transaction.atomic():
            return Channel.objects.create(name=label)
    except IntegrityError:  # somebody made it in this very moment
        return Channel.objects.get(name__iexact=label)


def _take(campaign: Campaign, said: Mapping[str, Any]) -> None:
    """Put what was said into the row and check it all; nothing is written, but a new channel is made."""
    findings = Findings()
    take(campaign, said, findings, channel=channel_named, owner=partial(_check_owner, campaign.owner))
    if "starts_on" not in findings and "ends_on" not in findings:
        with findings.collect():
            _check_period(campaign)
    with findings.collect():
        _check_name(campaign)
    findings.raise_if_any()


def _check_owner(current: User | None, owner: User | None) -> User | None:
    """Whoever owns it already may go on, so that an owner who left blocks no other change."""
    if owner not in (None, current) and not may(owner, Action.EDIT_CAMPAIGNS):
        message = _("%(person)s cannot own a campaign. Allowed are active people of marketing.")
        raise field_error("owner", message % {"person": owner})
    return owner


def _check_period(campaign: Campaign) -> None:
    if campaign.starts_on and campaign.ends_on and campaign.ends_on < campaign.starts_on:
        message = _("The end, %(end)s, lies before the start, %(start)s.")
        days = {"end": written(campaign.ends_on), "start": written(campaign.starts_on)}
        raise field_error("ends_on", message % days)


def _check_name(campaign: Campaign) -> None:
    if Campaign.objects.filter(name__iexact=campaign.name).exclude(pk=campaign.pk).exists():
        raise _name_taken(campaign)


def _name_taken(campaign: Campaign) -> ValidationError:
    message = _("There is already a campaign called “%(name)s”.")
    return field_error("name", message % {"name": nest_quotes(campaign.name)}, "unique")


def _compare_promises(stored: Campaign, promises: Sequence[str] | None) -> Iterator[Conflict]:
    theirs = "\n".join(stored.promises.in_force().values_list("text", flat=True))
    if promises is not None and theirs != (yours := "\n".join(promises)):
        yield Conflict(field="promises", label=_("promises"), theirs=theirs, yours=yours)


def _compare_needs(stored: Campaign, needs: Iterable[Need] | None) -> Iterator[Conflict]:
    if needs is None:
        return
    theirs, yours = (sorted(map(str, chosen)) for chosen in (stored.needs.all(), needs))
    if theirs != yours:
        yield Conflict(field="needs", label=_("needs"), theirs=", ".join(theirs), yours=", ".join(yours))
