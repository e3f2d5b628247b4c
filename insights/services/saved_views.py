"""Views somebody keeps under a name: own ones, and those of the whole company."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, authorise
from insights.models import SavedView
from insights.pages.address import Address
from values.checking import Findings
from values.columns import take
from values.errors import field_error, unless_taken

MOST_OF_ONE_PERSON: Final = 100


@transaction.atomic
def save_view(*, actor: User, address: Address, **said: Any) -> SavedView:
    """Keep an address under a name; `said` are the columns `name` and `is_for_company`.

    The caller has checked that its filters are understood. Raises PermissionDenied, ValidationError by field.
    """
    authorise(actor, Action.KEEP_VIEWS)
    view = SavedView(user=actor, page=address.name, said=dict(address.values))
    if SavedView.objects.filter(user=actor).count() >= MOST_OF_ONE_PERSON:
        message = _(
            "You have %(count)s views already, which is the most. Delete one that you no longer need."
        )
        raise field_error("name", message % {"count": MOST_OF_ONE_PERSON}, "too_many")
    return _write(view, said, actor)


@transaction.atomic
def change_view(*, actor: User, view: SavedView, **said: Any) -> SavedView:
    """Another name, or for others too. Raises PermissionDenied, ValidationError by field."""
    authorise(actor, _needed_for(actor, view))
    return _write(SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk), said, actor)


@transaction.atomic
def delete_view(*, actor: User, view: SavedView) -> None:
    """Forget it; the figures stay where they are. A second time changes nothing. Raises PermissionDenied."""
    authorise(actor, _needed_for(actor, view))
    SavedView.objects.filter(pk=view.pk).delete()


def _needed_for(actor: User, view: SavedView) -> Action:
    """One's own everybody keeps; what others keep for all, whoever may publish."""
    return Action.KEEP_VIEWS if view.user_id == actor.pk else Action.PUBLISH_VIEWS


def _write(view: SavedView, said: dict[str, Any], actor: User) -> SavedView:
    was_for_company, findings = view.is_for_company, Findings()
    take(view, said, findings)
    findings.raise_if_any()
    if view.is_for_company != was_for_company:
        authorise(actor, Action.PUBLISH_VIEWS)
    message = _("There is a view “%(name)s” already. Please choose another name.") % {"name": view.name}
    with unless_taken("saved_view_once_per_name", field_error("name", message, "taken")):
        view.save()
    return view
