"""Calls-to-action and the lead definitions both teams sign under them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.permissions import Action, authorise
from campaigns.errors import AlreadySigned
from campaigns.models import CallToAction, Campaign, DefinitionSignature, LeadDefinition
from campaigns.notifications import tell_it_holds, tell_it_waits
from campaigns.services.objections import end_by_signature, end_by_version, lock_cta, require_newest, team_of
from values.checking import Findings
from values.columns import take
from values.errors import field_error, unless_taken
from values.text import nest_quotes
from values.versions import save_row

NAME_ONCE: Final = "cta_name_once_per_campaign"


def create_cta(*, actor: User, campaign: Campaign, **said: Any) -> CallToAction:
    """Make a call-to-action with a new public key; it takes leads once a definition is in force.

    `said` are editable columns. Raises ValidationError with a message per field.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    with transaction.atomic():
        cta = CallToAction(campaign=campaign)
        _take(cta, said)
        with unless_taken(NAME_ONCE, _name_taken(cta)):
            cta.save(force_insert=True)
    return cta


def update_cta(*, actor: User, cta: CallToAction, expected_version: int | None, **said: Any) -> CallToAction:
    """Change a call-to-action somebody read as `expected_version`; None overwrites whatever is there.

    `said` as in `create_cta`; what is not said stays. Raises StaleVersion with both values of each differing
    field when somebody else was faster, else ValidationError with a message per field. Returns the changed
    row.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    with transaction.atomic():
        locked = lock_cta(cta, expected_version=expected_version, changes=said)
        _take(locked, said)
        with unless_taken(NAME_ONCE, _name_taken(locked)):
            save_row(locked, said)
    return locked


def propose_definition(*, actor: User, cta: CallToAction, lead_text: str, good_text: str) -> LeadDefinition:
    """Write the next version of what counts as a lead here; it waits for one signature of each team.

    The version in force stays so until then, an older one that still waited can no longer be signed. Those
    who have to sign are told, and whoever objected to an older one. Raises ValidationError with a message per
    field.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    definition, findings = LeadDefinition(cta=cta, author=actor), Findings()
    take(definition, {"lead_text": lead_text, "good_text": good_text}, findings)
    findings.raise_if_any()
    with transaction.atomic():
        definition.cta = lock_cta(cta)
        newest = definition.cta.definitions.first()
        if newest and (newest.lead_text, newest.good_text) == (definition.lead_text, definition.good_text):
            message = _("Nothing changed: this is what version %(version)d says.")
            raise field_error("lead_text", message % {"version": newest.version}, "unchanged")
        definition.version = newest.version + 1 if newest else 1
        definition.save(force_insert=True)
        end_by_version(definition, by=actor)
        tell_it_waits(definition, actor=actor)
    return definition


def sign_definition(*, actor: User, definition: LeadDefinition) -> DefinitionSignature:
    """Put the actor's signature under a definition, for the actor's own team and no other.

    With both signatures it is in force from now; leads that came in earlier keep theirs. What somebody of the
    team objected to it is settled by that. Raises DefinitionOutdated when a newer version was proposed,
    AlreadySigned when the team's signature is there.
    """
    authorise(actor, Action.SIGN_DEFINITIONS)
    team = team_of(actor)
    with transaction.atomic():
        cta = lock_cta(definition.cta)
        newest = require_newest(cta, definition)
        if signed := newest.signatures.filter(team=team).select_related("user").first():
            message = _("%(person)s has already signed version %(version)d for %(team)s.")
            raise AlreadySigned(
                message % {"person": signed.user, "version": newest.version, "team": Team(team).label}
            )
        signature = DefinitionSignature.objects.create(definition=newest, team=team, user=actor)
        end_by_signature(signature)
        if not newest.missing_teams:
            cta.definition_in_force = newest
            cta.save(update_fields=["definition_in_force"])
            tell_it_holds(newest, actor=actor)
    return signature


def _take(cta: CallToAction, said: Mapping[str, Any]) -> None:
    """Put what was said into the row and check it all; nothing is written."""
    findings = Findings()
    take(cta, said, findings)
    with findings.collect():
        _check_name(cta)
    findings.raise_if_any()


def _check_name(cta: CallToAction) -> None:
    others = CallToAction.objects.filter(campaign_id=cta.campaign_id).exclude(pk=cta.pk)
    if others.filter(name__iexact=cta.name).exists():
        raise _name_taken(cta)


def _name_taken(cta: CallToAction) -> ValidationError:
    message = _("This campaign already has a call-to-action called “%(name)s”.")
    return field_error("name", message % {"name": nest_quotes(cta.name)}, "unique")
