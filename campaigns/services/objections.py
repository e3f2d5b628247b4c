"""Somebody objects to a lead definition instead of signing it; a new version, a signature or they end that.

An objection takes no signature away. What both teams signed stays in force, since leads come in under it, and
is asked to be written anew.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.permissions import Action, authorise
from campaigns import notifications
from campaigns.errors import AlreadyObjected, DefinitionOutdated, NotYourSignature, ObjectionEnded
from campaigns.models import (
    CallToAction,
    DefinitionObjection,
    DefinitionSignature,
    LeadDefinition,
    ObjectionEnd,
)
from values.columns import clean_value
from values.versions import lock_row


@transaction.atomic
def object_to_definition(*, actor: User, definition: LeadDefinition, text: str) -> DefinitionObjection:
    """Object to the newest version for the actor's own team; whoever wrote it and the owner are told.

    Signatures stay, and what is in force stays so. The same words again by the same person change nothing (a
    double click). Raises PermissionDenied, NotYourSignature, DefinitionOutdated, AlreadyObjected,
    ValidationError (text).
    """
    authorise(actor, Action.OBJECT_TO_DEFINITIONS)
    team = team_of(actor)
    text = clean_value(DefinitionObjection, "text", text)
    newest = require_newest(lock_cta(definition.cta), definition)
    open_one = newest.objections.open().filter(user=actor).first()
    if open_one is not None and open_one.text == text:
        return open_one
    if open_one is not None:
        message = _("You object to version %(version)d already. Withdraw that first to say it otherwise.")
        raise AlreadyObjected(message % {"version": newest.version})
    made = DefinitionObjection.objects.create(definition=newest, team=team, user=actor, text=text)
    notifications.tell_objected(made)
    return made


@transaction.atomic
def withdraw_objection(
    *, actor: User, definition: LeadDefinition, objection_id: int | None = None
) -> DefinitionObjection:
    """End one's own open objection; who was told of it hears that.

    `objection_id` is the one the person saw, where it is given. Raises PermissionDenied for somebody else's,
    ObjectionEnded.
    """
    authorise(actor, Action.OBJECT_TO_DEFINITIONS)
    lock_cta(definition.cta)
    found = _open_of(definition).filter(**{"user": actor} if objection_id is None else {"pk": objection_id})
    objection = found.first()
    if objection is None:
        raise ObjectionEnded
    if objection.user_id != actor.pk:
        raise PermissionDenied(_("Only who objected can withdraw that."))
    _end(objection, how=ObjectionEnd.WITHDRAWN, by=actor)
    notifications.tell_objection_withdrawn(objection)
    return objection


def end_by_version(definition: LeadDefinition, *, by: User) -> None:
    """A new version of a locked call-to-action answers what was objected to the ones before."""
    older = DefinitionObjection.objects.open().filter(definition__cta=definition.cta)
    for objection in older.exclude(definition=definition).select_related("user"):
        _end(objection, how=ObjectionEnd.NEW_VERSION, by=by)
        notifications.tell_new_version(objection, definition)


def end_by_signature(signature: DefinitionSignature) -> None:
    """A team signs what somebody of it objected to, its call-to-action locked: that settles it."""
    for objection in _open_of(signature.definition).filter(team=signature.team):
        _end(objection, how=ObjectionEnd.SIGNED, by=signature.user)
        notifications.tell_settled_by_signature(objection)


def team_of(actor: User) -> Team:
    """The team for which somebody speaks; NotYourSignature for who is of none."""
    if actor.team is None:
        raise NotYourSignature(
            _("Only people of marketing and of sales sign or object, each for their own team.")
        )
    return actor.team


def lock_cta(cta: CallToAction, **options: Any) -> CallToAction:
    """The call-to-action, its definitions as they are now: whatever changes them locks it first."""
    return lock_row(cta, rows=CallToAction.objects.select_related("campaign__owner"), **options)


def require_newest(locked: CallToAction, definition: LeadDefinition) -> LeadDefinition:
    """The version as it stands; DefinitionOutdated where another was proposed after it."""
    newest = locked.definitions.select_related("author").first()
    if newest is None or newest.pk != definition.pk:
        message = _(
            "Version %(version)d can no longer be signed or objected to:"
            " version %(newest)d was proposed after it."
        )
        values = {"version": definition.version, "newest": newest.version if newest else 0}
        raise DefinitionOutdated(message % values)
    newest.cta = locked
    return newest


def _open_of(definition: LeadDefinition) -> QuerySet[DefinitionObjection]:
    return definition.objections.open().select_related("user", "definition__cta__campaign__owner")


def _end(objection: DefinitionObjection, *, how: ObjectionEnd, by: User) -> None:
    objection.ended_at, objection.ended_how, objection.ended_by = timezone.now(), how, by
    objection.save(update_fields=["ended_at", "ended_how", "ended_by"])
