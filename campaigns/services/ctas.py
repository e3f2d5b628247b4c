"""Calls-to-action and the lead definitions both teams sign under them."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.permissions import Action, authorise
from campaigns.errors import AlreadySigned, DefinitionOutdated, NotYourSignature
from campaigns.models import CallToAction, Campaign, CtaKind, DefinitionSignature, LeadDefinition
from campaigns.notifications import tell_it_holds, tell_it_waits
from values.checking import Findings, check_choice, check_fields
from values.errors import field_error
from values.text import clean_line, clean_text, require, shorten
from values.versions import lock_row


class CtaData(TypedDict, total=False):
    """What people say about a call-to-action; a key that is missing stays as it is."""

    name: str
    kind: str
    placement: str
    page_url: str
    is_active: bool


LINES = ("name", "kind", "placement", "page_url")
FIELDS = (*LINES, "is_active")


def create_cta(*, actor: User, campaign: Campaign, **data: Unpack[CtaData]) -> CallToAction:
    """Make a call-to-action with a new public key; it takes leads once a definition is in force.

    Raises ValidationError with a message per field.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    with transaction.atomic():
        cta = CallToAction(campaign=campaign)
        _take(cta, data)
        _save(cta, update_fields=None)
    return cta


def update_cta(
    *, actor: User, cta: CallToAction, expected_version: int | None, **changes: Unpack[CtaData]
) -> CallToAction:
    """Change a call-to-action somebody read as `expected_version`; None overwrites whatever is there.

    Its key and its campaign never change. Raises StaleVersion with both values of each differing field
    when somebody else was faster, else ValidationError with a message per field. Returns the changed row.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    with transaction.atomic():
        locked = _lock(cta, expected_version=expected_version, changes=changes)
        _take(locked, changes)
        locked.row_version += 1
        _save(locked, update_fields=[name for name in FIELDS if name in changes] + ["row_version"])
    return locked


def propose_definition(*, actor: User, cta: CallToAction, lead_text: str, good_text: str) -> LeadDefinition:
    """Write the next version of what counts as a lead here; it waits for one signature of each team.

    The version in force stays so until then, an older one that still waited can no longer be signed. Those
    who have to sign are told. Raises ValidationError with a message per field.
    """
    authorise(actor, Action.EDIT_CAMPAIGNS)
    lead_text = require("lead_text", clean_text("lead_text", lead_text))
    good_text = require("good_text", clean_text("good_text", good_text))
    with transaction.atomic():
        locked = _lock(cta)
        newest = locked.definitions.first()
        if newest and (newest.lead_text, newest.good_text) == (lead_text, good_text):
            message = _("Nothing changed: this is what version %(version)d says.")
            raise field_error("lead_text", message % {"version": newest.version}, "unchanged")
        definition = LeadDefinition(
            cta=locked,
            version=newest.version + 1 if newest else 1,
            lead_text=lead_text,
            good_text=good_text,
            author=actor,
        )
        check_fields(definition, {"lead_text", "good_text"})
        definition.save(force_insert=True)
        tell_it_waits(definition, actor=actor)
    return definition


def sign_definition(*, actor: User, definition: LeadDefinition) -> DefinitionSignature:
    """Put the actor's signature under a definition, for the actor's own team and no other.

    With both signatures it is in force from now; leads that came in earlier keep theirs. Raises
    DefinitionOutdated when a newer version was proposed, AlreadySigned when the team's signature is there.
    """
    authorise(actor, Action.SIGN_DEFINITIONS)
    team = actor.team
    if team is None:
        raise NotYourSignature(_("Only people of marketing and of sales sign, each for their own team."))
    with transaction.atomic():
        cta = _lock(definition.cta)
        newest = cta.definitions.first()
        if newest is None or newest.pk != definition.pk:
            message = _(
                "Version %(version)d can no longer be signed: version %(newest)d was proposed after it."
            )
            values = {"version": definition.version, "newest": newest.version if newest else 0}
            raise DefinitionOutdated(message % values)
        if signed := newest.signatures.filter(team=team).select_related("user").first():
            message = _("%(person)s has already signed version %(version)d for %(team)s.")
            raise AlreadySigned(
                message % {"person": signed.user, "version": newest.version, "team": Team(team).label}
            )
        signature = DefinitionSignature.objects.create(definition=newest, team=team, user=actor)
        if not newest.missing_teams:
            cta.definition_in_force = newest
            cta.save(update_fields=["definition_in_force"])
            tell_it_holds(newest, actor=actor)
    return signature


def _lock(cta: CallToAction, **options: Any) -> CallToAction:
    return lock_row(cta, rows=CallToAction.objects.select_related("campaign__owner"), **options)


def _take(cta: CallToAction, data: CtaData) -> None:
    """Put the words into the row and check them all; nothing is written."""
    findings = Findings()
    for field in LINES:
        if field in data:
            with findings.collect():
                setattr(cta, field, clean_line(field, data[field]))  # type: ignore[literal-required]
    cta.is_active = data.get("is_active", cta.is_active)
    with findings.collect():
        check_choice("kind", cta.kind, CtaKind)
    with findings.collect():
        _check_address(cta)
    with findings.collect():
        check_fields(cta, {name for name in {"name"} | set(LINES) & set(data) if name not in findings})
    with findings.collect():
        _check_name(cta)
    findings.raise_if_any()


def _check_name(cta: CallToAction) -> None:
    others = CallToAction.objects.filter(campaign_id=cta.campaign_id).exclude(pk=cta.pk)
    if others.filter(name__iexact=cta.name).exists():
        raise _name_taken(cta)


def _name_taken(cta: CallToAction) -> ValidationError:
    message = _("This campaign already has a call-to-action called “%(name)s”.")
    return field_error("name", message % {"name": cta.name}, "unique")


def _check_address(cta: CallToAction) -> None:
    """Only web pages: an address such as javascript:… would become a link others click."""
    if cta.page_url and not cta.page_url.lower().startswith(("http://", "https://")):
        message = _(
            "“%(value)s” is not the address of a page. Allowed are addresses that begin with https://."
        )
        raise field_error("page_url", message % {"value": shorten(cta.page_url)}, "address")


def _save(cta: CallToAction, *, update_fields: list[str] | None) -> None:
    """Write the row; a name that another one got in this very moment is an error beside the field."""
    try:
        with transaction.atomic():
            cta.save(update_fields=update_fields)
    except IntegrityError as error:
        if "cta_name_once_per_campaign" not in str(error):
            raise
        raise _name_taken(cta) from error
